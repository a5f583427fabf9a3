"""What answer is expected: a number, one name, or a list of names."""

from __future__ import annotations

from dataclasses import dataclass

from finpath.course.question import Expected, Mark

MISSING = Mark(0, "Not answered yet.")


@dataclass(frozen=True)
class Number(Expected):
    """A number, right within a tolerance.

    >>> Number(20, within=1).mark(21).share, Number(20).mark(30).said
    (1.0, 'Too many.')
    """

    value: float
    within: float = 0

    @property
    def blank(self) -> str:
        """Less than any count."""
        return "-1"

    def mark(self, answer: object) -> Mark:
        """Say whether it is too many or too few."""
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return Mark(0, "A number was expected.")
        if answer < 0:
            return MISSING
        if abs(answer - self.value) <= self.within:
            return Mark(1.0, "Right.")
        return Mark(0, "Too many." if answer > self.value else "Too few.")


@dataclass(frozen=True)
class OneOf(Expected):
    """One name; any of several may be right.

    >>> OneOf(("acquirer/4711",)).mark("4711").share
    1.0
    """

    values: tuple[str, ...]

    @property
    def blank(self) -> str:
        """No name."""
        return '""'

    def mark(self, answer: object) -> Mark:
        """Say whether it is right."""
        if not isinstance(answer, str):
            return Mark(0, 'A name in quotes was expected, as "acquirer-north/4711".')
        if not answer.strip():
            return MISSING
        return Mark(1.0, "Right.") if answer.strip() in _fold_names(self.values) else Mark(0, "Not this one.")


@dataclass(frozen=True)
class AllOf(Expected):
    """A list of names: what is missing counts as much as what does not belong.

    >>> print(AllOf(("a/1", "a/2")).mark(["a/1", "a/3"]).said)
    1 of the 2 found; 1 of yours does not belong.
    """

    values: tuple[str, ...]

    @property
    def blank(self) -> str:
        """No names."""
        return "[]"

    def mark(self, answer: object) -> Mark:
        """Say how many are right, and how many do not belong."""
        if not isinstance(answer, list) or not all(isinstance(name, str) for name in answer):
            return Mark(0, 'A list of names was expected, as ["acquirer-north/4711", "wallet/wp_1"].')
        if not answer:
            return MISSING
        known = _fold_names(self.values)
        found = {known[name.strip()] for name in answer if name.strip() in known}
        wrong = {name.strip() for name in answer} - set(known)
        share = len(found) / (len(self.values) + len(wrong))
        if share == 1:
            return Mark(1.0, f"Right: all {len(found)}.")
        amiss = f"; {len(wrong)} of yours {'does' if len(wrong) == 1 else 'do'} not belong" if wrong else ""
        return Mark(share, f"{len(found)} of the {len(self.values)} found{amiss}.")


def _fold_names(values: tuple[str, ...]) -> dict[str, str]:
    """Names as they may be written: provider/merchant, or the merchant alone."""
    return {short: name for name in values for short in (name, name.partition("/")[2] or name)}
