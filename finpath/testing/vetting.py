"""Looks at the file of a user's rule: the rule, or what is wrong with it, each a sentence with file and line."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from finpath.engine import Engine
from finpath.engine.portable import faults
from finpath.errors import RuleError
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.session_rules import is_bare
from finpath.rules.user_rules import locate, own_path, read_rule
from finpath.tables.contract import PROVIDER_KINDS, TABLES
from finpath.testing.examples import find_faults
from finpath.testing.fault import RuleFault

DECLARED: dict[str, type | tuple[type, ...]] = {
    "family": Family,
    "source": Source,
    "requires": tuple,
    "observable_by": tuple,
    "weight": (int, float),
    "sql": str,
    "sentence": str,
    "evidence": str,
    "examples": tuple,
    "version": int,
    "shadow": bool,
}
"""What a rule declares, and of which type."""

COLUMNS = frozenset(f"{table}.{column.name}" for table, columns in TABLES.items() for column in columns)
KNOWN = COLUMNS | {"transactions.time_of_day"}
"""Columns that a rule may require; the time of day is known where a provider's clock is finer than a day."""


@dataclass(frozen=True)
class Vetted:
    """A file that was looked at.

    Args:
        path: The file.
        rule: What stands in it; None where it cannot be read.
        wrong: What is wrong, one sentence each, with file and line.
    """

    path: Path
    rule: Rule | None
    wrong: tuple[str, ...]


def vet(path: Path, engine: Engine, taken: Sequence[str] = ()) -> Vetted:
    """Read a user's rule and run its examples.

    Args:
        path: The file of one rule.
        engine: For the examples; its tables are replaced.
        taken: Ids of rules that there are already.
    """
    try:
        rule = read_rule(path)
    except RuleError as error:
        return Vetted(path, None, (str(error),))
    found = tuple(_check_types(rule)) or tuple(_check_values(rule, taken)) or tuple(find_faults(rule, engine))
    return Vetted(path, rule, tuple(dict.fromkeys(_locate(rule, fault) for fault in found)))


def vet_given(rule: Rule, engine: Engine, taken: Sequence[str] = ()) -> tuple[str, ...]:
    """Look at a rule that was handed over as an object; its examples are run where it has any.

    Args:
        rule: A user's.
        engine: For the examples; its tables are replaced.
        taken: Ids of rules that there are already.
    """
    found = tuple(_check_types(rule)) or tuple(_check_values(rule, taken))
    found = tuple(fault for fault in found if not (is_bare(rule) and fault.part == "sentence"))
    examples = tuple(find_faults(rule, engine)) if not found and rule.examples else ()
    return tuple(f"Rule {rule.id}: {fault.sentence}" for fault in (*found, *examples))


def _locate(rule: Rule, fault: RuleFault) -> str:
    if fault.sentence.startswith(f"{own_path(rule)}:"):
        return fault.sentence
    shown = f'the example "{fault.example}" fails: ' if fault.example and fault.part == "examples" else ""
    return locate(rule, fault.part, f"{shown}{fault.sentence}", fault.word)


def _check_types(rule: Rule) -> Iterator[RuleFault]:
    for name, kind in DECLARED.items():
        value = getattr(rule, name, None)
        if value is None:
            yield RuleFault(f"it declares no {name}.")
        elif not isinstance(value, kind):
            named = kind[-1].__name__ if isinstance(kind, tuple) else kind.__name__
            yield RuleFault(f"{name} is a {type(value).__name__}: a {named} was expected.", name)
    if not all(isinstance(example, Example) for example in getattr(rule, "examples", ())):
        yield RuleFault("examples holds something that is no Example.", "examples")


def _check_values(rule: Rule, taken: Sequence[str]) -> Iterator[RuleFault]:
    if rule.id in taken:
        yield RuleFault("there is a rule of that name already: give the class another.")
    for column in sorted(set(rule.requires) - KNOWN):
        yield RuleFault(f"it requires {column}, which the contract does not have.", "requires", column)
    for kind in sorted(set(rule.observable_by) - set(PROVIDER_KINDS)):
        yield RuleFault(f"it is observable by {kind}, which is no kind of member.", "observable_by", kind)
    if not 0 <= rule.weight <= MOST:
        yield RuleFault(f"its weight is {rule.weight}: from 0 to {MOST} nats were expected.", "weight")
    yield from _check_sql(rule)
    said = rule.sql + rule.evidence
    for name in rule.thresholds:
        if f":{name}" not in said:
            yield RuleFault(f"its threshold {name} is used nowhere.", name)
    if not any(name for _, name, _, _ in string.Formatter().parse(rule.sentence)):
        yield RuleFault("its sentence names no fact.", "sentence")


def _check_sql(rule: Rule) -> Iterator[RuleFault]:
    for part, text in (("sql", rule.sql), ("evidence", rule.evidence)):
        for fault in faults(text, expression=part == "evidence") if text.strip() else ():
            yield RuleFault(f"its {part} is not what a rule may ask: {fault}.", part, _word(fault))
    unknown = [name for name in rule.nearly if f"{name} AS (" not in " ".join(rule.sql.split())]
    if unknown:
        yield RuleFault(f"nearly names {unknown[0]}, which is no part of its SQL.", "nearly")


def _word(fault: str) -> str:
    """The word to look for: of `the function read_csv` it is the last, of `"a.csv" as a table` the first."""
    words = fault.replace('"', "").replace("'", "").split()
    return words[0] if " as a table" in fault else words[2] if fault.startswith("the function") else ""


MOST = 5
"""Nats that one rule may weigh: odds of 150 to 1."""
