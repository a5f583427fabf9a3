"""Rules that somebody writes in a session: a class, or no more than a name and its SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from finpath.errors import RuleError
from finpath.rules.rule import Family, Rule, Source
from finpath.tables.contract import PROVIDER_KINDS

NAME = re.compile("[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*")
SELECT = re.compile(r"\s*(SELECT|WITH)\s", re.IGNORECASE)


SESSION = "finpath_session"
"""Where a rule stands that is no more than its SQL."""

BARE: Mapping[str, object] = {
    "__module__": SESSION,
    "__doc__": "An idea that is tried: its SQL alone, as written in a session. Nobody has published or tested it.",
    "family": Family.STRANGENESS,
    "source": Source("written in a session"),
    "requires": (),
    "observable_by": PROVIDER_KINDS,
    "weight": 1.0,
    "evidence": "",
    "examples": (),
    "all_or_nothing": "It is an idea that is tried.",
}
"""What such a rule declares."""

GivenRules = Mapping[str, object] | Sequence[object] | type[Rule] | Rule
"""Rules as somebody hands them over: by name SQL or classes, or classes or rules in a row, or one."""


def read_given_rules(given: GivenRules) -> tuple[Rule, ...]:
    """Make rules of what was written in a session.

    >>> read_given_rules({"large": "SELECT merchant AS subject_id, 1e0 AS score FROM merchants"})[0].id
    'large'

    Raises:
        RuleError: Something is no rule.
    """
    return tuple(_read(given))


def as_rule(given: object) -> Rule:
    """What a configuration holds as a rule, as a rule.

    Raises:
        RuleError: It is none.
    """
    if isinstance(given, Rule):
        return given
    if isinstance(given, type) and issubclass(given, Rule):
        try:
            return given()
        except TypeError as error:
            raise RuleError(
                f"The rule {given.__name__} cannot be made ({error}): give every threshold a value."
            ) from None
    raise RuleError(
        f"{given!r:.80} is no rule: hand over a class that is a finpath.Rule, or SQL by name, as rules={{name: sql}}."
    )


def _read(given: GivenRules) -> Iterator[Rule]:
    if isinstance(given, Mapping):
        for name, rule in given.items():
            yield _bare_rule(name, rule) if isinstance(rule, str) else as_rule(rule)
    elif isinstance(given, Sequence) and not isinstance(given, str):
        yield from map(as_rule, given)
    else:
        yield as_rule(given)


def _bare_rule(name: str, sql: str) -> Rule:
    if not NAME.fullmatch(name):
        raise RuleError(f"{name!r} is no name of a rule: write small letters, as in late_hours.")
    if not SELECT.match(sql):
        raise RuleError(
            f"The rule {name} is no query: it begins with SELECT or WITH, and answers subject_id and score."
        )
    members = {**BARE, "sql": sql, "sentence": f"The rule {name} speaks of it."}
    made = type("".join(part.capitalize() for part in name.split("_")), (Rule,), members)
    return cast("Rule", made())


def is_bare(rule: Rule) -> bool:
    """Whether a rule is no more than its SQL."""
    return type(rule).__module__ == SESSION
