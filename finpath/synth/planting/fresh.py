"""New texts of the same shape as those of a column: numbers, codes, names, accounts, addresses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finpath.engine import is_card

SAMPLE = 20_000
TRIES = 40
DENSE = 0.3  # share of a range of numbers that is taken: from here on they are counted up
START_SHARE = 3  # the first part of a code in three: country, bank, prefix
OTHER = 0.85  # share of the words of a name that are another in a new one
LONGEST = 4  # digits of a number that is a year, a month, a house: longer ones are drawn anew
TOKENS = re.compile(r"[^\W\d_]+|\d+|[\W_]+")
HOST = re.compile(r"(?<=[a-z0-9])\.[a-z]{2,8}$")
SERIAL = re.compile(r"(\D*)\d+")
ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")


class FreshTexts:
    """Gives texts that a column could have had, and does not have."""

    def __init__(self, rng: np.random.Generator, texts: pa.Array) -> None:
        """Look at a column.

        Args:
            rng: Decides what is drawn.
            texts: Its distinct texts, in order.
        """
        self._rng, self._texts = rng, texts
        rows = np.sort(rng.permutation(len(texts))[:SAMPLE])
        self._seen: list[str] = texts.take(pa.array(rows)).to_pylist()
        self._given: set[str] = set()
        self._serial = _serial(texts)
        self._worded = _is_worded(self._seen)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._parts: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for text in self._seen:
            self._by_length[len(text)].append(text)
            parts = TOKENS.findall(_name_part(text))
            for i, part in enumerate(parts):
                self._parts[len(parts), i, _part_kind(part)].append(part)

    def one(self, like: str | None = None) -> str:
        """Give one new text, of the shape of another where that is named."""
        return self.many(1, like)[0]

    def many(self, count: int, like: str | None = None) -> list[str]:
        """Give new texts."""
        if self._serial is not None:
            serial_texts = self._serial.texts(count)
            self._serial = replace(self._serial, next=self._serial.next + count)
            return serial_texts
        texts: list[str] = []
        for turn in range(TRIES):
            candidates = [self._draw(like, spliced=turn >= TRIES // 4) for _ in range(count - len(texts))]
            texts += self._new(candidates, last=turn == TRIES - 1)
            if len(texts) == count:
                break
        return texts

    def _new(self, candidates: Sequence[str], *, last: bool) -> list[str]:
        """Keep those that nobody has; where every text of the shape is taken, a number makes them new."""
        is_taken = pc.is_in(pa.array(candidates, pa.string()), value_set=self._texts).to_pylist()
        new_texts = []
        for text, taken in zip(candidates, is_taken, strict=True):
            new = f"{text}{len(self._given)}" if last and (taken or text in self._given) else text
            if last or not (taken or new in self._given or not new.strip()):
                self._given.add(new)
                new_texts.append(new)
        return new_texts

    def _draw(self, like: str | None, *, spliced: bool) -> str:
        base = like or (self._any(self._seen) if self._seen else "A1")
        if not self._worded and "@" not in base:
            return _with_check_digits(base, self._code(base, any_digit=spliced))
        name = _name_part(base)
        replaced = self._replace_words(name)
        return (self._splice(replaced) if spliced else replaced) + base[len(name) :]

    def _any(self, among: Sequence[str]) -> str:
        return among[int(self._rng.integers(0, len(among)))]

    def _replace_words(self, base: str) -> str:
        """Replace most words and numbers by others that stand in the same place of texts of as many parts."""
        parts = TOKENS.findall(base)
        long = [i for i, part in enumerate(parts) if _part_kind(part)]
        chosen = {i for i in long if self._rng.random() < OTHER} or set(long[:1])
        return "".join(self._part(parts, i) if i in chosen else part for i, part in enumerate(parts))

    def _part(self, parts: Sequence[str], i: int) -> str:
        if parts[i].isdigit() and len(parts[i]) > LONGEST:
            return parts[i][:1] + "".join(str(int(self._rng.integers(0, 10))) for _ in parts[i][1:])
        others = self._parts.get((len(parts), i, _part_kind(parts[i])))
        return self._any(others) if others else parts[i]

    def _splice(self, replaced: str) -> str:
        """Make a new word of the halves of two: where texts are single words, no other word would be new."""
        parts = TOKENS.findall(replaced)
        words = [i for i, part in enumerate(parts) if part.isalpha()]
        if not words:
            return replaced + str(int(self._rng.integers(2, 100)))
        i = max(words, key=lambda word: len(parts[word]))
        other = self._part(parts, i)
        parts[i] = parts[i][: (len(parts[i]) + 1) // 2] + other[len(other) // 2 :].lower()
        return "".join(parts) if parts[i].islower() or not replaced.isupper() else "".join(parts).upper()

    def _code(self, base: str, *, any_digit: bool) -> str:
        """Keep how a code begins; draw each later place from what stands there in codes as long."""
        others = self._by_length.get(len(base)) or [base]
        start = len(base) // START_SHARE
        marks = [self._mark(mark, self._any(others)[start + i]) for i, mark in enumerate(base[start:])]
        if any_digit:
            marks = [str(int(self._rng.integers(0, 10))) if mark.isdigit() else mark for mark in marks]
        return base[:start] + "".join(marks)

    def _mark(self, mark: str, other: str) -> str:
        if mark.isdigit() and not other.isdigit():
            return str(int(self._rng.integers(0, 10)))
        same = (mark.isdigit(), mark.isupper(), mark.isalpha()) == (other.isdigit(), other.isupper(), other.isalpha())
        return other if same or (mark.isalnum() and other.isalnum()) else mark


def _name_part(text: str) -> str:
    """Give what is a name in a text: of a mail address the user, of a host what stands before its last dot."""
    return text.rpartition("@")[0] if "@" in text else HOST.sub("", text)


def _part_kind(part: str) -> str:
    """Say what may stand in a part's place; nothing where the part stays."""
    if part.isdigit():
        return f"{len(part)} digits"
    return (
        ("lower" if part.islower() else "upper" if part.isupper() else "name")
        if len(part) > 1 and part.isalpha()
        else ""
    )


