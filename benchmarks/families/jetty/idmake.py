"""How a member makes its identifiers, learned from those it has, and more of the same make."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .names import iban_check

IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$")
HOST = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")
TAIL = re.compile(r"^(.*?)(\d+)$")
SAMPLE = 4000


@dataclass(frozen=True)
class IdMake:
    """One column's make: counted numbers, phrases, addresses of mail, or letters by position."""

    sort: str
    taken: set[str]
    sample: tuple[str, ...]
    alike: dict[object, tuple[str, ...]]
    shaped: bool
    keep: int
    heads: frozenset[str]


def learn(values: np.ndarray, distinct: bool = True) -> IdMake:
    """The make of a column's values; `distinct` promises that no value is made twice."""
    known = [str(value) for value in dict.fromkeys(values) if value is not None]
    step = max(1, len(known) // SAMPLE)
    sample = tuple(known[::step])
    alike: dict[object, list[str]] = {}
    shaped = len({_shape(text) for text in sample}) <= 60
    for text in sample:
        alike.setdefault(_shape(text) if shaped else len(text), []).append(text)
    heads = {re.match(r"[A-Za-z]*", text).group(0) for text in sample}
    return IdMake(
        _sort(sample, known), set(known) if distinct else set(), sample, {key: tuple(group) for key, group in alike.items()},
        shaped, _kept(known), frozenset(heads) if len(heads) <= 40 else frozenset(),
    )


def _kept(known: list[str]) -> int:
    """How many leading letters an id has in common with those issued at the same time."""
    keep = 0
    for width in range(1, 13):
        heads = np.array([text[:width] for text in known[:20000]], dtype=object)
        if len(heads) < 50:
            return 0
        _, counts = np.unique(heads.astype(str), return_counts=True)
        chance = float(((counts / len(heads)) ** 2).sum())
        if chance < 0.98 and float((heads[1:] == heads[:-1]).mean()) < 1.5 * chance + 0.02:
            return keep
        keep = width
    return keep


def _shape(text: str) -> str:
    return re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", re.sub(r"\d", "9", text)))


def _sort(sample: tuple[str, ...], known: list[str]) -> str:
    if not sample:
        return "none"
    if np.mean(["@" in text for text in sample]) > 0.5:
        return "mail"
    if np.mean([bool(HOST.match(text)) and not text.replace(".", "").isdigit() for text in sample]) > 0.9:
        return "host"
    if np.mean([" " in text for text in sample]) > 0.5:
        return "phrase"
    tails = [TAIL.match(text) for text in sample]
    heads = {match.group(1) for match in tails if match}
    plain = np.mean([bool(match) and len(match.group(2)) >= 3 for match in tails])
    iban = np.mean([bool(IBAN.match(text)) for text in sample]) > 0.5
    if not iban and plain > 0.99 and len(heads) <= max(1, len(sample) // 20) and not sample[0].startswith("+"):
        numbers = np.sort([int(match.group(2)) for match in map(TAIL.match, known) if match])
        return "number" if np.median(np.diff(numbers)) <= 60 else "letters"
    return "letters"


def draw(make: IdMake, anchors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One new value beside each anchor, of the anchor's make."""
    made = []
    for anchor in anchors:
        text = str(anchor)
        for attempt in range(60):
            new = _one(make, text, rng, attempt)
            if new not in make.taken:
                break
        else:
            new = _beyond(make, text, rng)
        make.taken.add(new)
        made.append(new)
    return np.array(made, dtype=object)


def beside(make: IdMake, anchors: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """New ids next to their anchors: of counted ones, a free number before the nearest that is taken."""
    made = []
    for anchor in anchors:
        match = TAIL.match(str(anchor)) if make.sort == "number" else None
        free: list[str] = []
        for sign in rng.permutation([-1, 1]) if match else ():
            number = int(match.group(2)) + int(sign)
            while True:
                text = match.group(1) + str(max(number, 0)).zfill(len(match.group(2)))
                if text in make.taken or number < 0 or len(free) > 50:
                    break
                free.append(text)
                number += int(sign)
            if free:
                break
        made.append(free[int(rng.integers(len(free)))] if free else draw(make, np.array([anchor], dtype=object), rng)[0])
        make.taken.add(made[-1])
    return np.array(made, dtype=object)


def _one(make: IdMake, text: str, rng: np.random.Generator, attempt: int) -> str:
    if make.sort == "number":
        match = TAIL.match(text)
        if match:
            reach = 12 << (attempt // 6)
            number = max(0, int(match.group(2)) + int(rng.integers(-reach, reach + 1)))
            return match.group(1) + str(number).zfill(len(match.group(2)))
    if make.sort == "mail" and "@" in text:
        other = make.sample[int(rng.integers(len(make.sample)))].split("@")[0]
        local, host = text.split("@", 1)
        return f"{local[: len(local) // 2]}{other[len(other) // 2:]}@{host}"
    if make.sort == "host":
        word, other = (re.split(r"[-.]", name, maxsplit=1)[0] for name in (text, make.sample[int(rng.integers(len(make.sample)))]))
        return word[: (len(word) + 1) // 2] + other[len(other) // 2:] + text[len(word):]
    if make.sort == "phrase":
        return _phrase(make, text, rng)
    return _letters(make, text, rng)


def _phrase(make: IdMake, text: str, rng: np.random.Generator) -> str:
    parts = text.split(" ")
    for _ in range(6):
        at = int(rng.integers(len(parts)))
        other = make.sample[int(rng.integers(len(make.sample)))].split(" ")
        if len(other) == len(parts):
            parts[at] = other[at]
    return " ".join(parts)


def _letters(make: IdMake, text: str, rng: np.random.Generator) -> str:
    peers = make.alike.get(_shape(text) if make.shaped else len(text)) or (text,)
    head = re.match(r"[A-Za-z]*", text).group(0)
    keep = max(make.keep, len(head) if head in make.heads else 0)
    if text.startswith("+"):
        keep = 4 if len(text) > 12 else 3
    if IBAN.match(text):
        keep = 2
    picks = rng.integers(0, len(peers), len(text))
    new = text[:keep] + "".join(peers[picks[at]][at] for at in range(keep, len(text)))
    if len(peers) < 8:
        digits = rng.integers(0, 10, len(new)).astype(str)
        new = "".join(digits[at] if letter.isdigit() and at >= keep else letter for at, letter in enumerate(new))
    return iban_check(new[:2], new[4:]) if IBAN.match(text) else new


def _beyond(make: IdMake, text: str, rng: np.random.Generator) -> str:
    """Where no number is free nearby: a little after the last one; else the same text once more, changed."""
    match = TAIL.match(text)
    if not match:
        return text + str(int(rng.integers(10, 1 << 30)))
    top = max(int(found.group(2)) for found in map(TAIL.match, make.sample) if found)
    while True:
        number = top + int(rng.integers(1, 4 * len(make.taken) + 10))
        new = match.group(1) + str(number).zfill(len(match.group(2)))
        if new not in make.taken:
            return new
