"""Features in; out comes what speaks for an innocent explanation of each case, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from finpath.engine import Engine
from finpath.referral.model.case import Doubt
from finpath.referral.query.grouped import grouped
from finpath.tables.conclusions import DOUBTS

NAMED = 6
"""Members named in one sentence; the others are counted."""

NOTHING = (
    "Nothing that finpath looks at speaks for an innocent explanation. That is no proof that there is none: it does "
    "not see what is sold."
)


UNREPORTED = "Nobody has reported any of these accounts."


EACH = """
SELECT m.merchant,
       CASE WHEN m.life_days >= 365 THEN m.life_days END                                             AS long_life,
       CASE WHEN m.located >= 20 AND m.foreign_share <= 2e-1 THEN 1 - m.foreign_share END            AS domestic,
       CASE WHEN m.recurring_payments >= 20 AND m.recurring_payments >= 3e-1 * m.transactions
            THEN fp_share(m.recurring_payments, m.transactions) END                                  AS recurring,
       CASE WHEN m.payers >= 20 AND m.repeat_share >= 4e-1 THEN m.repeat_share END                   AS returning,
       CASE WHEN m.most_shared >= 5 AND m.meeting_ratio >= 3e0 THEN m.meeting_ratio END              AS neighbours,
       CASE WHEN m.remote_known >= 20 AND m.remote_share <= 3e-1 THEN 1 - m.remote_share END         AS premises,
       CASE WHEN m.transactions >= 20 AND m.repeated_price_share <= 3e-1
            THEN 1 - m.repeated_price_share END                                                      AS baskets,
       CASE WHEN m.clocked >= 20 AND m.night_share <= 1e-1 THEN 1 - m.night_share END                AS daytime,
       CASE WHEN m.related_known >= 10 AND m.kin_payments >= 5e-1 * m.related_known
            THEN fp_share(m.kin_payments, m.related_known) END                                       AS kin,
       CASE WHEN m.refunds >= 5 AND m.refund_share >= 3e-2 THEN m.refund_share END                   AS refunds,
       CASE WHEN m.mcc IN ('5967', '7273') THEN 1 END                                                AS adult
FROM merchants AS m
"""
"""What honest merchants do and the sites sought do not: the figure that says so, where it does."""

DOUBTED = """
SELECT r.group_id,
       r.label,
       d.*
FROM case_members AS r
JOIN doubts   AS d ON d.merchant = r.merchant
ORDER BY r.group_id, r.place
"""

MEANINGS: dict[str, tuple[str, str]] = {
    "long_life": ("{:.0f} days", "Long life; sites of this kind open and close within months"),
    "domestic": ("{:.0%}", "Mostly paid from its own country, as local trade is"),
    "recurring": ("{:.0%}", "Paid by standing agreement, as a subscription is"),
    "returning": ("{:.0%}", "Payers come back, as they do to a usual shop"),
    "neighbours": (
        "{:.1f} times",
        "Its payers meet at many other merchants too, against chance, as neighbours and fans of one thing do",
    ),
    "premises": ("{:.0%}", "The card was at the till, so there are premises that can be visited"),
    "baskets": ("{:.0%}", "Amounts are spread as those of baskets are, not fixed prices"),
    "daytime": ("{:.0%}", "Paid by day and in the evening, by the payers' clocks"),
    "kin": ("{:.0%}", "Payers say that they pay family or friends"),
    "refunds": ("{:.0%}", "Gives money back, as shops with returns do"),
    "adult": ("", "The declared category is that of lawful adult services, which weighs nothing in the score"),
}
"""By column above: how its figure is written, and what it means."""

HUBS = """
SELECT DISTINCT
       r.group_id,
       r.place,
       r.label,
       i.kind,
       i.value,
       s.accounts
FROM case_members           AS r
JOIN identifiers        AS i ON i.merchant = r.merchant
JOIN shared_identifiers AS s ON s.kind = i.kind AND s.value = i.value
WHERE s.hub
ORDER BY r.group_id, i.kind, s.accounts DESC, i.value, r.place
"""


@dataclass(frozen=True)
class _Hub:
    place: int
    label: str
    kind: str
    value: str
    accounts: int


@dataclass(frozen=True)
class Against:
    """What speaks for an innocent explanation: of the case, and of each subject."""

    case: tuple[str, ...] = ()
    each: tuple[Doubt, ...] = ()


def define_doubts(engine: Engine) -> None:
    """Make the relation `doubts`."""
    engine.define(DOUBTS, EACH)


def against(engine: Engine) -> dict[str, Against]:
    """What speaks against each case; a case that is missing here has nothing."""
    doubted, hubs = grouped(engine, DOUBTED, _figures), grouped(engine, HUBS, _Hub)
    said = {
        group: [_sentence(name, found) for name in MEANINGS if any(name in figures for _, figures in found)]
        for group, found in doubted.items()
    }
    for group, shared in hubs.items():
        alike = groupby(shared, key=lambda hub: (hub.kind, hub.value))
        said[group] += [_hub_sentence(tuple(found)) for _, found in alike]
    return {group: Against(tuple(sentences), _each(doubted.get(group, ()))) for group, sentences in said.items()}


def _each(doubted: tuple[tuple[str, dict[str, float]], ...]) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(label, doubt(name, figures[name])) for label, figures in doubted for name in MEANINGS if name in figures
    )


def doubt(name: str, figure: float) -> str:
    """What speaks for an innocent explanation of one merchant, in a sentence."""
    written, meaning = MEANINGS[name]
    told = written.format(figure)
    return f"{meaning} ({told})." if told else f"{meaning}."


def _figures(label: str, merchant: int, **figures: float | None) -> tuple[str, dict[str, float]]:
    del merchant  # the case knows it by its label
    return label, {name: figure for name, figure in figures.items() if figure is not None}


def _sentence(name: str, found: tuple[tuple[str, dict[str, float]], ...]) -> str:
    written, meaning = MEANINGS[name]
    who = [f"{label} {written.format(figures[name])}".strip() for label, figures in found if name in figures]
    return f"{meaning} ({_few(who)})."


def _few(who: Sequence[str]) -> str:
    more = f" and {len(who) - NAMED} more" if len(who) > NAMED else ""
    return ", ".join(who[:NAMED]) + more


def _hub_sentence(hubs: tuple[_Hub, ...]) -> str:
    kind, who = hubs[0].kind.replace("_", " "), _few([hub.label for hub in hubs])
    return (
        f"A {kind} of {who} is that of {hubs[0].accounts:,} accounts, as with a payment facilitator or an agent:"
        " it ties nobody."
    )
