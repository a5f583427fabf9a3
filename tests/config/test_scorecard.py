"""A scorecard is a file that a person reads and edits; what cannot be used is said in one sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.config.scorecard import (
    TRAITS,
    Scorecard,
    Shape,
    card_record,
    card_text,
    check_card,
    read_card,
    require_valid,
    restore_card,
    standard_card,
)
from finpath.errors import ConfigError

STEPS = {
    "an unknown trait": ('trait = "colour"\nat = [1.0]\nnats = [0.0, 1.0]', "is no trait: known are"),
    "not monotone": ('trait = "remote_share"\nat = [0.5]\nnats = [1.0, 0.0]', "must rise, or stay"),
    "a NaN": ('trait = "per_payer"\nat = [nan]\nnats = [0.0, 1.0]', "no number"),
    "too heavy": ('trait = "per_payer"\nat = [2.0]\nnats = [0.0, 9.0]', "weighs more than 3.0 nats"),
    "a weight too few": ('trait = "per_payer"\nat = [2.0]\nnats = [0.0]', "one more weight was expected"),
    "falling bounds": ('trait = "per_payer"\nat = [3.0, 2.0]\nnats = [0.0, 0.5, 1.0]', "do not rise"),
    "a word for a number": ('trait = "per_payer"\nat = ["two"]\nnats = [0.0, 1.0]', "a number was expected"),
    "what no shape says": ('trait = "per_payer"\nat = [2.0]\nnats = [0.0, 1.0]\ncolour = 1', "a shape says colour"),
    "no flag": ('trait = "per_payer"\nat = [2.0]\nnats = [0.0, 1.0]\ntied = "yes"', "write true or false"),
}


@pytest.mark.parametrize("name", STEPS)
def test_what_cannot_be_used_is_said_in_one_sentence(name: str, tmp_path: Path) -> None:
    shape, said = STEPS[name]
    path = tmp_path / "card.toml"
    path.write_text(f'version = 1\nname = "mine"\n\n[[shape]]\n{shape}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as error:
        read_card(path)
    assert str(error.value).count("\n") == 0


def test_another_version_and_an_unknown_word_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    for text, said in (("version = 2", "is of version 2: 1 was expected"), ("version = 1\ncolour = 3", "says colour")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match=said):
            read_card(path)


def test_a_card_that_has_expired_is_refused() -> None:
    card = replace(standard_card(), expires_on=dt.date(2026, 6, 30))
    require_valid(card, dt.date(2026, 6, 30))
    with pytest.raises(ConfigError, match="expired on 2026-06-30"):
        require_valid(card, dt.date(2026, 7, 1))


def test_finpaths_own_card_can_be_used_and_is_approved() -> None:
    assert check_card(standard_card()).approved
    assert {shape.trait for shape in standard_card().shapes} <= {trait.name for trait in TRAITS}


def test_no_trait_is_a_category_a_country_or_a_name_as_such() -> None:
    for trait in TRAITS:
        assert not {"m.mcc", "m.country", "m.trading_name", "m.descriptor"} & set(trait.sql.split())


shapes = st.builds(
    lambda trait, at, rising, tied: Shape(
        trait.name,
        tuple(sorted(at)),
        tuple(sorted(rising[: len(at) + 1], reverse=trait.direction < 0)),
        tied=tied,
    ),
    st.sampled_from(TRAITS),
    st.sets(st.floats(0, 100, allow_nan=False), min_size=1, max_size=3),
    st.lists(st.floats(-3, 3, allow_nan=False), min_size=4, max_size=4),
    st.booleans(),
)


@given(st.lists(shapes, max_size=5, unique_by=lambda shape: shape.trait))
def test_a_card_comes_back_as_it_was_written(some: list[Shape]) -> None:
    card = replace(standard_card(), shapes=tuple(some))
    path_text = card_text(card)
    assert restore_card(card_record(card), "of the run") == card
    assert "nan" not in path_text


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "card.toml"
    card = Scorecard("mine", (Shape("per_payer", (2.0,), (1.0, 0.0), tied=True),), documents={"owner": 'an "owner"'})
    path.write_text(card_text(card), encoding="utf-8")
    assert read_card(path) == card
