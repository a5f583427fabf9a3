"""What members contributed in, which rules can look at it out; and what those that cannot would need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finpath.rules.rule import Rule


@dataclass(frozen=True)
class Able:
    """Whether one rule can look at what is there.

    Args:
        lacks: Columns that nobody gave; it runs where there is none.
        blind: Members whose merchants it cannot judge, with the columns that they lack.
        seers: Members of a kind that can observe what it looks for.
    """

    rule: Rule
    lacks: tuple[str, ...]
    blind: Mapping[str, tuple[str, ...]]
    seers: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Whether it can look at anything."""
        return not self.lacks


def able(rules: Sequence[Rule], supplied: Mapping[str, frozenset[str]], kinds: Mapping[str, str]) -> tuple[Able, ...]:
    """Which rules can run.

    Args:
        rules: In force.
        supplied: The contract's columns that each member filled.
        kinds: What kind of member each is.
    """
    present = frozenset[str]().union(*supplied.values())
    return tuple(
        Able(
            rule,
            tuple(sorted(set(rule.requires) - present)),
            {name: lacking for name in sorted(supplied) if (lacking := _lacks(rule, supplied[name]))},
            tuple(sorted(name for name, kind in kinds.items() if kind in rule.observable_by)),
        )
        for rule in rules
    )


def unfilled(judged: Iterable[Able]) -> dict[str, tuple[str, ...]]:
    """Columns that would let more rules run, with those rules, the columns that help most first."""
    waiting: dict[str, list[str]] = {}
    for each in judged:
        for column in each.lacks:
            waiting.setdefault(column, []).append(each.rule.id)
    return {column: tuple(sorted(waiting[column])) for column in sorted(waiting, key=lambda c: (-len(waiting[c]), c))}


def _lacks(rule: Rule, has: frozenset[str]) -> tuple[str, ...]:
    """What a member that gives payments lacks of what the rule asks of its own rows."""
    if "transactions.amount" not in has:
        return ()
    own = {column for column in rule.requires if column.startswith(("transactions.", "merchants."))}
    return tuple(sorted(own - has))
