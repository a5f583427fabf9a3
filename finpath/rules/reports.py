"""Whether what a rule says rests on reports: read from what its SQL and its evidence read, never from its words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from finpath.rules.rule import Family, Rule
from finpath.rules.user_rules import is_ours

RELATIONS = frozenset(
    {
        "reports",
        "live_reports",
        "reported_domains",
        "matched_reports",
        "known",
        "nearness",
        "report_shares",
        "report_ways",
    }
)
"""Relations all of whose rows are there because somebody reported something."""

COLUMNS: Mapping[str, frozenset[str]] = {
    "control": frozenset({"reported", "confirmed", "other_reported"}),
    "merchants": frozenset({"reported", "confirmed", "sister_reports", "report_lift", "lift_without_one"}),
}
"""Columns that are counted from those, of relations that hold more than reports."""

FEATURES = frozenset({"compared", "usual_values"})
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
    from finpath.engine.reads import reads  # noqa: PLC0415 - slow to import, and most runs have nothing to parse

    found = reads(sql)
    of_others = (columns & found.columns for name, columns in COLUMNS.items() if name in found.tables)
    compared = COLUMNS["merchants"] & found.texts if FEATURES & found.tables else frozenset()
    return bool(RELATIONS & found.tables or any(of_others) or compared or COLUMNS.keys() & found.answered_whole)
