"""Whether a new card holds where it was not learned: the one place that says what it may lose."""

from __future__ import annotations

from collections.abc import Sequence

from finpath.config.scorecard import Scorecard
from finpath.quality.fit.held_out import Trialled

TYPOLOGY_SLACK = 0.02
"""Average precision that one typology may lose; their mean may lose nothing."""

FAMILY_SLACK = 0.004
"""Average precision that a family may lose, as in the choice of finpath's own card (decision 29)."""


def why_not(
    changed: tuple[Scorecard, Scorecard],
    typologies: Sequence[Trialled],
    families: Sequence[Trialled],
    kept_back: Sequence[Trialled],
) -> str:
    """Why a card is not to be used, in a sentence; nothing where it holds.

    Args:
        changed: The card in force, and the new one.
        typologies: What both find of each that was left out.
        families: What both find in the worlds of each that was left out.
        kept_back: What both find in worlds that were kept back, one of each family.
    """
    before, after = changed
    if after.shapes == before.shapes:
        return "The worlds do not agree on any weight: the card in force stays as it is."
    for found, slack in ((typologies, TYPOLOGY_SLACK), ([*families, *kept_back], FAMILY_SLACK)):
        worst = max(found, key=lambda each: each.lost, default=None)
        if worst is not None and worst.lost > slack:
            return f"It finds less of {worst.where}, where that was not learned from: {worst.before} to {worst.after}."
    if any(round(sum(each.lost for each in found), 4) > 0 for found in (typologies, families, kept_back)):
        return "It orders merchants no better where it was not learned."
    return ""
