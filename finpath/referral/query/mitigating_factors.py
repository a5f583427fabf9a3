"""What speaks for an innocent explanation of each case, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from finpath.engine import Engine
from finpath.referral.model.case import Doubt
from finpath.referral.query.by_case import fetch_by_case
from finpath.tables.conclusions import DOUBTS

MAX_MEMBERS = 6
"""Members named in one sentence; the others are counted."""

NOTHING = (
    "Nothing that finpath looks at speaks for an innocent explanation. That is no proof that there is none: it does "
    "not see what is sold."
)


UNREPORTED = "Nobody has reported any of these accounts."


DOUBTS_OF_MERCHANTS = """
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

DOUBTS_OF_CASES = """
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

LOWERED = """
SELECT r.group_id,
       r.place,
       r.label,
       f.sentence
FROM case_members AS r
JOIN findings     AS f ON f.merchant = r.merchant
WHERE f.weight < 0 AND NOT f.shadow
ORDER BY r.group_id, r.place, f.rule_id
"""
"""What the scorecard counts against suspicion."""

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
JOIN shared_identifiers AS s ON s.kind = i.kind AND s.value = i.value AND s.organisation = i.organisation
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
class _Lowered:
    place: int
    label: str
    sentence: str


@dataclass(frozen=True)
class MitigatingFactors:
    """What speaks for an innocent explanation: of the case, and of each subject."""

    case: tuple[str, ...] = ()
    by_subject: tuple[Doubt, ...] = ()


def define_doubts(engine: Engine) -> None:
    """Make the relation `doubts`."""
    engine.define(DOUBTS, DOUBTS_OF_MERCHANTS)


def mitigating_factors(engine: Engine) -> dict[str, MitigatingFactors]:
    """What speaks against each case; a case that is missing here has nothing."""
    figures_by_case, hubs = fetch_by_case(engine, DOUBTS_OF_CASES, _figures), fetch_by_case(engine, HUBS, _Hub)
    lowered = fetch_by_case(engine, LOWERED, _Lowered)
    sentences_by_case = {
        group: [_case_sentence(name, members) for name in MEANINGS if any(name in figures for _, figures in members)]
        for group, members in figures_by_case.items()
    }
    for group, sentences in lowered.items():
        sentences_by_case.setdefault(group, []).extend(f"{each.label}: {each.sentence}" for each in sentences)
    for group, case_hubs in hubs.items():
        by_identifier = groupby(case_hubs, key=lambda hub: (hub.kind, hub.value))
        sentences_by_case[group] += [_hub_sentence(tuple(members)) for _, members in by_identifier]
    return {
        group: MitigatingFactors(tuple(sentences), _doubts_by_subject(figures_by_case.get(group, ())))
        for group, sentences in sentences_by_case.items()
    }


def _doubts_by_subject(members: tuple[tuple[str, dict[str, float]], ...]) -> tuple[Doubt, ...]:
    return tuple(
        Doubt(label, doubt_sentence(name, figures[name]))
        for label, figures in members
        for name in MEANINGS
        if name in figures
    )


def doubt_sentence(name: str, figure: float) -> str:
    """What speaks for an innocent explanation of one merchant, in a sentence."""
    pattern, meaning = MEANINGS[name]
    value = pattern.format(figure)
    return f"{meaning} ({value})." if value else f"{meaning}."


def _figures(label: str, merchant: int, **figures: float | None) -> tuple[str, dict[str, float]]:
    del merchant  # the case knows it by its label
    return label, {name: figure for name, figure in figures.items() if figure is not None}


def _case_sentence(name: str, members: tuple[tuple[str, dict[str, float]], ...]) -> str:
    pattern, meaning = MEANINGS[name]
    who = [f"{label} {pattern.format(figures[name])}".strip() for label, figures in members if name in figures]
    return f"{meaning} ({_join_first(who)})."


def _join_first(who: Sequence[str]) -> str:
    more = f" and {len(who) - MAX_MEMBERS} more" if len(who) > MAX_MEMBERS else ""
    return ", ".join(who[:MAX_MEMBERS]) + more


def _hub_sentence(hubs: tuple[_Hub, ...]) -> str:
    kind, who = hubs[0].kind.replace("_", " "), _join_first([hub.label for hub in hubs])
    return (
        f"A {kind} of {who} is that of {hubs[0].accounts:,} accounts, as with a payment facilitator or an agent:"
        " it ties nobody."
    )
