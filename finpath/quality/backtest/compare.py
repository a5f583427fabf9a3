"""What a second configuration changes: findings by rule, tiers, and what is known of the merchants."""

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
from finpath.quality.backtest.side import KnownDecisions, MerchantStanding, Side, conclude_side, count_decisions
from finpath.quality.backtest.threshold import ThresholdCurve, threshold_of, trace
from finpath.quality.calibration import Decisions
from finpath.rules import Rule
from finpath.ruleset import choose
from finpath.tables.contract import TIERS

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
    known_before: KnownDecisions | None
    known_after: KnownDecisions | None


@dataclass(frozen=True)
class TierChange:
    """A merchant that stands in another tier."""

    before: MerchantStanding
    after: MerchantStanding
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
    named_before: KnownDecisions | None
    named_after: KnownDecisions | None
    kept: int
    moves: tuple[TierChange, ...]
    curve: ThresholdCurve | None
    decided: int | None


@dataclass(frozen=True)
class BacktestRequest:
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
    contributions: Path, request: BacktestRequest, *, limits: Limits | None = None, progress: Progress = lambda _: None
) -> Backtest:
    """Ask two cases of the same payments.

    Raises:
        ConfigError: A run folder was named, the cases are not about the same data, or no such threshold.
    """
    _require_same_data(contributions, request)
    books = choose(request.before), choose(request.after)
    place = threshold_of(request.threshold, books) if request.threshold else None
    with DuckDB(limits) as engine:
        ledger = ingest.load(contributions, engine=engine, options=load_options(request.before, progress))
        payments = graph.build(ledger, overrides=request.before.identities, progress=progress)
        progress("Asking the rules of both case files")
        sides = (
            conclude_side(ledger, payments, request.before, books[0]),
            conclude_side(ledger, payments, request.after, books[1]),
        )
        curve = None
        if place:
            progress(f"Asking {place[0]} along {place[1]}")
            curve = trace(payments, sides, place, request.decisions)
    return _compare_sides(str(ledger.as_of), request, sides, curve)


def _require_same_data(contributions: Path, request: BacktestRequest) -> None:
    if (contributions / "manifest.json").is_file():
        raise ConfigError(
            f"{contributions} is a run, which keeps no payments, so other thresholds cannot be asked of it: name the"
            " contributions that it was made from."
        )
    for name in ABOUT_DATA:
        if getattr(request.before, name) != getattr(request.after, name):
            raise ConfigError(
                f"The two case files differ in {name}: a backtest asks two sets of rules of the same data."
            )


def _compare_sides(
    as_of: str, request: BacktestRequest, sides: tuple[Side, Side], curve: ThresholdCurve | None
) -> Backtest:
    before, after = sides
    named = [frozenset(each.merchant for each in one.standing if each.is_named) for one in sides]
    counts = [Counter(each.tier for each in one.standing) for one in sides]
    decided = count_decisions(frozenset(each.merchant for each in before.standing), before.standing, request.decisions)
    tiers = tuple((tier, counts[0][tier], counts[1][tier]) for tier in TIERS)
    return Backtest(
        as_of=as_of[:10],
        names=request.names,
        rules=tuple(
            sorted(_changes(before, after, request.decisions), key=lambda each: (not _differs(each), each.rule_id))
        ),
        tiers=tiers,
        named_before=count_decisions(named[0], before.standing, request.decisions),
        named_after=count_decisions(named[1], before.standing, request.decisions),
        kept=len(named[0] & named[1]),
        moves=tuple(_moves(before.standing, after.standing, request.decisions)),
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
            what=_describe_change(before.rules.get(name), after.rules.get(name)),
            before=None if found[0] is None else len(first),
            after=None if found[1] is None else len(second),
            both=len(first & second),
            known_before=count_decisions(first, before.standing, decisions),
            known_after=count_decisions(second, before.standing, decisions),
        )


def _describe_change(before: Rule | None, after: Rule | None) -> str:
    """How a rule was set otherwise, in words."""
    if before is None or after is None:
        return "switched off" if after is None else "new"
    changes = [
        f"{name.replace('_', ' ')} {before.thresholds[name]} → {value}"
        for name, value in after.thresholds.items()
        if name in before.thresholds and before.thresholds[name] != value
    ]
    changes += [f"weight {before.weight:g} → {after.weight:g}"] if before.weight != after.weight else []
    changes += ["into shadow" if after.shadow else "out of shadow"] if before.shadow != after.shadow else []
    changes += [f"version {before.version} → {after.version}"] if before.version != after.version else []
    return ", ".join(changes)


def _moves(
    before: Sequence[MerchantStanding], after: Sequence[MerchantStanding], decisions: Decisions | None
) -> list[TierChange]:
    moved = [
        TierChange(one, two, _decision(one, decisions))
        for one, two in zip(before, after, strict=True)
        if one.tier != two.tier and not (one.is_safeguarded or two.is_safeguarded)
    ]
    return sorted(moved, key=lambda move: (min(move.before.rank, move.after.rank), move.before.merchant))


def _decision(standing: MerchantStanding, decisions: Decisions | None) -> str:
    last = decisions.last.get((standing.provider_id, standing.merchant_id)) if decisions else None
    return "" if last is None else "confirmed" if last.confirmed else "cleared"
