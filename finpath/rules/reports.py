"""Whether what a rule says rests on reports: read from what its SQL and its evidence read, never from its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from finpath.graph.steps import STEPS
from finpath.rules.catalogue import catalogue
from finpath.rules.rule import Family, Rule
from finpath.rules.user_rules import is_ours
from finpath.tables.graph import COMPARED
from finpath.tables.ledger import LEDGER

THERE = (*LEDGER, *(relation for step in STEPS for relation in step.makes))
"""What a rule can read."""

RELATIONS = frozenset(relation.name for relation in THERE if relation.rests_on_reports)
"""Relations all of whose rows are there because somebody reported something."""

COLUMNS: Mapping[str, frozenset[str]] = {
    relation.name: mine
    for relation in THERE
    if relation.name not in RELATIONS
    and (mine := frozenset(field.name for field in relation.fields if field.rests_on_reports))
}
"""Columns that are counted from those, of relations that hold more than reports."""

FEATURES = frozenset({COMPARED.name})
"""Relations that hold features of `merchants` by name, each in rows of its own."""

_NAMED = re.compile(rf"(?<![:\w])(?:{'|'.join(sorted(RELATIONS.union(*COLUMNS.values())))})\b")


def rests_on_reports(rule: Rule) -> bool:
    """Whether a rule's findings follow from anybody's reports, so that who may not see those may not see them.

    A rule of the family of reports does by what it is. To parse costs more than a small run: of finpath's own rules,
    whose stars the tests look at, only those are parsed whose text has a name of the above.
    """
    if rule.family is Family.REPORT:
        return True
    evidence = (
        f"SELECT p.payment FROM payments AS p JOIN merchants AS m ON TRUE WHERE ({rule.evidence.strip() or 'TRUE'})"  # noqa: S608 - read, never run
    )
    texts = (rule.sql, evidence)
    if is_ours(rule) and not any(map(_NAMED.search, texts)):
        return False
    return any(map(reads_reports, texts))


def reads_reports(sql: str) -> bool:
    """Whether a SELECT reads what is there because of reports.

    >>> reads_reports("SELECT merchant FROM merchants WHERE confirmed = 0"), reads_reports("SELECT payer FROM links")
    (True, False)
    """
    from finpath.engine.lineage import reads  # noqa: PLC0415 - slow to import, and most runs have nothing to parse

    found = reads(sql)
    of_others = (columns & found.names for name, columns in COLUMNS.items() if name in found.tables)
    compared = COLUMNS["merchants"] & found.texts if FEATURES & found.tables else frozenset()
    return bool(RELATIONS & found.tables or any(of_others) or compared or COLUMNS.keys() & found.answered_whole)


@cache
def _answer_for_catalogue() -> Mapping[str, bool]:
    return {rule.id: rests_on_reports(rule) for rule in catalogue()}


def may_rest_on_reports(rule_id: str, family: str) -> bool:
    """Whether what a rule said may rest on reports, where a run is read back and the rule itself is not at hand.

    Of finpath's own rules it is known. A rule of a user's own may have read anything: what it said is taken to rest on
    reports.
    """
    return family == Family.REPORT.value or _answer_for_catalogue().get(rule_id, True)
