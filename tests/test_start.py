"""To start costs little: names and commands are loaded when they are asked for, and what a run does not need is not."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import finpath
from finpath.cli.workflow import SECTIONS, Workflow, sentence
from finpath.lazy import lazily
from tests.running import KEY, environment

PACKAGE = Path(finpath.__file__).parent

HEAVY = frozenset(
    """
    currency_converter duckdb email_validator fontTools iso18245 jinja2 lxml networkx numpy pandas phonenumbers
    publicsuffixlist pyarrow pycountry pyspark rapidfuzz schwifty scipy sklearn sqlglot typst xlsxwriter zstandard
    """.split()
)
SELDOM = frozenset(
    """
    currency_converter email_validator fontTools networkx pandas phonenumbers publicsuffixlist pyspark rapidfuzz
    schwifty sklearn sqlglot typst xlsxwriter
    """.split()
)
"""What a run loads only where its payments or its findings ask for it."""

MANIFEST = """
[provider]
id = "north"
kind = "acquirer"
country = "NL"
timezone = "Europe/Amsterdam"

[agreement]
id = "A-1"
purpose = "detect commercial child sexual exploitation"
legal_basis = "legitimate interest"
expires_on = 2099-12-31

[[files]]
table = "transactions"
path = "transactions.csv"
"""

PAYMENTS = """transaction_id,occurred_at,payer_ref,payer_ref_kind,merchant_id,amount,currency
1,2026-03-01T10:00:00Z,NL91ABNA0417164300,iban,m1,19.99,EUR
2,2026-03-02T11:00:00Z,NL91ABNA0417164300,iban,m2,29.99,EUR
3,2026-03-03T12:00:00Z,DE89370400440532013000,iban,m1,19.99,EUR
"""

COMMAND = """
import sys
from finpath.cli import main
sys.argv = ["finpath", *sys.argv[1:]]
try:
    main()
finally:
    print("loaded", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


def loaded(program: str, *arguments: str | Path) -> set[str]:
    """The packages that a program has loaded, as it says in its last line."""
    command = [sys.executable, "-W", "error", "-c", program, *map(str, arguments)]
    done = subprocess.run(command, env=environment(FINPATH_KEY=KEY), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def lazy_packages() -> Iterator[ModuleType]:
    for path in sorted(PACKAGE.rglob("__init__.py")):
        if "lazily(" in path.read_text(encoding="utf-8"):
            yield import_module(".".join((PACKAGE.name, *path.parent.relative_to(PACKAGE).parts)))


def said_for_checkers(package: ModuleType) -> Mapping[str, str]:
    """The imports under TYPE_CHECKING: each name, and its module."""
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in guarded.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: str(node.module) for node in imports for alias in node.names}


def said_for_python(package: ModuleType) -> Mapping[str, str]:
    """The table that the package gives to `lazily`."""
    tree = ast.parse(Path(str(package.__file__)).read_text(encoding="utf-8"))
    calls = (node.value for node in tree.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    (homes,) = (ast.literal_eval(call.args[1]) for call in calls if ast.unparse(call.func) == "lazily")
    return dict(homes)


def test_to_import_finpath_loads_nothing_heavy() -> None:
    assert not HEAVY & loaded("import sys, finpath; print(*sorted({name.partition('.')[0] for name in sys.modules}))")


def test_help_loads_nothing_heavy() -> None:
    assert not HEAVY & loaded(COMMAND, "--help")


def test_a_run_loads_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "given" / "north").mkdir(parents=True)
    (tmp_path / "given" / "north" / "contribution.toml").write_text(MANIFEST)
    (tmp_path / "given" / "north" / "transactions.csv").write_text(PAYMENTS)
    found = loaded(COMMAND, "run", tmp_path / "given", "--out", tmp_path / "run")
    assert not SELDOM & found, sorted(SELDOM & found)


def test_dir_shows_the_public_names() -> None:
    shown = [name for name in dir(finpath) if not name.startswith("_")]
    assert shown == sorted(finpath.__all__)


@pytest.mark.parametrize("package", tuple(lazy_packages()), ids=lambda package: str(package.__name__))
def test_a_package_says_the_same_names_to_all(package: ModuleType) -> None:
    homes = said_for_python(package)
    assert homes == said_for_checkers(package)
    assert sorted(homes) == sorted(package.__all__)
    for name, home in homes.items():
        assert getattr(package, name) is getattr(import_module(home), name)


def test_a_name_is_no_module_whatever_was_imported_first() -> None:
    first = "import finpath.ingest.load, finpath.graph.build; import finpath; print(finpath.ingest.load.__qualname__)"
    assert loaded(first) == {"load"}
    assert loaded("import finpath; print(finpath.graph.build.__name__, finpath.rules.rule.__name__)") == {
        "build",
        "finpath.rules.rule",
    }


def test_a_former_name_is_given_with_a_warning() -> None:
    with pytest.warns(DeprecationWarning, match=r"finpath.Case is called RunConfig now\."):
        assert finpath.Case is finpath.RunConfig  # type: ignore[attr-defined] # checkers know the name of today
    assert "Case" not in dir(finpath)


def test_what_is_not_there_is_said_as_ever() -> None:
    with pytest.raises(AttributeError, match="module 'finpath' has no attribute 'nothing'"):
        _ = finpath.nothing  # type: ignore[attr-defined] # that is the point
    assert not hasattr(finpath, "__wrapped__")


def test_a_module_that_lacks_something_is_not_taken_for_a_missing_name(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ModuleType("made_up")
    monkeypatch.setitem(sys.modules, "made_up", made)
    lazily("made_up", {"Thing": "made_up_home"})
    with pytest.raises(ModuleNotFoundError, match="made_up_home"):
        _ = made.Thing


def test_pyarrow_knows_pandas_as_soon_as_somebody_loads_it() -> None:
    program = """
import sys
from finpath.cli.pandas_later import keep_back
keep_back()
import pyarrow as pa
pa.array([1])
before = "pandas" in sys.modules
import pandas as pd
print(before, pa.array(pd.Series(["a", None])).null_count, pa.table(pd.DataFrame({"a": [1.0, None]}))["a"].null_count)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "1", "1"]


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    group = Workflow(name="finpath")
    said = {name: text for names in SECTIONS.values() for name, text in names.items()}
    assert said == {name: sentence(group.commands[name].help) for name in group.commands}
