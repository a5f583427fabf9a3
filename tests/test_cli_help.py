"""What the command line says of itself: in the order of the work, with an example of each command that can be typed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from finpath import Run
from finpath.cli import app, program
from finpath.cli.names import complete_merchants
from finpath.cli.workflow import SECTIONS
from finpath.errors import ConfigError
from tests.running import environment
from tests.running import finpath as start

EXAMPLE = re.compile(r"For example:\s+(finpath .*?)(?:\n\n|$)", re.DOTALL)


def every(group: TyperGroup, *path: str) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from every(command, *path, name)
        elif isinstance(command, TyperCommand):
            yield (*path, name), command


def root() -> TyperGroup:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return group


def test_every_command_has_an_example_that_can_be_typed() -> None:
    for path, command in every(root()):
        found = EXAMPLE.search(command.help or "")
        assert found, path
        words = shlex.split(found[1])
        assert tuple(words[1 : 1 + len(path)]) == path
        command.make_context(path[-1], words[1 + len(path) :])  # raises where an option is wrong or lacking


def test_the_list_of_commands_follows_the_work() -> None:
    whole = start("--help").stdout
    said = whole.partition("Begin:")[2]
    listed = [name for names in SECTIONS.values() for name in names]
    assert set(listed) <= set(root().commands)
    places = [re.search(rf"^  {name} ", said, re.MULTILINE) for name in listed]
    starts = [found.start() for found in places if found]
    assert len(starts) == len(listed)
    assert starts == sorted(starts)
    assert "Exit codes: 0 done; 1 done, but" in said
    assert "..." not in said


def test_a_fault_of_ours_is_one_sentence_and_with_debug_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("of Jane Doe")

    monkeypatch.setattr(program, "app", fail)
    for words in (["finpath", "run"], ["finpath", "run", "--debug"]):
        monkeypatch.setattr("sys.argv", words)
        with pytest.raises(SystemExit) as ended:
            program.main()
        assert ended.value.code == 3
        said = capsys.readouterr().err
        assert ("Traceback" in said) is ("--debug" in words)
        assert ("Jane Doe" in said) is ("--debug" in words)
        assert "A fault in finpath itself (ZeroDivisionError in test_cli_help.py, line" in said


def test_debug_may_stand_anywhere(tmp_path: Path) -> None:
    for words in (("--debug", "explain", "x"), ("explain", "x", "--debug")):
        told = start(*words, cwd=tmp_path)
        assert told.returncode == 2
        assert "Traceback" in told.stderr
        assert "finpath: run holds no finished run" in told.stderr


def test_answers_come_as_json_too() -> None:
    listed = json.loads(start("rules", "list", "--json").stdout)
    assert {"id": "night_payments", "family": "time"}.items() <= listed[
        [r["id"] for r in listed].index("night_payments")
    ].items()
    assert "SELECT" in json.loads(start("rules", "show", "night_payments", "--json").stdout)["sql"]


def test_a_run_tells_as_json_what_it_found_and_takes_rates(tmp_path: Path) -> None:
    assert (
        start("synth", "given", "--payers", "500", "--merchants", "200", "--days", "60", cwd=tmp_path).returncode == 0
    )
    assert start("run", "given", "--out", "run", "--rates", "none.csv", cwd=tmp_path).returncode == 2
    (tmp_path / "rates.csv").write_text("currency,date,eur\nUSD,2026-01-01,0.5\n")
    done = start("run", "given", "--out", "run", "--json", "--rates", "rates.csv", cwd=tmp_path)
    told = json.loads(done.stdout)
    run = Run(tmp_path / "run")
    assert sum(told["tiers"].values()) == run.findings.num_rows
    assert told["first"][0] == "/".join(
        map(str, run.top(1).select(["provider_id", "merchant_id"]).to_pylist()[0].values())
    )
    assert done.returncode == bool(told["problems"])
    assert "rates.csv" in (run.path / "manifest.json").read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete(shell: str) -> None:
    words = {
        "_FINPATH_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": "finpath rules show night",
        "COMP_CWORD": "3",
    }
    words |= {"COMP_WORDS": "finpath rules show night", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    assert "night_payments" in start(env=environment(**words)).stdout


def test_merchants_complete_where_there_is_a_run(tmp_path: Path) -> None:
    command = dict(every(root()))["explain",]
    context = command.make_context("explain", ["x", "--run", str(tmp_path)])
    assert complete_merchants(context, "") == []  # type: ignore[arg-type] # typer's own context
    with pytest.raises(ConfigError):
        Run(tmp_path)
