"""A card number is found however it is written, and nothing else is taken for one but what cannot be told apart."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.engine import DuckDB, Engine
from finpath.engine.cards import OTHERS

CARDS = (
    "4111111111111111 4222222222222 4444333322221111455 5555555555554444 2223003122003222 378282246310005 "
    "30569309025904 3566002020360505 6011111111111117 6200000000000005 6759649826438453 2200000000000004 "
    "5018000000000009"
).split()
"""Numbers that the schemes publish for tests, one or more of each."""

GLUE = ("", "pan", "X", "é", "-", "ref: ", "№")
SPACES = ("", " ", "-", "\u00a0", "\u2009", "\u2011", "/", ".", " - ", "\u200b", "\t", "|", "\u3000", "＿")  # noqa: RUF001
SCRIPTS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓪①②③④⑤⑥⑦⑧⑨")  # noqa: RUF001


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB() as engine:
        yield engine


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_card_number_is_found_and_masked_however_it_is_written(engine: Engine, space: str, script: str) -> None:
    said = []
    for number, before in zip(CARDS, GLUE * 2, strict=False):
        groups = [number[at : at + 4] for at in range(0, len(number), 4)]
        written = space.join(groups).translate(str.maketrans("0123456789", script))
        said.append(f"{before}{written}{before}")
    quoted = ", ".join("'" + text + "'" for text in said)
    asked = f"SELECT said, fp_card(said), fp_without_cards(said) FROM (SELECT unnest([{quoted}]) AS said)"  # noqa: S608
    for text, found, masked in engine.rows(asked):
        assert found == 1, text
        assert not any(character.isdigit() for character in str(masked)), text


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("4111111111111111 12/28 123", 1),  # with its expiry date and what stands on the back
        ("order 17 4111 1111 1111 1111", 1),
        ("4111111111111112", 0),  # Luhn
        ("9111111111111111", 0),  # no scheme's range
        ("14111111111111111", 0),  # a longer number that only holds one
        ("74111111111111111234567", 0),  # an acquirer's reference has 23 digits
        ("2026-03-30 10:00:00.123456", 0),
        ("DE89 3704 0044 0532 0130 00", 0),
        ("BE68539007547034", 0),
        ("eb6305c9-1f7f-49de-aed0-164871234567", 0),
        ("4111111111111111=25121011234567890", 2),
        ("%B4111111111111111^DOE/JOHN^25121011234", 2),
        ("4111111111111111D25121011234", 2),
        ("411111******1111", 3),
        ("411111XXXXXX1111", 3),
        ("+49 176 12345678", 0),
        ("", 0),
    ],
)
def test_what_it_is_and_what_only_looks_like_it(engine: Engine, said: str, found: int) -> None:
    assert engine.scalar("SELECT fp_card(:said)", {"said": said}) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("4111111111111111", 1),
        ("4111111111111111.00", 1),
        ("378,282,246,310,005", 1),
        ("378.282.246.310.005,00", 1),
        ("4111111111111112", 0),
        ("12345678901.23", 0),
        ("10.00", 0),
    ],
)
def test_an_amount_can_be_a_card_number(engine: Engine, said: str, found: int) -> None:
    assert engine.scalar("SELECT fp_card_amount(:said)", {"said": said}) == found


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.from_regex(r"[0-9 .x/-]{10,40}", fullmatch=True),
        st.lists(st.sampled_from([*CARDS, "4111 1111", "1111 1111", "3782", "4", "12", " ", " - ", "x"])).map("".join),
    )
)
def test_a_number_is_a_card_where_a_plain_reading_of_the_standard_says_so(engine: Engine, said: str) -> None:
    assert bool(engine.scalar("SELECT fp_card(:said)", {"said": said})) == plainly(said)


def plainly(said: str) -> bool:
    """The same in plain Python: every start and end of a group of digits, up to four signs between two digits."""
    groups: list[list[str]] = [[]]
    signs = 0
    for character in said:
        if character.isdigit():
            if signs or not groups[-1]:
                groups[-1].append("")
            groups[-1][-1] += character
            signs = 0
            continue
        signs += 1
        if character == "x" or signs > 4:
            groups.append([])
    joined = {
        "".join(run[start:end]) for run in groups for start in range(len(run)) for end in range(start + 1, len(run) + 1)
    }
    return any(issued(number) and luhn(number) for number in joined)


def issued(number: str) -> bool:
    lengths: list[tuple[int, int, tuple[int, ...]]] = [
        (4, 4, (13, 16, 19)),
        (51, 55, (16,)),
        (2221, 2720, (16,)),
        (34, 34, (15,)),
        (37, 37, (15,)),
        (300, 305, (14, 16, 17, 18, 19)),
        (309, 309, (14, 16, 17, 18, 19)),
        (36, 36, (14, 16, 17, 18, 19)),
        (38, 39, (14, 16, 17, 18, 19)),
        (3528, 3589, (16, 17, 18, 19)),
        (1800, 1800, (15,)),
        (2131, 2131, (15,)),
        *((first, first, tuple(range(13, 20))) for first in (5018, 5020, 5038, 6304, 6390, 67)),
        (56, 58, tuple(range(13, 20))),
        (50, 50, (16, 17, 18, 19)),
        (6, 6, (16, 17, 18, 19)),
        (81, 82, (16, 17, 18, 19)),
        (2200, 2204, (16, 17, 18, 19)),
        (8600, 8600, (16,)),
        (9860, 9860, (16,)),
        (9792, 9792, (16,)),
    ]
    if number.startswith("0604") and len(number) in range(13, 20):
        return True
    return any(
        not number.startswith("0") and low <= int(number[: len(str(low))]) <= high and len(number) in known
        for low, high, known in lengths
    )


def luhn(number: str) -> bool:
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(digit // 10 + digit % 10 for digit in digits) % 10 == 0


def test_a_digit_of_any_script_is_known() -> None:
    every = [
        letter for letter in map(chr, range(0x80, sys.maxunicode + 1)) if unicodedata.digit(letter, None) is not None
    ]
    assert [letter for letter in every if letter not in OTHERS] == []
