"""What a run keeps to draw its merchants by adds up to what it found, and says nothing of those it protects."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath import Run
from finpath.output.pictures import MerchantPicture
from finpath.output.pictures.gallery import MerchantTie
from finpath.presentation.small_counts import FEWEST

SMALL = 5


def table(run: Run, name: str) -> pa.Table:
    return pq.read_table(run.path / "explanations" / f"{name}.parquet")


@pytest.fixture
def pictures(done: Run) -> dict[tuple[str, str], MerchantPicture]:
    rows = table(done, "pictures").to_pylist()
    return {(r["provider_id"], r["merchant_id"]): MerchantPicture.from_json(r["picture"]) for r in rows if r["picture"]}


def test_bars_and_hours_are_all_the_payments_of_a_merchant(
    done: Run, pictures: dict[tuple[str, str], MerchantPicture]
) -> None:
    findings = {(row["provider_id"], row["merchant_id"]): row for row in done.findings.to_pylist()}
    assert len(pictures) > 300
    for account, picture in pictures.items():
        found, trail = findings[account], picture.trail
        if 0 < found["payers"] < FEWEST:
            assert (trail.payers.total, trail.timeline.bars, trail.clock.known, trail.prices) == (None, (), 0, ())
            continue
        assert sum(bar.payments for bar in trail.timeline.bars) == found["transactions"]
        assert trail.clock.known + trail.clock.unknown == found["transactions"]
        assert trail.payers.total == found["payers"]
        assert sum(count for _, count in trail.payers.countries) + trail.payers.other == found["payers"]


def test_a_picture_survives_being_written(done: Run) -> None:
    for text in table(done, "pictures")["picture"].to_pylist():
        assert text is None or MerchantPicture.from_json(text).to_json() == text


def test_nobody_who_is_protected_is_drawn_or_named(done: Run) -> None:
    lane = {(row["provider_id"], row["merchant_id"]) for row in done.protected.to_pylist()}
    assert lane
    for name in ("pictures", "neighbours"):
        for row in table(done, name).to_pylist():
            assert (row["provider_id"], row["merchant_id"]) not in lane
            assert (row.get("other_provider_id"), row.get("other_merchant_id")) not in lane


def test_few_payers_of_a_country_are_not_told(pictures: dict[tuple[str, str], MerchantPicture]) -> None:
    counts = [count for picture in pictures.values() for _, count in picture.trail.payers.countries]
    assert counts
    assert min(counts) >= SMALL


def test_an_amount_stands_beside_those_of_its_peers(pictures: dict[tuple[str, str], MerchantPicture]) -> None:
    beside = [each for picture in pictures.values() for each in picture.beside]
    assert all(0 <= each.selling <= each.others for each in beside)
    assert any(each.selling for each in beside)
    assert {each.peers.split(" ")[0] for each in beside} <= {"category", "rail", "everyone"}


def test_neighbours_are_told_with_what_ties_them(done: Run) -> None:
    kinds = set(table(done, "neighbours")["kind"].to_pylist())
    assert "payers" in kinds
    assert any(kind.startswith("same_controller by ") for kind in kinds)
    assert MerchantTie(("p", "m"), "payers", 0, 0.21).note == "fewer than five payers in common; 0.2 would be chance"
    assert MerchantTie(("p", "m"), "same_controller by phone", 0, 0).note == "same controller by phone"
    price = MerchantTie(("p", "m"), "price 29.95 EUR", 0, 0)
    assert price.note == "fewer than five payers of price 29.95 EUR in common"
