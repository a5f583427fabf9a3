"""What was learned, for a person and as a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from finpath.config.scorecard import card_record
from finpath.quality.fit.fit import Fit


def tell_fit(found: Fit) -> str:
    """For a person: what moved, what both cards find where it was not learned, and what follows."""
    return "\n".join(_lines(found)) + "\n"


def fitted_record(found: Fit) -> dict[str, object]:
    """As JSON has it."""
    return {
        "card": card_record(found.after),
        "typologies": [asdict(each) for each in found.typologies],
        "families": [asdict(each) for each in found.families],
        "kept_back": [asdict(each) for each in found.kept_back],
        "worlds": found.worlds,
        "barren": found.barren,
        "why_not": found.why_not,
    }


def _lines(found: Fit) -> Iterator[str]:
    after = {shape.trait: shape for shape in found.after.shapes}
    planted = ", ".join(f"{count} of the family {name}" for name, count in found.worlds.items())
    for name, why in found.barren.items():
        yield f"The family {name} could not plant here: {why}"
    yield f"Learned from worlds with a known answer: {planted}. What each figure weighs, in nats:"
    for shape in found.before.shapes:
        new = after.get(shape.trait)
        told = _steps(new.nats) if new else "nothing"
        yield f"  {shape.trait:<24} {_steps(shape.nats)}{'' if new == shape else f'  to  {told}'}"
    yield "Average precision where it was not learned:"
    for each in found.trials:
        yield f"  {each.where:<50} {each.before:.3f}  to  {each.after:.3f}"
    if not found.families:
        yield "One family alone planted, so none was left out: nothing says what the card does in worlds by others."
    yield found.why_not or "The new card finds no less anywhere that was asked."


def _steps(nats: tuple[float, ...]) -> str:
    return ", ".join(f"{each:g}" for each in nats)
