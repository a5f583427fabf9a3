"""New identifiers and names that look like those around them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$")
WORDS = re.compile(r"[^\W\d]{3}.* |.* [^\W\d]{3}")
SAMPLE = 4_000
TRIES = 40
SPREAD = 50
FEW = 8


class Mint:
    """Makes values that nobody has yet, each like one that is there.

    Numbers that count go on after the last; coded values keep their pattern; names swap words with other names.
    """

    def __init__(self, values: Sequence[str], rng: np.random.Generator) -> None:
        """Learn the look of `values`, none of which will be made again."""
        self._rng = rng
        self._used = set(values)
        sample = [value for value in dict.fromkeys(values) if value]
        self._last = _counted(sample)
        if len(sample) > SAMPLE:
            sample = [sample[i] for i in np.sort(rng.choice(len(sample), SAMPLE, replace=False))]
        self._sample = sample or ["1000"]
        self._numbers: dict[str, int] = {}
        self._alike: dict[str, list[str]] = defaultdict(list)
        for value in self._sample:
            self._alike[_family(value)].append(value)

    def fresh(self, like: str = "") -> str:
        """One new value that takes after `like`, or after any."""
        model = like or self._sample[int(self._rng.integers(len(self._sample)))]
        # Where chance found nothing once, values lie so densely that it is no use trying again.
        for _ in range(0 if _stem(model) in self._numbers else TRIES):
            value = self._make(model)
            if value not in self._used:
                self._used.add(value)
                return value
        return self._numbered(model)

    def _make(self, model: str) -> str:
        if self._last is not None:
            self._last += int(self._rng.integers(1, 4))
            return str(self._last)
        donors = self._alike.get(_family(model), [])
        donors = donors if len(donors) >= FEW else self._sample
        donor = donors[int(self._rng.integers(len(donors)))]
        if WORDS.search(model):
            return self._worded(model.split(" "), donor.split(" "))
        return self._spliced(model, donor) if _is_plain(model) else self._coded(model, donors)

    def _worded(self, model: list[str], donor: list[str]) -> str:
        # The last word stays: it says the trade or the town, which go with category and country.
        kept = [place > 0 and (place == len(model) - 1 or self._rng.random() < 0.4) for place in range(len(model))]
        return " ".join(
            word if keep or place >= len(donor) else donor[place]
            for place, (word, keep) in enumerate(zip(model, kept, strict=True))
        )

    def _spliced(self, model: str, donor: str) -> str:
        cut = len(model) // 2 + int(self._rng.integers(-1, 2))
        if not any(sign.isdecimal() for sign in model):
            return model[:cut] + donor[len(donor) // 2 :]
        return model[:cut] + donor[-(len(model) - cut) :]

    def _coded(self, model: str, donors: Sequence[str]) -> str:
        others = [donors[int(self._rng.integers(len(donors)))] for _ in range(4)]
        others = [other for other in others if len(other) == len(model)] or [model]
        signs = [
            self._sign(sign, [other[place] for other in others]) if place >= len(model) // 3 else sign
            for place, sign in enumerate(model)
        ]
        return _checked("".join(signs)) if IBAN.match(model) else "".join(signs)

    def _sign(self, sign: str, others: Sequence[str]) -> str:
        if len(set(others)) == 1 and len(others) > 1:
            return others[0]
        if sign.isdecimal():
            return str(self._rng.integers(10))
        return others[int(self._rng.integers(len(others)))]

    def _numbered(self, model: str) -> str:
        # Below where a stem was left, every number is taken.
        stem = _stem(model)
        number = self._numbers.get(stem, 1)
        while f"{stem}{number}" in self._used:
            number += 1
        self._numbers[stem] = number
        self._used.add(f"{stem}{number}")
        return f"{stem}{number}"


class Hosts:
    """Makes host names, all below `.example`."""

    def __init__(self, hosts: Sequence[str], rng: np.random.Generator) -> None:
        """Take the words of new host names from those of `hosts`."""
        self._labels = Mint([label(host) for host in hosts if host], rng)

    def fresh(self, like: str = "", word: str = "") -> str:
        """One new host name; one that belongs to a name begins with its first word."""
        made = self._labels.fresh(label(like))
        tail = re.sub(r"^[a-z]+", "", made) if "-" in made else made[len(made) // 2 :]
        made = f"{word}{tail}" if word else made
        return f"{re.sub('[^a-z0-9-]', '', made.lower()).strip('-') or 'shop'}.example"


def label(host: str) -> str:
    """The registered label of a host name.

    >>> label("shop.winter-coats.example")
    'winter-coats'
    """
    return host.rpartition(".")[0].rpartition(".")[2]


def skeleton(value: str) -> str:
    """The pattern of a value: digits and letters without saying which.

    >>> skeleton("AN-0042")
    'aa-9999'
    """
    return "".join("9" if sign.isdecimal() else "a" if sign.isalpha() else sign for sign in value)


def _stem(value: str) -> str:
    return value.rstrip("0123456789")


def _family(value: str) -> str:
    if WORDS.search(value):
        return f"words {value.count(' ')}"
    if not any(sign.isdecimal() for sign in value):
        return "letters"
    return f"plain {len(value)} {value[:2]}" if _is_plain(value) else skeleton(value)


def _is_plain(value: str) -> bool:
    # Words, and codes in which digits and letters mix anyhow: no pattern by position.
    return len(set(re.findall(r"\d[a-zA-Z]|[a-zA-Z]\d", value))) > 2 or not any(sign.isdecimal() for sign in value)


def _counted(sample: Sequence[str]) -> int | None:
    """The last number, where all are numbers that count: dense, and without leading zeros."""
    if not sample or not all(value.isdecimal() and str(int(value)) == value for value in sample):
        return None
    last = max(map(int, sample))
    return last if last < SPREAD * len(sample) or len(sample) == 1 else None


def _checked(iban: str) -> str:
    """The same account number with check digits that are right."""
    turned = "".join(str(int(sign, 36)) for sign in f"{iban[4:]}{iban[:2]}00")
    return f"{iban[:2]}{98 - int(turned) % 97:02d}{iban[4:]}"
