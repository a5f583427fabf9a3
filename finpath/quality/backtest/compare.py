"""Contributions and two cases in; out comes what the second changes: alerts by rule, tiers, what is known of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from finpath import graph, ingest
from finpath.config import RunConfig
from finpath.engine import DuckDB, Limits
from finpath.errors import ConfigError
from finpath.notebook.progress import Progress
from finpath.pipeline import load_options
from finpath.quality.backtest.side import Known, Side, Standing, conclude_side, known
from finpath.quality.backtest.threshold import Curve, threshold_of, trace
from finpath.quality.calibration import Decisions
from finpath.rules import Rule
from finpath.ruleset import choose

ABOUT_DATA = ("as_of", "rates", "identities")
"""What a case says of the data rather than of the rules: it must be the same on both sides."""


@dataclass(frozen=True)
class Change:
    """One rule before and after.

    Args:
        what: How it was set otherwise; empty where it was not.
        before, after: Merchants that it speaks of; None where it did not run.
        both: Merchants of both.
        known_before, known_after: What past decisions say of them.
    """

    rule_id: str
    family: str
    what: str
    before: int | None
    after: int | None
    both: int
    known_before: Known | None
    known_after: Known | None


@dataclass(frozen=True)
class Move:
    """A merchant that stands in another tier."""

    before: Standing
    after: Standing
    decision: str


@dataclass(frozen=True)
class Backtest:
    """What the second case file changes.

    Args:
        as_of: Of the payments.
        rules: Every rule of either side; those that changed come first.
        tiers: Merchants by tier, before and after.
        named_before, named_after: What past decisions say of those whom somebody looks at.
        kept: Merchants that somebody looks at on both sides.
        moves: Merchants that changed their tier, the best ranked first.
        curve: Of the threshold that was asked for.
        decided: Decisions on merchants of these payments; None where there are no decisions.
    """

    as_of: str
    names: tuple[str, str]
    rules: tuple[Change, ...]
    tiers: tuple[tuple[str, int, int], ...]
    named_before: Known | None
    named_after: Known | None
    kept: int
    moves: tuple[Move, ...]
    curve: Curve | None
    decided: int | None


@dataclass(frozen=True)
class Asked:
    """What a backtest is asked.

    Args:
        before, after: The two cases.
        names: How they are called.
        decisions: Past decisions.
        threshold: `rule.threshold`, whose whole curve is wanted.
    """

    before: RunConfig
    after: RunConfig
    names: tuple[str, str] = ("before", "after")
    decisions: Decisions | None = None
    threshold: str | None = None


def backtest(
    contributions: Path, asked: Asked, *, limits: Limits | None = None, progress: Progress = lambda _: None
) -> Backtest:
    """Ask two cases of the same payments.

    Raises:
        ConfigError: A run folder was named, the cases are not about the same data, or no such threshold.
    """
    _same_data(contributions, asked)
    books = choose(asked.before), choose(asked.after)
    place = threshold_of(asked.threshold, books) if asked.threshold else None
    with DuckDB(limits) as engine:
        ledger = ingest.load(contributions, engine=engine, options=load_options(asked.before, progress))
        payments = graph.build(ledger, overrides=asked.before.identities, progress=progress)
        progress("Asking the rules of both case files")
        sides = (
            conclude_side(ledger, payments, asked.before, books[0]),
            conclude_side(ledger, payments, asked.after, books[1]),
        )
        curve = None
        if place:
            progress(f"Asking {place[0]} along {place[1]}")
            curve = trace(payments, sides, place, asked.decisions)
    return _compared(str(ledger.as_of), asked, sides, curve)


def _same_data(contributions: Path, asked: Asked) -> None:
    if (contributions / "manifest.json").is_file():
        raise ConfigError(
            f"{contributions} is a run, which keeps no payments, so other thresholds cannot be asked of it: name the"
            " contributions that it was made from."
        )
    for name in ABOUT_DATA:
        if getattr(asked.before, name) != getattr(asked.after, name):
            raise ConfigError(
                f"The two case files differ in {name}: a backtest asks two sets of rules of the same data."
            )


def _compared(as_of: str, asked: Asked, sides: tuple[Side, Side], curve: Curve | None) -> Backtest:
    before, after = sides
    named = [frozenset(each.merchant for each in one.standing if each.is_named) for one in sides]
    counts = [Counter(each.tier for each in one.standing) for one in sides]
    decided = known(frozenset(each.merchant for each in before.standing), before.standing, asked.decisions)
    tiers = tuple((tier, counts[0][tier], counts[1][tier]) for tier in ("protect", "refer", "review", "watch", "none"))
    return Backtest(
        as_of=as_of[:10],
        names=asked.names,
        rules=tuple(
            sorted(_changes(before, after, asked.decisions), key=lambda each: (not _differs(each), each.rule_id))
        ),
        tiers=tiers,
        named_before=known(named[0], before.standing, asked.decisions),
        named_after=known(named[1], before.standing, asked.decisions),
        kept=len(named[0] & named[1]),
        moves=tuple(_moves(before.standing, after.standing, asked.decisions)),
        curve=curve,
        decided=decided.confirmed + decided.cleared if decided else None,
    )


def _differs(change: Change) -> bool:
    return bool(change.what) or change.before != change.after or change.both != (change.before or 0)


def _changes(before: Side, after: Side, decisions: Decisions | None) -> Iterator[Change]:
    for name in sorted({*before.rules, *after.rules}):
        found = [one.found.get(name) for one in (before, after)]
        first, second = (each or frozenset() for each in found)
        yield Change(
            rule_id=name,
            family=(before.rules.get(name) or after.rules[name]).family.value,
            what=_what(before.rules.get(name), after.rules.get(name)),
            before=None if found[0] is None else len(first),
            after=None if found[1] is None else len(second),
            both=len(first & second),
            known_before=known(first, before.standing, decisions),
            known_after=known(second, before.standing, decisions),
        )


def _what(before: Rule | None, after: Rule | None) -> str:
    """How a rule was set otherwise, in words."""
    if before is None or after is None:
        return "switched off" if after is None else "new"
    said = [
        f"{name.replace('_', ' ')} {before.thresholds[name]} → {value}"
        for name, value in after.thresholds.items()
        if name in before.thresholds and before.thresholds[name] != value
    ]
    said += [f"weight {before.weight:g} → {after.weight:g}"] if before.weight != after.weight else []
    said += ["into shadow" if after.shadow else "out of shadow"] if before.shadow != after.shadow else []
    said += [f"version {before.version} → {after.version}"] if before.version != after.version else []
    return ", ".join(said)


def _moves(before: Sequence[Standing], after: Sequence[Standing], decisions: Decisions | None) -> list[Move]:
    moved = [
        Move(one, two, _decision(one, decisions))
        for one, two in zip(before, after, strict=True)
        if one.tier != two.tier and not (one.is_safeguarded or two.is_safeguarded)
    ]
    return sorted(moved, key=lambda move: (min(move.before.rank, move.after.rank), move.before.merchant))


def _decision(standing: Standing, decisions: Decisions | None) -> str:
    told = decisions.last.get((standing.provider_id, standing.merchant_id)) if decisions else None
    return "" if told is None else "confirmed" if told.confirmed else "cleared"
