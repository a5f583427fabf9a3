"""What an explanation says in, a text for a terminal out: what is most needed first, at most a hundred letters wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from finpath.output.explanation.explained import Account, Bar, Explained, Fact, Lack, Near, Part, Standing, Way
from finpath.output.explanation.next_tier import nats_between
from finpath.output.explanation.units import apart, told
from finpath.presentation.text import count_of, euros, legible_text
from finpath.referral.model.case import NOTICE

WIDTH = 100
FACTS, ROWS, OWED = 8, 5, 3
"""Facts, transaction ids of one reason, and reported merchants that are told; the object holds all."""

FAR = 0.8
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


def written(said: Explained) -> str:
    """The whole text."""
    blocks = _protected(said) if said.protects else _judged(said)
    return "\n\n".join("\n".join(lines) for lines in blocks if lines)


def _protected(said: Explained) -> Iterator[list[str]]:
    yield [f"{_name(said.account)}   protect", *_about(said)]
    yield _folded(f"{LANE[str(said.protects)]} {SAFEGUARDING}")
    if said.parts:
        yield [
            "What the payments show, for those who help",
            *(line for part in said.parts for line in _item(part.sentence)),
        ]


def _judged(said: Explained) -> Iterator[list[str]]:
    standing = said.standing
    if standing is None:
        return
    place = f"{standing.tier}   score {standing.score:.3f}   rank {standing.rank:,} of {standing.merchants:,}"
    yield [f"{_name(said.account)}   {place}", *_about(said)]
    if said.reviewed:
        yield _folded(said.reviewed)
    yield [_sum(standing), *(line for part in said.parts for line in _part(part))]
    yield ["What speaks against it", *(line for sentence in said.against for line in _item(sentence))]
    yield _beside(said.facts)
    yield _reported(said)
    yield _lacking(said, standing)
    yield _nearly(said.near)
    yield _on_trial(said.shadow)
    if said.unseen:
        yield ["What could not be looked at", *(line for sentence in said.unseen for line in _item(sentence))]
    yield _folded(NOTICE)


def _name(account: Account) -> str:
    return legible_text(f"{account.provider_id}/{account.merchant_id}")


def _about(said: Explained) -> list[str]:
    account = said.account
    payments, payers = count_of(account.payments, "payment"), count_of(account.payers, "payer")
    taken = f"{payments} by {payers}, {euros(account.volume_eur)} EUR kept"
    first, last = account.first_seen, account.last_seen
    span = f", {first:%Y-%m-%d} to {last:%Y-%m-%d}" if first and last else ""
    tied = account.group_size > 1 and not said.protects
    case = f"; one case with {count_of(account.group_size - 1, 'other')}" if tied else ""
    return [f"{taken}{span}{case}; as of {said.as_of[:10]}"]


def _sum(standing: Standing) -> str:
    weighed = standing.score if standing.weighed is None else standing.weighed
    made = "" if standing.weighed is None else f"; past decisions make it {standing.score:.3f}"
    if not standing.evidence:
        return f"No rule or detector speaks of it: its score is the prior's, {weighed:.3f}{made}."
    return (
        f"Why: {standing.evidence:.2f} nats of evidence; with the prior's {standing.prior:.2f}"
        f" that is a score of {weighed:.3f}{made}"
    )


def _part(part: Part) -> Iterator[str]:
    name = part.rule_id.replace("_", " ") if part.rule_id else "its case"
    if part.nats:
        head = f"{part.share:>6.1%} {part.nats:>6.2f}  {name} ({part.family})"
    else:
        head = f"{'':>13}  {name} ({part.family}): a stronger reason of its kind counts"
    yield head
    yield from _folded(part.sentence, 16)
    if part.transaction_ids:
        yield from _folded(f"Payments: {_few(part.transaction_ids, ROWS)}", 16)
    if part.meaning and part.nats:
        yield from _folded(f"What it means, and what looks the same: {part.meaning}", 16)


def _few(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(legible_text(name) for name in names[:most]) + more


def _beside(facts: Sequence[Fact]) -> list[str]:
    far = [fact for fact in facts if fact.edge >= FAR][:FACTS]
    alike = sum(1 for fact in facts if fact.percentile is not None and fact.edge < FAR)
    if not far and not alike:
        return ["Beside its peers", *_item("It has too few payments to be compared.")]
    lines = [line for fact in far for line in _item(_compared(fact))]
    return ["Beside its peers", *lines, *_item(f"{count_of(alike, 'other feature')} lie among those of its peers.")]


def _compared(fact: Fact) -> str:
    side = "more" if fact.percentile is not None and fact.percentile >= 0.5 else "less"  # noqa: PLR2004 - half
    usual = "" if fact.usual is None else f", half of which have at most {told(fact.usual, fact.unit)}"
    value = told(fact.value, fact.unit)
    return f"{fact.meaning}: {value}, {side} than {_most(fact)} merchants of {fact.peers}{usual}."


def _most(fact: Fact) -> str:
    share = 0.0 if fact.percentile is None else max(fact.percentile, 1 - fact.percentile)
    return f"all {fact.others:,}" if share > 1 - 0.5 / fact.others else f"{share:.0%} of {fact.others:,}"


def _reported(said: Explained) -> list[str]:
    lines = [line for report in said.reports for line in _item(f"Reported: {legible_text(report, 400)}")]
    lines += [line for way in said.ways if way.share is None for line in _item(_way(way))]
    through = [way for way in said.ways if way.share is not None]
    if through:
        lines += _item(
            f"Through its payers it is {said.nearness:.1f} times nearer to merchants of confirmed reports than its"
            " popularity explains. The likeliest ways there:"
        )
        lines += [line for way in through for line in _item(_way(way))]
    if len(said.owed) > 1:
        given = "; ".join(f"{legible_text(name)} {share:.0%}" for name, share in said.owed[:OWED])
        rest = 1 - sum(share for _, share in said.owed[:OWED])
        lines += _item(f"Of its nearness to reports: {given}; all others {max(rest, 0):.0%}.")
    return ["How it is tied to reports", *lines] if lines else []


def _way(way: Way) -> str:
    share = "" if way.share is None else f"{way.share:.0%} of its nearness: "
    named = f", named by {'; '.join(way.reports)}" if way.reports else ", which a report names"
    return legible_text(f"{share}{' → '.join(way.steps)}{named}", 1000)


def _lacking(said: Explained, standing: Standing) -> list[str]:
    if not said.next_tier:
        return []
    lines = [line for bar in said.next_tier for line in _item(_bar(bar))]
    if standing.weighed is not None:
        lines += _item("Bars are of the score before past decisions calibrated it.")
    if all(bar.met for bar in said.next_tier):
        full = "those who rank before it fill what can be reviewed"
        lines += _item(f"Nothing is lacking: {'a person has reviewed it before' if said.reviewed else full}.")
    return [f"What {said.next_tier[0].tier} asks for", *lines]


def _bar(bar: Bar) -> str:
    digits = 3 if bar.what == "score" else 0 if bar.what.startswith("kinds") else 2
    text = f"{bar.what}: {bar.value:.{digits}f} of {bar.asked:g}"
    if bar.met:
        return f"{text}, enough"
    more = nats_between(bar.value, bar.asked)
    return f"{text}, {more:.2f} nats more" if bar.what == "score" else f"{text}, not enough"


def _nearly(near: Sequence[Near]) -> list[str]:
    if not near:
        return ["Nearest thresholds", *_item("No rule that does not speak is near.")]
    lines = []
    for rule in near:
        lacks = "; ".join(_lack(lack) for lack in rule.lacks)
        lines += _item(f"{rule.rule_id.replace('_', ' ')} ({rule.family}): {lacks}")
    return ["Nearest thresholds", *lines]


def _on_trial(shadow: Sequence[Part]) -> list[str]:
    lines = [line for part in shadow for line in _item(f"{part.rule_id.replace('_', ' ')}: {part.sentence}")]
    return ["What rules in shadow say, which weighs nothing", *lines] if lines else []


def _lack(lack: Lack) -> str:
    value, bar = apart(lack.value, lack.bar, lack.unit)
    return f"{lack.what} {value}, where {lack.asks} {bar} is asked"


def _item(sentence: str) -> list[str]:
    first, *more = _folded(sentence, 4)
    return [f"  - {first[4:]}", *more]


def _folded(sentence: str, indent: int = 0) -> list[str]:
    pad = " " * indent
    return wrap(
        legible_text(sentence, 4000), WIDTH, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False
    ) or [pad]
