"""Sentences that say the same of several accounts with other figures, said once with the range of each figure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

FIGURE = re.compile(r"\d{4}-\d\d-\d\d|\d[\d,]*(?:\.\d+)?%?|fewer than five|Fewer than five")
"""A day, a number or a share; a count that is withheld is one too."""

NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(%?)")


@dataclass(frozen=True)
class SaidOnce:
    """One sentence about several accounts.

    Args:
        subjects: Labels, in their order.
        sentence: With a range where figures differ.
        figures: Of each account, in the order of the sentence: only those that differ.
    """

    subjects: tuple[str, ...]
    sentence: str
    figures: tuple[tuple[str, ...], ...]


def say_once(sentences: Iterable[tuple[str, str]]) -> tuple[SaidOnce, ...]:
    """Take sentences together that differ in figures alone, those of most accounts first.

    Args:
        sentences: Label and sentence.
    """
    alike: dict[tuple[str, ...], list[tuple[str, list[str]]]] = defaultdict(list)
    for subject, sentence in sentences:
        figures = FIGURE.findall(sentence)
        alike[tuple(FIGURE.split(sentence))].append((subject, figures))
    merged = [_merge(words, told) for words, told in alike.items()]
    return tuple(sorted(merged, key=lambda each: -len(each.subjects)))


def _merge(words: Sequence[str], told: Sequence[tuple[str, list[str]]]) -> SaidOnce:
    columns = list(zip(*(figures for _, figures in told), strict=True))
    ranges = [_range(column) for column in columns]
    differ = [len(set(column)) > 1 for column in columns]
    sentence = "".join(word + (ranges[place] if place < len(ranges) else "") for place, word in enumerate(words))
    rows = tuple(
        tuple(figure for figure, differs in zip(figures, differ, strict=True) if differs) for _, figures in told
    )
    return SaidOnce(tuple(subject for subject, _ in told), sentence, rows)


def _range(figures: Sequence[str]) -> str:
    """From the least to the most; a figure that all have stands alone.

    >>> _range(["12%", "3%"]), _range(["7", "7"]), _range(["2026-02-01", "2026-01-05"])
    ('3% to 12%', '7', '2026-01-05 to 2026-02-01')
    """
    if len(set(figures)) == 1:
        return figures[0]
    first, last = min(figures, key=_size), max(figures, key=_size)
    return f"{first} to {last}"


def _size(figure: str) -> tuple[Decimal, str]:
    found = NUMBER.fullmatch(figure)
    return (Decimal(found[1].replace(",", "")) if found else Decimal(0), figure)


def join_labels(labels: Sequence[str]) -> str:
    """Labels in a sentence; a run of them is shortened.

    >>> join_labels(["M1", "M2", "M3", "M5"]), join_labels(["M2"])
    ('M1 to M3, M5', 'M2')
    """
    numbers = sorted({int(label[1:]) for label in labels})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(
        f"M{run[0]} to M{run[-1]}" if len(run) > 2 else ", ".join(f"M{number}" for number in run)  # noqa: PLR2004 - two are named
        for run in runs
    )
