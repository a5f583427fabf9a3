"""What rules, scorecards and pages say to people: short sentences, few figures, no powers, no words of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from finpath.config.scorecard import TRAITS
from finpath.output.folder.index import TIER_MEANINGS
from finpath.presentation.small_counts import fill_in
from finpath.referral.model.case import LIST_NOTICE, NOTICE
from finpath.referral.query.mitigating_factors import MEANINGS, NOTHING, UNREPORTED
from finpath.rules import catalogue

WORDS, FIGURES = 25, 4
"""Of one sentence, at most."""

LONGEST = 36
"""Words of a sentence that tells what a rule means: such a list of published amounts is the longest."""

ENDS = re.compile(r"(?<=[.?!]) (?=[A-Z{])")
UNSAID = re.compile(r"10\^|\bonce in 1|\bnats?\b|strangers do|\bbefore anything came back|hang together", re.IGNORECASE)


def spoken() -> Iterator[tuple[str, str]]:
    yield from ((rule.id, rule.sentence) for rule in catalogue())
    yield from ((trait.name, trait.fact) for trait in TRAITS)
    yield from ((name, f"{meaning}.") for name, (_, meaning) in MEANINGS.items())
    yield from TIER_MEANINGS.items()
    yield from (("notice", NOTICE), ("list notice", LIST_NOTICE), ("nothing", NOTHING), ("unreported", UNREPORTED))


def test_every_sentence_is_short_and_has_few_figures() -> None:
    faults = [
        (name, words, figures, sentence)
        for name, text in spoken()
        for sentence in ENDS.split(text)
        for words in [len(re.sub(r"\{[^}]*\}", "7", sentence).split())]
        for figures in [sentence.count("{")]
        if words > WORDS or figures > FIGURES
    ]
    assert faults == []


def test_no_sentence_of_a_meaning_is_long() -> None:
    sentences = [(rule.id, each) for rule in catalogue() for each in ENDS.split(rule.meaning)]
    assert [(name, each) for name, each in sentences if len(each.split()) > LONGEST] == []
    long = sum(len(each.split()) > WORDS for _, each in sentences)
    assert long <= len(sentences) // 10


def test_no_sentence_has_a_power_or_a_word_that_the_glossary_replaces() -> None:
    assert [name for name, text in spoken() if UNSAID.search(text)] == []


@pytest.mark.parametrize(
    ("powers", "said"), [(36.0, "less than once in a million"), (4.0, "less than once in ten thousand")]
)
def test_a_power_of_ten_is_said_in_words(powers: float, said: str) -> None:
    assert fill_in("Chance explains that {powers:chance}.", {"powers": powers}) == f"Chance explains that {said}."


def test_a_withheld_count_begins_any_sentence_with_a_capital() -> None:
    assert fill_in(
        "{shared} of {payers} payers came. {abused} of them left.", {"shared": 2, "payers": 9, "abused": 3}
    ) == ("Fewer than five of 9 payers came. Fewer than five of them left.")
