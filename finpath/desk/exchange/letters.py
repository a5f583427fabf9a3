"""What may cross between desks, each field by its letter of Art. 75(3) of Regulation (EU) 2024/1624: all else stays.

(a) the customer and its beneficial owner, (b) the purpose and nature of the relationship, (c) its transactions,
(d) higher and lower risk factors, (e) the analysis of its risks. No field rests on a letter beyond these.

What has no letter: the score, which counts reports; reports of others and all that rests on them; who paid, and the
table of payers by country; accounts and identifiers of others that share something with it; where money went at
others; rows of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from finpath.errors import ContributionError

OWNER, RELATION, PAYMENTS, FACTORS, ANALYSIS = LETTERS = ("a", "b", "c", "d", "e")

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "case.as_of": ANALYSIS,
        "case.subjects[].label": OWNER,
        "case.subjects[].provider_id": OWNER,
        "case.subjects[].merchant_id": OWNER,
        "case.subjects[].tier": ANALYSIS,
        "case.subjects[].about.name": OWNER,
        "case.subjects[].about.descriptor": OWNER,
        "case.subjects[].about.country": OWNER,
        "case.subjects[].about.category": RELATION,
        "case.subjects[].about.opened_on": RELATION,
        "case.subjects[].about.closed_on": RELATION,
        "case.subjects[].trade.payments": PAYMENTS,
        "case.subjects[].trade.volume_eur": PAYMENTS,
        "case.subjects[].trade.returned_eur": PAYMENTS,
        "case.subjects[].trade.first_seen": PAYMENTS,
        "case.subjects[].trade.last_seen": PAYMENTS,
        "case.subjects[].voices[].family": ANALYSIS,
        "case.subjects[].voices[].own": ANALYSIS,
        "case.subjects[].voices[].group": ANALYSIS,
        "case.reasons[].rule_id": ANALYSIS,
        "case.reasons[].subject": OWNER,
        "case.reasons[].sentence": FACTORS,
        "case.reasons[].weight": ANALYSIS,
        "case.reasons[].payments": PAYMENTS,
        "case.against[]": FACTORS,
        "case.doubts[].subject": OWNER,
        "case.doubts[].sentence": FACTORS,
        "case.ties[].one": OWNER,
        "case.ties[].other": OWNER,
        "case.ties[].relation": OWNER,
        "case.ties[].kind": OWNER,
        "case.ties[].confidence": ANALYSIS,
        "case.trail.timeline.days": PAYMENTS,
        "case.trail.timeline.bars[].subject": PAYMENTS,
        "case.trail.timeline.bars[].start": PAYMENTS,
        "case.trail.timeline.bars[].payments": PAYMENTS,
        "case.trail.proceeds[].month": PAYMENTS,
        "case.trail.proceeds[].currency": PAYMENTS,
        "case.trail.proceeds[].gross": PAYMENTS,
        "case.trail.proceeds[].refunded": PAYMENTS,
        "case.trail.proceeds[].charged_back": PAYMENTS,
        "case.trail.prices[].amount": PAYMENTS,
        "case.trail.prices[].currency": PAYMENTS,
        "case.trail.prices[].payments": PAYMENTS,
        "case.trail.clock.counts[]": PAYMENTS,
        "case.trail.clock.unknown": PAYMENTS,
        "case.coverage[]": ANALYSIS,
        "question.accounts[]": OWNER,
        "question.code": FACTORS,
        "answer.words": FACTORS,
        "warning.keys[].kind": OWNER,
        "warning.keys[].mac": OWNER,
        "warning.salt": OWNER,
        "told.hit": FACTORS,
    }
)
"""By path in a payload, the letter that lets it cross; `[]` stands for each of a list."""

POLICY = ("agreement", "label", "purpose", "expires_on", "share_on", "countries")
"""Under what it is given: this says nothing of a customer."""

LONGEST, DEEPEST, MOST = 2_000, 12, 20_000
"""Letters of one text, levels of tables in tables, and fields of one payload."""

_INSIDE = frozenset(
    part
    for path in FIELDS
    for end, sign in enumerate(path)
    if sign in ".["
    for part in (path[:end], path[: end + 2] if sign == "[" else "")
    if part
)
"""Paths of tables and lists that hold a field."""


def limit(value: object, at: str) -> object:
    """What of a value may cross.

    Args:
        value: As JSON has it.
        at: Where it stands, as `FIELDS` begins.
    """
    if isinstance(value, Mapping):
        return {name: limit(each, f"{at}.{name}") for name, each in value.items() if _crosses(each, f"{at}.{name}")}
    if isinstance(value, list):
        return [limit(each, f"{at}[]") for each in value if _crosses(each, f"{at}[]")]
    return value


def _crosses(value: object, path: str) -> bool:
    return path in _INSIDE if isinstance(value, Mapping | list) else path in FIELDS


def paths_of(value: object, at: str, deep: int = 0) -> Iterator[tuple[str, object]]:
    """Each field of a value, by its path.

    Raises:
        ContributionError: It is deeper than anything that crosses.
    """
    if deep > DEEPEST:
        raise ContributionError("Its content is deeper than what a desk sends: ask for it again.")
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from paths_of(each, f"{at}.{name}", deep + 1)
    elif isinstance(value, list):
        for each in value:
            yield from paths_of(each, f"{at}[]", deep + 1)
    else:
        yield at, value


def require_letters(value: object, at: str) -> None:
    """Hold what a partner has sent to the table.

    Raises:
        ContributionError: Something in it has no letter, or is no plain value.
    """
    for number, (path, each) in enumerate(paths_of(value, at)):
        if number >= MOST:
            raise ContributionError(f"It holds more than {MOST:,} fields: no desk sends as many.")
        if path not in FIELDS:
            raise ContributionError(f"It holds {path:.80}, which has no letter of Art. 75(3): nothing of it was taken.")
        if each is not None and not isinstance(each, str | int | float):
            raise ContributionError(f"It holds {path:.80} in a form that nothing has: ask for it again.")
        if isinstance(each, str) and len(each) > LONGEST:
            raise ContributionError(f"It holds {path:.80}, which is longer than {LONGEST:,} letters.")
