"""The explanation as text for a terminal: what is most needed first, at most a hundred letters wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from finpath.output.explanation.explanation_data import (
    ExplainedAccount,
    ExplanationData,
    Fact,
    MissedThreshold,
    NearMiss,
    ReportPath,
    ScorePart,
    Standing,
    TierRequirement,
)
from finpath.output.explanation.next_tier import nats_between
from finpath.output.explanation.units import format_feature, format_lack
from finpath.presentation.small_counts import count_payers
from finpath.presentation.text import count_of, euros, legible_text
from finpath.referral.model.case import NOTICE

WIDTH = 100
FACTS, ROWS, MAX_SHARES = 8, 5, 3
"""Facts, transaction ids of one reason, and reported merchants that are told; the object holds all."""

MIN_EDGE = 0.8
"""A fact is told when it lies this far out: a tenth of the peers, at most, lie further on its side."""

LANE = {
    "receiver": (
        "Its provider knows the receiver as a minor or a victim. Nothing here is a suspicion, and no score is shown."
    ),
    "payers": (
        "Payers whom their provider protects, as minors or victims, pay here. Those who help them come first: nothing"
        " here is a suspicion of anybody, and no score is shown."
    ),
}
"""Why a merchant is in the lane `protect`."""

SAFEGUARDING = "Hand it to those who protect children before anybody else looks at it."


def explanation_text(explanation: ExplanationData) -> str:
    """The whole text."""
    blocks = _safeguarding_blocks(explanation) if explanation.protects else _score_blocks(explanation)
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _safeguarding_blocks(explanation: ExplanationData) -> Iterator[list[str]]:
    yield [f"{_account_name(explanation.account)}   protect", *_account_lines(explanation)]
    yield _wrap(f"{LANE[str(explanation.protects)]} {SAFEGUARDING}")
    if explanation.parts:
        yield [
            "What the payments show, for those who help",
            *(line for part in explanation.parts for line in _item(part.sentence)),
        ]


def _score_blocks(explanation: ExplanationData) -> Iterator[list[str]]:
    standing = explanation.standing
    if standing is None:
        return
    place = f"{standing.tier}   score {standing.score:.3f}   rank {standing.rank:,} of {standing.merchants:,}"
    yield [f"{_account_name(explanation.account)}   {place}", *_account_lines(explanation)]
    if explanation.reviewed:
        yield _wrap(explanation.reviewed)
    yield [_score_line(standing), *(line for part in explanation.parts for line in _part(part))]
    yield ["What speaks against it", *(line for sentence in explanation.against for line in _item(sentence))]
    yield _peer_lines(explanation.facts)
    yield _report_lines(explanation)
    if explanation.carried:
        yield ["Whose word it rests on", *(line for each in explanation.carried for line in _item(each.sentence))]
    yield _tier_lines(explanation, standing)
    yield _near_miss_lines(explanation.near)
    yield _shadow_lines(explanation.shadow)
    if explanation.unseen:
        yield ["What could not be looked at", *(line for sentence in explanation.unseen for line in _item(sentence))]
    yield _wrap(NOTICE)


def _account_name(account: ExplainedAccount) -> str:
    account_id = f"{account.provider_id}/{account.merchant_id}"
    return legible_text(f"{account.name}   {account_id}" if account.name else account_id)


def _account_lines(explanation: ExplanationData) -> list[str]:
    account = explanation.account
    payments, payers = count_of(account.payments, "payment"), count_payers(account.payers)
    payments_text = f"{payments} by {payers}, {euros(account.volume_eur)} EUR kept"
    first, last = account.first_seen, account.last_seen
    span = f", {first:%Y-%m-%d} to {last:%Y-%m-%d}" if first and last else ""
    in_group = account.group_size > 1 and not explanation.protects
    case = f"; one case with {count_of(account.group_size - 1, 'other')}" if in_group else ""
    about = ((account.country, "in"), (account.category, "category")) if account.name else ()
    declared = "".join(f", {word} {legible_text(value)}" for value, word in about if value)
    return [f"{payments_text}{span}{case}{declared}; as of {explanation.as_of[:10]}"]


def _score_line(standing: Standing) -> str:
    uncalibrated = standing.score if standing.weighed is None else standing.weighed
    calibration = "" if standing.weighed is None else f"; past decisions make it {standing.score:.3f}"
    if not standing.evidence:
        return f"No rule or detector speaks of it: its score is the prior's, {uncalibrated:.3f}{calibration}."
    return (
        f"Why: {standing.evidence:.2f} nats of evidence; with the prior's {standing.prior:.2f}"
        f" that is a score of {uncalibrated:.3f}{calibration}"
    )


def _part(part: ScorePart) -> Iterator[str]:
    name = part.rule_id.replace("_", " ") if part.rule_id else "its case"
    if part.nats:
        head = f"{part.share:>6.1%} {part.nats:>6.2f}  {name} ({part.family})"
    else:
        head = f"{'':>13}  {name} ({part.family}): a stronger reason of its kind counts"
    yield head
    yield from _wrap(part.sentence, 16)
    if part.transaction_ids:
        yield from _wrap(f"Payments: {_join_first(part.transaction_ids, ROWS)}", 16)
    if part.meaning and part.nats:
        yield from _wrap(f"What it means, and what looks the same: {part.meaning}", 16)


def _join_first(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(legible_text(name) for name in names[:most]) + more


def _peer_lines(facts: Sequence[Fact]) -> list[str]:
    far = [fact for fact in facts if fact.edge >= MIN_EDGE][:FACTS]
    alike = sum(1 for fact in facts if fact.percentile is not None and fact.edge < MIN_EDGE)
    if not far and not alike:
        return ["Beside its peers", *_item("It has too few payments to be compared.")]
    lines = [line for fact in far for line in _item(_fact_sentence(fact))]
    return ["Beside its peers", *lines, *_item(f"{count_of(alike, 'other feature')} lie among those of its peers.")]


def _fact_sentence(fact: Fact) -> str:
    side = "more" if fact.percentile is not None and fact.percentile >= 0.5 else "less"  # noqa: PLR2004 - half
    half = None if fact.usual is None else format_feature(fact.usual, fact.unit, fact.meaning)
    usual = "" if half is None else f", half of which have at most {half}"
    value = format_feature(fact.value, fact.unit, fact.meaning)
    return f"{fact.meaning}: {value}, {side} than {_peers_share(fact)} merchants of {fact.peers}{usual}."


def _peers_share(fact: Fact) -> str:
    share = 0.0 if fact.percentile is None else max(fact.percentile, 1 - fact.percentile)
    return f"all {fact.others:,}" if share > 1 - 0.5 / fact.others else f"{share:.0%} of {fact.others:,}"


def _report_lines(explanation: ExplanationData) -> list[str]:
    lines = [line for report in explanation.reports for line in _item(f"Reported: {legible_text(report, 400)}")]
    lines += [line for way in explanation.ways if way.share is None for line in _item(_path_sentence(way))]
    through = [way for way in explanation.ways if way.share is not None]
    if through:
        lines += _item(
            f"Through its payers it is {explanation.nearness:.1f} times nearer to merchants of confirmed reports than"
            " its popularity explains. The likeliest ways there:"
        )
        lines += [line for way in through for line in _item(_path_sentence(way))]
    if len(explanation.owed) > 1:
        shares = "; ".join(f"{legible_text(name)} {share:.0%}" for name, share in explanation.owed[:MAX_SHARES])
        rest = 1 - sum(share for _, share in explanation.owed[:MAX_SHARES])
        lines += _item(f"Of its nearness to reports: {shares}; all others {max(rest, 0):.0%}.")
    return ["How it is tied to reports", *lines] if lines else []


def _path_sentence(way: ReportPath) -> str:
    share = "" if way.share is None else f"{way.share:.0%} of its nearness: "
    reports = f", named by {'; '.join(way.reports)}" if way.reports else ", which a report names"
    return legible_text(f"{share}{' → '.join(way.steps)}{reports}", 1000)


def _tier_lines(explanation: ExplanationData, standing: Standing) -> list[str]:
    if not explanation.next_tier:
        return []
    lines = [line for bar in explanation.next_tier for line in _item(_requirement_text(bar))]
    if standing.weighed is not None:
        lines += _item("Bars are of the score before past decisions calibrated it.")
    if all(bar.met for bar in explanation.next_tier):
        full = "those who rank before it fill what can be reviewed"
        lines += _item(f"Nothing is lacking: {'a person has reviewed it before' if explanation.reviewed else full}.")
    return [f"What {explanation.next_tier[0].tier} asks for", *lines]


def _requirement_text(bar: TierRequirement) -> str:
    digits = 3 if bar.what.startswith("score") else 0 if bar.what.startswith("kinds") else 2
    text = f"{bar.what}: {bar.value:.{digits}f} of {bar.asked:g}"
    if bar.met:
        return f"{text}, enough"
    more = nats_between(bar.value, bar.asked)
    return f"{text}, {more:.2f} nats more" if bar.what.startswith("score") else f"{text}, not enough"


def _near_miss_lines(near: Sequence[NearMiss]) -> list[str]:
    if not near:
        return ["Nearest thresholds", *_item("No rule that does not speak is near.")]
    lines = []
    for rule in near:
        lacks = "; ".join(_threshold_text(lack) for lack in rule.lacks)
        lines += _item(f"{rule.rule_id.replace('_', ' ')} ({rule.family}): {lacks}")
    return ["Nearest thresholds", *lines]


def _shadow_lines(shadow: Sequence[ScorePart]) -> list[str]:
    lines = [line for part in shadow for line in _item(f"{part.rule_id.replace('_', ' ')}: {part.sentence}")]
    return ["What rules in shadow say, which weighs nothing", *lines] if lines else []


def _threshold_text(lack: MissedThreshold) -> str:
    value, bar = format_lack(lack)
    return f"{lack.what} {value}, where {lack.asks} {bar} is asked"


def _item(sentence: str) -> list[str]:
    first, *more = _wrap(sentence, 4)
    return [f"  - {first[4:]}", *more]


def _wrap(sentence: str, indent: int = 0) -> list[str]:
    pad = " " * indent
    return wrap(
        legible_text(sentence, 4000), WIDTH, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False
    ) or [pad]
