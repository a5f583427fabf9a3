"""What crosses in the payload of an envelope, and what is read of it: nothing that has another form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from finpath.custody.entry import canonical
from finpath.desk.exchange.plain import cleaned
from finpath.desk.hits.keys import WORDS
from finpath.desk.hits.notice import ANSWERS
from finpath.desk.match.session import HANDLE, LENGTH, MAC, MOST, OF_A_CASE, Meeting, Offer
from finpath.errors import ContributionError

SESSION, HANDLES, HASHES = (re.compile(f"[0-9a-f]{{{2 * size}}}") for size in (LENGTH, HANDLE, MAC))
HIT = re.compile(r"x-[0-9a-f]{20}")
KEY_ID = re.compile(r"[a-z2-7]{8}")
MOST_KEYS, MOST_KNOWN, LONGEST_NAME = 20, 200, 200
MET, SAID, GONE = "met", "said", "gone"
"""What a `match-answer` says: which cases met, what a person said of one of them, or that one is there no more."""

FILL, BLOCK = ".", 4_096
"""Whoever carries an answer sees its size: it is filled up to a multiple of so many letters."""

Payload = Mapping[str, object]


@dataclass(frozen=True)
class Hit:
    """One hit of an answer.

    Args:
        hit: Its id, which both desks use.
        handle: Of the case that was asked about.
        by: By kind, the proofs.
    """

    hit: str
    handle: str
    by: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Word:
    """What a person at the other desk said of a hit; and whom to ask, where both said yes."""

    hit: str
    said: str
    whom: str


def write_offer(offer: Offer, token_keys: Iterable[str]) -> Payload:
    """The payload of a `match`."""
    cases = {handle: list(keys) for handle, keys in offer.cases.items()}
    known = {handle: list(hits) for handle, hits in offer.known.items()}
    return {"session": offer.session.hex(), "token_keys": sorted(token_keys), "cases": cases, "known": known}


def read_offer(payload: Payload) -> tuple[Offer, frozenset[str]]:
    """What a partner offers, and with which keys its tokens are made.

    Raises:
        ContributionError: It is none, or larger than any.
    """
    if set(payload) != {"session", "token_keys", "cases", "known"}:
        raise _refusal("is none")
    session = _text(payload["session"], SESSION)
    ids = _texts(payload["token_keys"], KEY_ID, MOST_KEYS)
    cases = {
        _text(handle, HANDLES): _texts(keys, HASHES, OF_A_CASE) for handle, keys in _table(payload["cases"]).items()
    }
    known = {_text(handle, HANDLES): _texts(hits, HIT, MOST_KNOWN) for handle, hits in _table(payload["known"]).items()}
    if sum(map(len, cases.values())) > MOST or not set(known) <= set(cases):
        raise _refusal(f"asks for more than {MOST:,} hashes, or for cases that are not in it")
    return Offer(bytes.fromhex(session), cases, known), frozenset(ids)


def write_met(hits: Iterable[tuple[str, Meeting]]) -> Payload:
    """The payload of the `match-answer` that names the cases that met."""
    told = [
        {"hit": hit, "case": met.handle, "by": {kind: list(by) for kind, by in met.by.items()}} for hit, met in hits
    ]
    size = len(canonical({"hits": told}))
    return {"says": MET, "hits": told, "fill": FILL * (-size % BLOCK)}


def read_met(payload: Payload) -> list[Hit]:
    """The hits of an answer.

    Raises:
        ContributionError: It is none.
    """
    if set(payload) != {"says", "hits", "fill"} or not isinstance(payload["hits"], list):
        raise _refusal("is none")
    if not isinstance(payload["fill"], str) or payload["fill"].strip(FILL) or len(payload["fill"]) > BLOCK:
        raise _refusal("is filled up with what fills up nothing")
    if len(payload["hits"]) > MOST:
        raise _refusal("names more cases than any desk has")
    return [_hit(_table(each)) for each in payload["hits"]]


def write_said(word: Word) -> Payload:
    """The payload of the `match-answer` that brings what a person said."""
    return {"says": SAID, "hit": word.hit, "said": word.said, "whom": word.whom}


def read_said(payload: Payload) -> Word:
    """What a person said.

    Raises:
        ContributionError: It is none.
    """
    if set(payload) != {"says", "hit", "said", "whom"}:
        raise _refusal("is none")
    said, whom = payload["said"], payload["whom"]
    if not isinstance(said, str) or said not in ANSWERS or not isinstance(whom, str):
        raise _refusal("says what no desk says")
    if len(whom) > LONGEST_NAME or not (whom + "x").isprintable():
        raise _refusal("says what no desk says")
    return Word(_text(payload["hit"], HIT), said, str(cleaned(whom, "whom")))


def write_gone(hits: Iterable[str]) -> Payload:
    """The payload of the `match-answer` that takes hits away; why is not said."""
    return {"says": GONE, "hits": sorted(hits)}


def read_gone(payload: Payload) -> tuple[str, ...]:
    """The hits that are there no more.

    Raises:
        ContributionError: It is none.
    """
    if set(payload) != {"says", "hits"}:
        raise _refusal("is none")
    return _texts(payload["hits"], HIT, MOST)


def _hit(each: Mapping[str, object]) -> Hit:
    if set(each) != {"hit", "case", "by"}:
        raise _refusal("is none")
    by = {kind: _texts(proofs, HASHES, OF_A_CASE) for kind, proofs in _table(each["by"]).items()}
    if not set(by) <= set(WORDS):
        raise _refusal("names a kind that this finpath does not know")
    return Hit(_text(each["hit"], HIT), _text(each["case"], HANDLES), by)


def _table(said: object) -> Mapping[str, object]:
    if not isinstance(said, dict):
        raise _refusal("is none")
    return cast("Mapping[str, object]", said)


def _text(said: object, form: re.Pattern[str]) -> str:
    if not isinstance(said, str) or not form.fullmatch(said):
        raise _refusal("holds what no desk writes there")
    return said


def _texts(said: object, form: re.Pattern[str], most: int) -> tuple[str, ...]:
    if not isinstance(said, list):
        raise _refusal("is none")
    if len(said) > most:
        raise _refusal(f"has {len(said):,} of what a desk has {most:,} of at most")
    return tuple(_text(each, form) for each in said)


def _refusal(fault: str) -> ContributionError:
    return ContributionError(f"What it asks or answers {fault}; nothing of it was taken.")
