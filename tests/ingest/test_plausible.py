"""What a member hands in is judged as a whole: nothing is quietly nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.ingest.coalition import Coalition, rows

REFUNDS = '[[files]]\ntable = "transactions"\npath = "t.csv"\n[files.options]\nnegative_amount = "refund"\n'
BOTH = "".join(f'[[files]]\ntable = "{table}"\npath = "{table}.csv"\n' for table in ("transactions", "merchants"))


def day(number: int) -> str:
    return f"2026-03-{number % 28 + 1:02d}T10:00:00Z"


def payments(count: int = 40, **columns: str) -> str:
    """Payments of different payers, days and amounts, but for what a test says."""
    each = (
        {"payer_ref": f"p{n}", "merchant_id": f"m{n % 5}", "occurred_at": day(n), "amount": f"{n + 3}.{n % 10}5"}
        for n in range(count)
    )
    return rows(*({**row, **columns} for row in each))


def test_a_member_without_a_purchase_fails_aloud(coalition: Coalition) -> None:
    negative = rows(*({"amount": f"-{n}.50"} for n in range(1, 30)))
    coalition.hand_in("north", {"t.csv": negative}, REFUNDS)
    coalition.hand_in("east", {"t.csv": payments()})
    ledger = coalition.load()
    (said,) = ledger.unmet
    assert said.startswith("north hands in payments, and not one is a purchase (29 of 29 rows were taken: 29 refund).")
    assert 'set negative_amount = "purchase"' in said


def test_a_member_whose_rows_are_all_rejected_fails_aloud(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows(*({"amount": "0"} for _ in range(30)))})
    coalition.hand_in("east", {"t.csv": payments()})
    assert "none of 30 rows was taken" in coalition.load().unmet[0]


def test_who_hands_in_no_payments_is_not_asked_for_any(coalition: Coalition) -> None:
    report = "report_id,source_kind,status,reported_at,merchant_id\nr1,hotline,alleged,2026-03-01,m1\n"
    coalition.hand_in("line", {"r.csv": report}, '[[files]]\ntable = "reports"\npath = "r.csv"\n', kind="hotline")
    coalition.hand_in("east", {"t.csv": payments()})
    assert coalition.load().unmet == ()


def test_a_refund_file_beside_one_of_purchases_is_fine(coalition: Coalition) -> None:
    two = REFUNDS + '[[files]]\ntable = "transactions"\npath = "u.csv"\n'
    coalition.hand_in("north", {"t.csv": rows({"transaction_id": "r1", "amount": "-5"}), "u.csv": payments()}, two)
    assert coalition.load().unmet == ()


def test_payments_after_the_as_of_date_are_no_failure(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": payments()})
    coalition.hand_in("east", {"t.csv": rows({"occurred_at": "2026-01-01"})})
    assert coalition.load(as_of=dt.datetime(2026, 2, 1)).unmet == ()  # noqa: DTZ001 - naive UTC


def test_merchants_that_match_no_payment_fail_aloud(coalition: Coalition) -> None:
    coalition.hand_in("north", {"transactions.csv": payments(), "merchants.csv": "merchant_id\n1\n2\n"}, BOTH)
    (said,) = coalition.load().unmet
    assert said.startswith("north describes 2 merchants, and its payments name 5 others: not one is the same.")


def test_merchants_of_which_one_matches_are_no_failure(coalition: Coalition) -> None:
    coalition.hand_in("north", {"transactions.csv": payments(), "merchants.csv": "merchant_id\nm1\n2\n"}, BOTH)
    assert coalition.load().unmet == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (payments(payer_ref="p"), "are of one payer: map payer_ref"),
        (payments(amount="9.99"), "are of one amount: map amount"),
        (payments(occurred_at="2026-03-01"), "are of one day: map occurred_at"),
        (rows(*({"payer_ref": f"p{n}", "amount": str(1299 + 100 * n), "occurred_at": day(n)} for n in range(40))),
         "a hundred times too large"),
        (rows(*({"payer_ref": f"p{n}", "amount": str(1203 + 77 * n), "occurred_at": day(n)} for n in range(40))),
         "a hundred times too large"),
        (rows(*({"payer_ref": f"p{n}", "amount": f"0.{1299 + 77 * n}", "occurred_at": day(n)} for n in range(40))),
         "a hundred times too small"),
    ],
    ids="payer amount day cents odd-cents fractions".split(),
)  # fmt: skip
def test_what_is_hardly_ever_so_is_said(coalition: Coalition, content: str, said: str) -> None:
    coalition.hand_in("north", {"t.csv": content})
    ledger = coalition.load()
    assert len([note for note in ledger.notes if said in note and "north" in note]) == 1
    assert ledger.unmet == ()


@pytest.mark.parametrize(
    "content",
    [
        payments(),
        payments(count=10, payer_ref="p", amount="9.99", occurred_at="2026-03-01"),
        rows(*({"payer_ref": f"p{n}", "amount": str(50 * (n + 1)), "occurred_at": day(n)} for n in range(40))),
        rows(*({"payer_ref": f"p{n}", "amount": str(1203 + 77 * n), "currency": "JPY"} for n in range(10))),
    ],
    ids="mixed few round yen".split(),
)
def test_what_is_often_so_is_not_said(coalition: Coalition, content: str) -> None:
    coalition.hand_in("north", {"t.csv": content})
    assert not [note for note in coalition.load().notes if "purchases of north" in note]