def _letters(text: str) -> list[str]:
    return [part for part in TOKENS.findall(text) if part.isalpha() and len(part) > 2]


@dataclass(frozen=True)
class _Serial:
    """Numbers that are counted up, after the same letters, filled up with zeros or not."""

    prefix: str
    width: int
    next: int

    def texts(self, count: int) -> list[str]:
        return [f"{self.prefix}{number:0{self.width}d}" for number in range(self.next, self.next + count)]


def _serial(texts: pa.Array) -> _Serial | None:
    """Tell how texts are counted up; None where they are not."""
    first = SERIAL.fullmatch(texts[0].as_py()) if len(texts) else None
    if first is None or not pc.all(pc.match_substring_regex(texts, f"^{re.escape(first[1])}[0-9]{{1,17}}$")).as_py():
        return None
    lengths = pc.min_max(pc.utf8_length(texts)).as_py()
    numbers = pc.cast(pc.utf8_slice_codeunits(texts, len(first[1])), pa.int64())
    low, high = pc.min(numbers).as_py(), pc.max(numbers).as_py()
    width = lengths["max"] - len(first[1]) if lengths["max"] == lengths["min"] else 0
    if len(texts) < DENSE * (high - low + 1) or (not width and lengths["min"] != len(first[1]) + len(str(low))):
        return None
    return _Serial(first[1], width, int(high) + 1)


def _is_worded(texts: Sequence[str]) -> bool:
    """Say whether a column is made of words: letters that come again in other texts, not in one code with digits."""
    spoken = [text for text in texts if not (text.isalnum() and any(mark.isdigit() for mark in text))]
    words = Counter(word for text in spoken for word in {part.lower() for part in _letters(text) if len(part) > 3})
    again = sum(count for count in words.values() if count > 1)
    return 2 * len(spoken) > len(texts) and again > 0.5 * words.total()


def _with_check_digits(base: str, code: str) -> str:
    """Give an account number its check digits; change a number that has become a card number by chance."""
    if ACCOUNT.fullmatch(base) and ACCOUNT.fullmatch(code) and _remainder(base) == 1:
        body = code[4:]
        return f"{code[:2]}{98 - _remainder(f'{code[:2]}00{body}'):02d}{body}"
    if is_card(code):
        return code[:-1] + str((int(code[-1]) + 1) % 10)
    return code


def _remainder(account: str) -> int:
    """ISO 13616: what the check digits leave."""
    return int("".join(str(int(mark, 36)) for mark in account[4:] + account[:4])) % 97
