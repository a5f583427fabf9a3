"""The command line: one sentence and the contract's exit code for whatever goes wrong, and nothing left behind."""

from __future__ import annotations

import base64
import gzip
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath import synth
from finpath.cli import main
from tests.ingest.coalition import MANIFEST, rows
from tests.running import KEY, environment, tree
from tests.running import finpath as start

ENTRY = '[[files]]\ntable = "transactions"\npath = "{path}"\n'


@dataclass(frozen=True)
class Told:
    """How a command ended, and what it said."""

    code: object
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """What went wrong: the one line that begins with the program's name."""
        (line,) = [line for line in self.err.splitlines() if line.startswith("finpath: ")]
        assert "Traceback" not in self.err
        return line


Cli = Callable[..., Told]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Cli]:
    """A command line in an empty folder, with a key; each argument is separated by a blank."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINPATH_KEY", KEY)
    monkeypatch.delenv("FINPATH_KEY_FILE", raising=False)
    handlers = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}

    def run(arguments: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["finpath", *arguments.split()])
        with pytest.raises(SystemExit) as ended:
            main()
        return Told(ended.value.code or 0, *capsys.readouterr())

    yield run
    for each, handler in handlers.items():
        signal.signal(each, handler)


def hand_in(folder: Path, content: str | bytes, entries: str = ENTRY, path: str = "t.csv") -> None:
    """Write a contribution of one file."""
    folder.mkdir(parents=True)
    (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
    about = MANIFEST.format(provider=folder.name, kind="acquirer", country="NL", zone="Europe/Amsterdam")
    (folder / "contribution.toml").write_text(about + entries.replace("{path}", path))


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """One good contribution of two rows, below `given`."""
    hand_in(tmp_path / "given" / "good", rows({}, {"payer_ref": "p2"}))
    return tmp_path / "given"


@pytest.mark.parametrize("command", ["--help", "run --help", "keys new --help", "synth --help", "evaluate --help"])
def test_help_is_no_fault(cli: Cli, command: str) -> None:
    told = cli(command)
    assert told.code == 0
    assert "Usage: finpath" in told.out
    assert not told.err


def test_a_run_says_what_it_does_and_names_the_page_to_open(cli: Cli, given: Path) -> None:
    told = cli(f"run {given} --out run --as-of 2026-06-30")
    assert told.code == 0
    assert "Reading good" in told.err
    assert "Nothing stands out." in told.out
    assert told.out.endswith("Open run/index.html\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("run nowhere --out run", "There is no folder nowhere"),
        ("run given/good/t.csv --out run", "given/good/t.csv is a file, and a run takes a folder with"),
        ("run empty --out run", "The folder empty holds no contribution"),
        ("run given --out other-run", "other-run holds another run: name another folder with --out, or"),
        ("run given --out other", "other exists and is not a run of finpath, so it is not replaced"),
        ("run given --out other --force", "other exists and is not a run of finpath, so it is not replaced"),
        ("run given --out case.toml", "case.toml exists and is not a run of finpath"),
        ("run given --out case.toml/run", "The output case.toml/run cannot be written: Not a directory."),
        ("run given --out given/run", "overlap: name a folder beside them"),
        ("run given --out given --force", "overlap: name a folder beside them"),
        ("run other/given --out other --force", "overlap: name a folder beside them"),
        ("run given --out ..", "overlap: name a folder beside them"),
        ("run given --out empty/..", "overlap: name a folder beside them"),
        ("run given --out run --engine abacus", 'There is no engine "abacus": known are duckdb and spark.'),
        ("run given --out run --memory-limit lots", 'The memory limit "lots" is not a size'),
        ("run given --out run --threads 0", "0 threads were asked for: at least one is needed"),
        ("run given --out run --temp-dir nowhere", "Temporary data cannot go to nowhere"),
        ("run given --out run --config nowhere.toml", "There is no case file nowhere.toml"),
        ("run given --out run --config given", "There is no case file given"),
        ("run given --out run --as-of soon", '--as-of "soon" is not a date: write it as 2026-06-30'),
        ("run given --out run --as-of 20260630", '--as-of "20260630" is not a date'),
        ("run given --out run --as-of 2026-02-30", '--as-of "2026-02-30" is not a date'),
        ("run given --out run --as-of 9999-12-31T23:00-05:00", "is not a date"),
        ("keys new case.toml", "case.toml exists: a key is never overwritten"),
        ("keys new nowhere/key", "The key cannot be written to nowhere/key: No such file or directory."),
    ],
)
def test_wrong_use_is_named_and_exits_with_2(cli: Cli, given: Path, arguments: str, sentence: str) -> None:
    (given.parent / "empty").mkdir()
    (given.parent / "other-run").mkdir()
    (given.parent / "other-run" / "manifest.json").write_text("{}")
    (given.parent / "other").mkdir()
    (given.parent / "other" / "precious.txt").write_text("mine")
    (given.parent / "case.toml").write_text("")
    before = tree(given.parent)
    told = cli(arguments)
    assert sentence in told.sentence
    assert told.code == 2
    assert tree(given.parent) == before


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("tiers", "is not TOML"),
        ("[colours]", "has [colours]: known are as_of, rates,"),
        ("[tiers]\nfine = 1", "[tiers] has fine: known are"),
        ('[tiers]\nrefer = "high"', "[tiers] refer is 'high': a number was expected"),
        ("[tiers]\nrefer = nan", "[tiers] refer is nan: a number was expected"),
        ("tiers = 3", "tiers is 3: write a table, as in [tiers]"),
        ("rules = 3", "rules is 3: write a table, as in [rules.ID]"),
        ("[rules]\nnight_payments = 3", "night_payments is 3: write a table, as in [rules.night_payments]"),
        ("[rules.no_such_rule]\noff = true", "sets rule no_such_rule, which does not exist"),
        ("[rules.night_payments]\nwidth = 3", "Rule night_payments has no threshold width: known are"),
        ('[rules.short_life]\npayers = "x"', "Threshold payers of rule short_life is"),
        ('as_of = "2026-06-30"', "as_of is '2026-06-30': write a date or a date and time, without quotes"),
        ('rates = "nowhere.csv"', "There is no rates file nowhere.csv"),
        ('rates = "case.toml"', "case.toml"),
    ],
)
def test_a_case_file_that_cannot_be_used_is_named(cli: Cli, given: Path, case: str, sentence: str) -> None:
    (given.parent / "case.toml").write_text(case)
    told = cli("run given --out run --config case.toml")
    assert sentence in told.sentence
    assert told.code == 2
    assert not Path("run").exists()


@pytest.mark.parametrize("name", ["FINPATH_KEY", "FINPATH_KEY_FILE", "FINPATH_HUB_KEY"])
def test_without_a_key_the_command_that_makes_one_is_named(
    cli: Cli, given: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name != "FINPATH_HUB_KEY":
        monkeypatch.delenv("FINPATH_KEY")
    monkeypatch.setenv(name, "" if name == "FINPATH_KEY" else "no/key")
    told = cli(f"run {given} --out run")
    assert "finpath keys new" in told.sentence
    assert told.code == 2


def test_a_key_is_for_its_owner_only_and_is_never_replaced(cli: Cli) -> None:
    assert cli("keys new mine").code == 0
    assert Path("mine").stat().st_mode & 0o777 == 0o600
    key = Path("mine").read_text()
    assert len(base64.b64decode(key)) == 32
    assert cli("keys new mine").code == 2
    assert Path("mine").read_text() == key
    assert len(base64.b64decode(cli("keys new").out)) == 32


def parquet() -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"transaction_id": ["t1"] * 500}), out)
    return bytes(out.getvalue())


BAD: dict[str, tuple[str | bytes, str, str]] = {
    "broken": (rows({}), "[[files]\n", "contribution.toml is not valid TOML"),
    "outside": (rows({}), ENTRY.replace("{path}", "../good/t.csv"), "outside the contribution's folder"),
    "lacks": (rows({}), ENTRY + '[files.columns]\nmcc = "CODE"\n', "lacks the column CODE, which is mapped to mcc"),
    "other": (rows({}), ENTRY + 'format = "parquet"\n', "is declared as parquet, but its content is not"),
    "parquet": (parquet()[:-40], ENTRY, "damaged or truncated Parquet"),
    "gzip": (gzip.compress(rows({}).encode() * 50)[:-12], ENTRY, "its compression ends too early"),
}
"""What is handed in, its entries, and what is said of it."""


def test_bad_contributions_are_refused_by_name_and_the_others_go_on(cli: Cli, given: Path) -> None:
    for name, (content, entries, _) in BAD.items():
        hand_in(given / name, content, entries)
    (given / "unsaid").mkdir()
    told = cli(f"run {given} --out run")
    assert told.code == 1
    problems = [line for line in told.err.splitlines() if line.startswith("! ")]
    said = {name: sentence for name, (_, _, sentence) in BAD.items()} | {"unsaid": "there is no contribution.toml"}
    assert [line.split()[1] for line in problems] == sorted(said)
    assert all(said[line.split()[1]] in line for line in problems)
    assert "Traceback" not in told.err
    assert Path("run/manifest.json").is_file()


def test_too_many_rejects_end_with_1(cli: Cli, given: Path) -> None:
    hand_in(given / "sloppy", rows({}, {"amount": "-1"}))
    told = cli(f"run {given} --out run")
    assert told.code == 1
    assert "! sloppy/t.csv: 1 of 2 rows were rejected." in told.err


@pytest.mark.parametrize(
    ("content", "entries", "sentence"),
    [
        (rows({"amount": "-1"}), ENTRY, "No row of any contribution is valid: in"),
        (rows({}), "[[files]\n", "Every contribution was refused."),
    ],
)
def test_nothing_to_do_exits_with_3(cli: Cli, tmp_path: Path, content: str, entries: str, sentence: str) -> None:
    hand_in(tmp_path / "given" / "only", content, entries)
    told = cli("run given --out run")
    assert sentence in told.sentence
    assert told.code == 3
    assert {path.name for path in tmp_path.iterdir()} == {"given"}


def test_a_limit_that_nothing_fits_into_exits_with_3(cli: Cli, given: Path) -> None:
    told = cli(f"run {given} --out run --memory-limit 1KB")
    assert "raise --memory-limit" in told.sentence
    assert told.code == 3


def test_a_fault_of_ours_is_shown_and_exits_with_3(cli: Cli, given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("finpath.kept_run.conclude", fail)
    told = cli(f"run {given} --out run")
    assert told.code == 3
    assert "ZeroDivisionError" in told.err


def test_the_program_starts_by_its_module() -> None:
    told = start("--help")
    assert told.returncode == 0
    assert not told.stderr


@pytest.fixture(scope="module")
def coalition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coalition that keeps a run busy for some seconds."""
    folder = tmp_path_factory.mktemp("busy") / "contributions"
    synth.write(folder, payers=1_000, merchants=300, days=60)
    return folder


# A test that is started in the background inherits that interruptions are ignored; a user's terminal does not.
LISTENING = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from finpath.cli import main; main()"
)


@pytest.mark.parametrize(
    ("sent", "step"), [(signal.SIGINT, "Naming payers and merchants"), (signal.SIGTERM, "Asking the rules")]
)
def test_an_interrupted_run_leaves_nothing(coalition: Path, tmp_path: Path, sent: signal.Signals, step: str) -> None:
    temporary, out = tmp_path / "temporary", tmp_path / "out"
    temporary.mkdir()
    (out / "run").mkdir(parents=True)
    (out / "run" / "manifest.json").write_text("{}")
    options = ["--out", str(out / "run"), "--temp-dir", str(temporary), "--force"]
    command = [sys.executable, "-c", LISTENING, "run", str(coalition), *options]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        while step not in child.stderr.readline():
            assert child.poll() is None
        assert any(temporary.iterdir())
        child.send_signal(sent)
        said = child.stderr.read()
    assert child.returncode == 130
    assert "finpath: interrupted; temporary data was removed." in said
    assert "Traceback" not in said
    assert not any(temporary.iterdir())
    assert tree(out) == {"run/manifest.json": b"{}"}
