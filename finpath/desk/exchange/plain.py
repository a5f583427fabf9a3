"""Texts that cross are plain words: cleaned by who gives them, and once more, or refused, by who takes them."""

from __future__ import annotations

from collections.abc import Mapping

from finpath.desk.cases.clean import clean_words
from finpath.errors import ConfigError, ContributionError

IDS = ("provider_id", "merchant_id", "accounts[]", "mac", "salt")
"""Fields that are compared, and so stay letter by letter."""

LONGEST_ID = 200


def cleaned(value: object, at: str) -> object:
    """A value whose texts are plain words.

    Raises:
        ContributionError: One of them could hold content, or is no id.
    """
    if isinstance(value, Mapping):
        return {name: cleaned(each, f"{at}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        return [cleaned(each, f"{at}[]") for each in value]
    if not isinstance(value, str) or not value.strip():
        return value
    if at.endswith(IDS):
        if len(value) <= LONGEST_ID and value.isprintable():
            return value
    else:
        try:
            return clean_words(value)
        except ConfigError:
            pass
    raise ContributionError(f"What it says at {at:.80} is no plain text: nothing of it was taken.")


def without_content(value: object, at: str) -> object:
    """The same of what this desk gives: a name that a stranger chose badly stays, and its case does not."""
    if isinstance(value, Mapping):
        return {name: without_content(each, f"{at}.{name}") for name, each in value.items()}
    if isinstance(value, list):
        return [without_content(each, f"{at}[]") for each in value]
    try:
        return cleaned(value, at)
    except ContributionError:
        if at.endswith(IDS):
            raise ConfigError("An account of the case has an id that no partner takes.") from None
        return None
