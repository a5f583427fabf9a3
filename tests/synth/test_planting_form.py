"""How a planter finds the way a provider writes: instants, amounts, identifiers."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from finpath.synth.planting import moments, sums
from finpath.synth.planting.fresh import FreshTexts

SOME = [datetime(2025, 1, 4, 9, 5) + timedelta(hours=31 * i, seconds=7 * i) for i in range(40)]  # noqa: DTZ001


def fresh(texts: list[str]) -> FreshTexts:
    return FreshTexts(np.random.default_rng(1), pa.array(sorted(texts)))


@pytest.mark.parametrize(
    ("zone", "layout"),
    [
        ("Europe/Madrid", "%Y-%m-%d %H:%M:%S"),
        ("Europe/Madrid", "%Y-%m-%dT%H:%M:%S%z"),
        ("Europe/London", "%d.%m.%Y %H:%M"),
        ("America/New_York", "%m/%d/%Y %I:%M:%S %p"),
        ("Europe/Paris", "%d-%b-%y"),
        ("Europe/Paris", "%Y%m%d"),
    ],
)
def test_instants_are_written_as_they_were(zone: str, layout: str) -> None:
    texts = [at.replace(tzinfo=ZoneInfo(zone)).strftime(layout) for at in SOME]
    way = moments.find_moments(zone, list(zip(texts, SOME, strict=True)))
    assert [way.spell(at) for at in SOME] == texts


def test_instants_in_utc_are_told_from_local_ones() -> None:
    zone = ZoneInfo("Europe/Berlin")
    texts = [at.replace(tzinfo=zone).astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ") for at in SOME]
    way = moments.find_moments("Europe/Berlin", list(zip(texts, SOME, strict=True)))
    assert [way.spell(at) for at in SOME] == texts


def test_seconds_keep_their_fractions() -> None:
    texts = [f"{at:%Y-%m-%d %H:%M:%S}.{i:03d}" for i, at in enumerate(SOME)]
    way = moments.find_moments("UTC", list(zip(texts, SOME, strict=True)))
    text = way.spell(SOME[0], np.random.default_rng(1))
    assert (text[:20], len(text)) == ("2025-01-04 09:05:00.", 23)


@pytest.mark.parametrize(
    ("texts", "amount", "text"),
    [
        (["1.234,50", "7,00", "12,25"], "4321.5", "4.321,50"),
        (["1234.5", "7.0", "12.25"], "3", "3.0"),
        (["1234.5", "7", "12.25"], "3", "3"),
        (["700", "1250", "99"], "3.6", "4"),
        (["0.00120000", "0.50000000"], "0.0031", "0.00310000"),
    ],
)
def test_amounts_are_written_as_they_were(texts: list[str], amount: str, text: str) -> None:
    comma = any("," in one for one in texts)
    plain = [one.replace(".", "").replace(",", ".") if comma else one for one in texts]
    way = sums.find_amount_style([(one, Decimal(value)) for one, value in zip(texts, plain, strict=True)])
    assert way.spell(way.round_amount(Decimal(amount))) == text


def test_serial_numbers_are_counted_up() -> None:
    assert fresh([str(i) for i in range(10, 90)]).many(2) == ["90", "91"]
    assert fresh([f"INV{i:06d}" for i in range(1, 90, 2)]).many(2) == ["INV000090", "INV000091"]


def test_codes_keep_their_shape_and_are_new() -> None:
    rng = np.random.default_rng(2)
    known = [f"V001{''.join(rng.choice(list('ABCDEF0123'), 12))}" for _ in range(300)]
    drawn = fresh(known).many(200)
    assert len(set(drawn) - set(known)) == 200
    assert all(text.startswith("V001") and len(text) == 16 for text in drawn)


def test_account_numbers_keep_their_check_digits() -> None:
    known = ["NL91ABNA0417164300", "NL02ABNA0123456789", "NL69INGB0123456789"]
    for text in fresh(known).many(20):
        digits = "".join(str(int(mark, 36)) for mark in text[4:] + text[:4])
        assert int(digits) % 97 == 1


def test_no_number_becomes_a_card_number() -> None:
    rng = np.random.default_rng(3)
    known = [f"4{''.join(rng.choice(list('0123456789'), 15))}" for _ in range(200)]
    drawn = fresh(known).many(300, "4012345678901234")
    doubled = [[sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(reversed(text))] for text in drawn]
    assert not [digits for digits in doubled if sum(digits) % 10 == 0]


def test_names_are_made_of_words_that_are_there() -> None:
    front, back = "golden silver river harbor maple".split(), "bakery books garden market".split()
    known = [f"{one} {other}" for i, one in enumerate(front) for j, other in enumerate(back) if (i + j) % 2]
    drawn = fresh(known).many(3)
    assert not set(drawn) & set(known)
    assert all(set(text.split()) <= {*front, *back} for text in drawn)


def test_mail_keeps_its_provider() -> None:
    known = [f"{one}.{other}@mail.example" for one in ("ann", "ben", "eva") for other in ("rossi", "novak")]
    assert all(text.endswith("@mail.example") for text in fresh(known).many(3))
