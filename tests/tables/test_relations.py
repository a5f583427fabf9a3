"""What is said of tables holds for every SQL text, without running it: who makes them, and who reads what of them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import finpath
from finpath.engine.lineage import reads, unknown_columns
from finpath.graph.steps import STEPS
from finpath.rules import Rule, catalogue
from finpath.tables.ledger import LEDGER
from finpath.testing.relations import RELATIONS
from tests.scripts import script

PACKAGE = Path(finpath.__file__).parent
COLUMNS = {name: frozenset(relation.columns) for name, relation in RELATIONS.items()}
MAKING = {"make", "define", "load", "compute", "keep", "name"}
"""What a relation is handed to by whoever makes it."""

EXPERIMENTS = {"finpath.testing.world", "finpath.quality.evaluation.fewer_reports"}
"""Worlds of examples have a ledger that nobody contributed; one evaluation takes reports away and puts them back."""

INSIDE = re.compile(r"(staged|rejects|original|raw)_")
"""Tables of one contributed file each: their names are handed on in an object, and no SQL text names them."""


@dataclass(frozen=True)
class Text:
    module: str
    name: str
    sql: str
    arguments: frozenset[str]

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


def modules() -> Iterator[str]:
    for found in pkgutil.walk_packages(finpath.__path__, "finpath."):
        if found.name.startswith("finpath.desk."):
            continue  # a database of its own, whose tables stand in finpath/desk/store/tables.py
        if not found.name.startswith("finpath.engine.") and not found.name.endswith("__main__"):
            yield found.name


def source(module: str) -> str:
    return Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")


@cache
def texts() -> tuple[Text, ...]:
    found = []
    for module in modules():
        written = source(module)
        for name, value in vars(importlib.import_module(module)).items():
            for sql in value.values() if isinstance(value, dict) else (value,):
                if _is_sql(sql) and re.search(rf"^{name}\b.* = ", written, re.MULTILINE):
                    sql = re.sub(r"^\s*\{\w+\}$", "", sql, flags=re.MULTILINE)  # noqa: PLW2901 - a whole clause, or none
                    arguments = frozenset(re.findall(r"\{(\w+)\}", sql))
                    found.append(Text(module, name, re.sub(r"\{(\w+)\}", r"\1", sql), arguments))
    return tuple(found)


def _is_sql(value: object) -> bool:
    return isinstance(value, str) and value.split(None, 1)[:1] in (["SELECT"], ["WITH"]) and "{columns}" not in value


def private(module: str) -> frozenset[str]:
    """The tables that a module makes for itself."""
    return frozenset(re.findall(r'scratch\.(?:make|view|register)\(\s*"(\w+)"', source(module)))


@cache
def makers() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    names = {id(relation): name for name, relation in RELATIONS.items()}
    for module in modules():
        known = vars(importlib.import_module(module))
        for node in ast.walk(ast.parse(source(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MAKING:
                for made in (known.get(each) for argument in node.args for each in _names(argument)):
                    for relation in made.values() if isinstance(made, dict) else (made,):
                        if id(relation) in names:
                            found[names[id(relation)]].add(module)
    return found


def _names(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Name):
        yield argument.id
    elif isinstance(argument, ast.Subscript) and isinstance(argument.value, ast.Name):
        yield argument.value.id


def test_there_are_texts_and_relations_to_look_at() -> None:
    assert len(texts()) > 150
    assert len(RELATIONS) > 80


@pytest.mark.parametrize("text", texts(), ids=str)
def test_a_text_reads_relations_its_own_tables_and_what_it_is_handed(text: Text) -> None:
    found = reads(text.sql)
    assert not found.tables - set(RELATIONS) - private(text.module) - text.arguments
    assert not found.parts & set(RELATIONS), "a part of a statement is called like a relation"


@pytest.mark.parametrize("text", texts(), ids=str)
def test_the_columns_that_a_text_reads_exist(text: Text) -> None:
    assert not [each for each in unknown_columns(text.sql, COLUMNS) if each.split(".")[1] not in text.arguments]


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.id)
def test_a_rule_reads_what_the_graph_makes(rule: Rule) -> None:
    there = {relation.name for step in STEPS for relation in step.makes} | {relation.name for relation in LEDGER}
    found = reads(rule.sql)
    assert not found.tables - there
    assert not found.parts & set(RELATIONS)
    assert not unknown_columns(rule.sql, COLUMNS)
    if rule.evidence.strip():
        condition = f"SELECT p.payer FROM payments AS p, merchants AS m, facts AS f WHERE {rule.evidence}"  # noqa: S608
        assert not reads(condition).tables - there - {"facts", "flagged"}
        assert not unknown_columns(condition, COLUMNS)


def test_each_step_reads_what_was_made_before_and_nothing_is_made_twice() -> None:
    made = {relation.name for relation in LEDGER}
    for step in STEPS:
        assert not {relation.name for relation in step.reads} - made, step.run
        assert not {relation.name for relation in step.makes} & made, step.run
        made |= {relation.name for relation in step.makes}


def test_each_step_says_all_that_its_texts_read() -> None:
    for step in STEPS:
        declared = {relation.name for relation in (*step.reads, *step.makes)}
        for text in (each for each in texts() if each.module == step.run.__module__):
            assert not reads(text.sql).tables & set(RELATIONS) - declared, f"{text} reads more than its step says"


def test_a_relation_has_one_maker_the_one_it_names() -> None:
    for name, relation in RELATIONS.items():
        assert makers()[name] - EXPERIMENTS == {relation.maker}, name


def test_no_private_table_is_called_like_a_relation_or_read_by_another_module() -> None:
    for module in modules():
        assert not private(module) & set(RELATIONS), module


def test_no_module_makes_a_table_under_a_name_of_its_own() -> None:
    """Only relations and private tables are made; a name that is put together belongs to one contributed file."""
    strange = []
    for module in modules():
        for node in ast.walk(ast.parse(source(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                named = node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
                owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
                if node.func.attr in {"materialize", "view", "register", "numbered"} and named and owner != "scratch":
                    strange.append(f"{module}:{node.lineno}")
    assert not strange


def test_the_page_of_tables_is_what_the_declarations_say() -> None:
    page = (PACKAGE.parent / "docs" / "tables.md").read_text(encoding="utf-8")
    assert script("tables_page").written() == page, "run: python docs/tables_page.py"
