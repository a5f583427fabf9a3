"""Scorecards: how much each figure of a merchant raises or lowers its score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.config.scorecard.card import Scorecard, Shape, check_card, require_valid
    from finpath.config.scorecard.files import card_record, card_text, read_card, restore_card, standard_card
    from finpath.config.scorecard.trait import Trait
    from finpath.config.scorecard.traits import TRAITS

__all__ = [
    "TRAITS",
    "Scorecard",
    "Shape",
    "Trait",
    "card_record",
    "card_text",
    "check_card",
    "read_card",
    "require_valid",
    "restore_card",
    "standard_card",
]

lazily(
    __name__,
    {
        "TRAITS": "finpath.config.scorecard.traits",
        "Scorecard": "finpath.config.scorecard.card",
        "Shape": "finpath.config.scorecard.card",
        "Trait": "finpath.config.scorecard.trait",
        "card_record": "finpath.config.scorecard.files",
        "card_text": "finpath.config.scorecard.files",
        "check_card": "finpath.config.scorecard.card",
        "read_card": "finpath.config.scorecard.files",
        "require_valid": "finpath.config.scorecard.card",
        "restore_card": "finpath.config.scorecard.files",
        "standard_card": "finpath.config.scorecard.files",
    },
)
