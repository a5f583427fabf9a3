"""Features of random payments, against the same numbers worked out in plain Python."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import mean, median, pstdev, pvariance
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from finpath.engine import DuckDB, Engine, Limits
from finpath.graph import build
from finpath.graph.features import CATALOGUE
from finpath.testing import ledger

T = TypeVar("T")
Row = dict[str, float | None]


@dataclass(frozen=True)
class Payment:
    at: dt.datetime
    zone: str | None
    payer: int
    country: str
    amount: Decimal
    recurring: bool


WORLD = """
    merchant_id | payer_ref | amount | currency | payer_country | recurring | occurred_at      | times | every
    bar         | b*~40     | *~60   | EUR      | NL            | false     | 2026-03-01 17:20 | 90    | 7h
    site        | s*~9      | 29.95  | EUR      | DE            | true      | 2026-03-03 23:40 | 14    | 29h
    site        | s*~9      | 36.24  | EUR      | NL            | false     | 2026-03-05 01:10 | 5     | 3d
    site        | t*~3      | 12     | EUR      | FR            | false     | 2026-03-29 00:30 | 6     | 1h
    monthly     | m*%5      | 10     | EUR      | NL            | true      | 2026-01-02 10:00 | 5     | 1h
    monthly     | m*%5      | 10     | EUR      | NL            | true      | 2026-02-01 10:00 | 5     | 1h
    monthly     | m*%5      | 10     | EUR      | NL            | true      | 2026-03-03 10:00 | 5     | 1h
    monthly     | once      | 10     | EUR      | NL            | false     | 2026-03-09 10:00 | 1     | 1h
    single      | b1        | 5      | EUR      | NL            | false     | 2026-03-09 10:00 | 1     | 1h
"""
MERCHANTS = """
    merchant_id | settlement_account | opened_on
    bar         | B                  | 2025-12-01
    site        | S                  | 2026-03-01
"""
PAID = """
SELECT a.merchant_id,
       t.occurred_at AS at,
       t.zone,
       t.payer,
       t.payer_country AS country,
       t.amount,
       t.recurring
FROM transactions      AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
"""
TRANSFERS = """
    from_account | to_account | amount | occurred_at
    S            | one        | 100    | 2026-03-10 12:00
    S            | two        | 300    | 2026-03-20 12:00
    S            | one        | 50     | 2026-03-30 12:00
    S            | S          | 50     | 2026-03-30 12:00
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB(Limits(threads=2)) as engine:
        build(ledger(engine, transactions=WORLD, merchants=MERCHANTS, transfers=TRANSFERS))
        yield engine


@pytest.fixture(scope="module")
def features(engine: Engine) -> dict[str, Row]:
    return {row["merchant_id"]: row for row in engine.arrow("SELECT * FROM merchants").to_pylist()}


@pytest.fixture(scope="module")
def payments(engine: Engine) -> dict[str, list[Payment]]:
    found: dict[str, list[Payment]] = defaultdict(list)
    for row in engine.arrow(PAID).to_pylist():
        found[row.pop("merchant_id")].append(Payment(**row))
    return found


def entropy(counts: Counter[T]) -> float:
    whole = sum(counts.values())
    return -sum(n / whole * math.log(n / whole) for n in counts.values())


def week_hour(row: Payment) -> int | None:
    if row.zone is None:
        return None
    clock = row.at.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(row.zone))
    return 24 * clock.weekday() + clock.hour


def by_hand(rows: list[Payment], elsewhere: set[int]) -> Row:
    """What the features should say of one merchant."""
    hours = Counter(hour for hour in map(week_hour, rows) if hour is not None)
    known = sum(hours.values())
    payers = Counter(row.payer for row in rows)
    days = Counter(row.at.date().toordinal() for row in rows)
    span = range(min(days), max(days) + 1)
    gaps = [after - before for before, after in pairwise(sorted(days))]
    seen = {payer: [row.at for row in rows if row.payer == payer] for payer in payers}
    monthly = [p for p, at in seen.items() if len(at) > 1 and 27 <= (max(at) - min(at)).days / (len(at) - 1) <= 32]
    returning = [p for p, n in payers.items() if n > 1]
    away = {row.payer: row.country for row in rows}
    daily = [days[day] for day in span]
    centre, half = mean(row.at.date().toordinal() for row in rows), (max(days) - min(days)) / 2
    return {
        "transactions": len(rows),
        "clocked": known,
        "nights": sum(n for hour, n in hours.items() if hour % 24 >= 23 or hour % 24 < 5),
        "office_hours": sum(n for hour, n in hours.items() if 9 <= hour % 24 < 17),
        "weekend_share": sum(n for hour, n in hours.items() if hour >= 120) / known,
        "busiest_hour_share": max(hours.values()) / known,
        "hour_entropy": entropy(hours),
        "price_entropy": entropy(Counter(row.amount for row in rows)),
        "country_entropy": entropy(Counter(away.values())),
        "one_off_share": sum(n == 1 and p not in elsewhere for p, n in payers.items()) / len(payers),
        "payer_concentration": sum(n * n for n in payers.values()) / len(rows) ** 2,
        "monthly_share": len(monthly) / len(returning) if returning else None,
        "recurring_share": sum(row.recurring for row in rows) / len(rows),
        "growth": (centre - min(days) - half) / half if half else None,
        "daily_dispersion": pvariance(daily) / mean(daily),
        "burstiness": (pstdev(gaps) - mean(gaps)) / (pstdev(gaps) + mean(gaps)) if len(gaps) > 1 else None,
        "longest_gap_days": max(gaps, default=0),
    }


@pytest.mark.parametrize("merchant", ["bar", "site", "monthly", "single"])
def test_agrees_with_plain_python(features: dict[str, Row], payments: dict[str, list[Payment]], merchant: str) -> None:
    elsewhere = {row.payer for name, rows in payments.items() if name != merchant for row in rows}
    expected = by_hand(payments[merchant], elsewhere)
    assert {name: features[merchant][name] for name in expected} == pytest.approx(expected, abs=1e-5)


def test_quartiles_are_within_six_per_cent(features: dict[str, Row], payments: dict[str, list[Payment]]) -> None:
    amounts = sorted(float(row.amount) for row in payments["bar"])
    assert features["bar"]["median_ticket_eur"] == pytest.approx(median(amounts), rel=0.07)
    spread = amounts[math.ceil(0.75 * len(amounts)) - 1] / amounts[math.ceil(0.25 * len(amounts)) - 1]
    assert features["bar"]["ticket_spread"] == pytest.approx(spread, rel=0.13)
    assert features["monthly"]["ticket_spread"] == 1


def test_one_price_with_and_without_tax_is_one_price(features: dict[str, Row]) -> None:
    # 29.95 and 21 % are 36.24; 12 is another price.
    site = features["site"]
    assert (site["related_prices"], site["related_price_payments"]) == (1, 5)
    assert site["one_price_share"] == pytest.approx(19 / 25)


def test_one_price_in_two_currencies_is_one_price() -> None:
    with DuckDB(Limits(threads=1)) as engine:
        world = ledger(
            engine,
            transactions="""
                merchant_id | amount | currency | times
                site        | 20     | EUR      | 5
                site        | 23.40  | USD      | 4
                site        | 30     | USD      | 3
            """,
        )
        worth = "SELECT *, CASE currency WHEN 'USD' THEN amount * 86e-2 ELSE amount END AS worth FROM transactions"
        engine.materialize("valued", worth)
        columns = [name for name in engine.table("transactions").columns if name != "amount_eur"]
        engine.materialize(
            "transactions",
            f"SELECT {', '.join(columns)}, CAST(round(worth, 8) AS DECIMAL(38, 8)) AS amount_eur FROM valued",  # noqa: S608
        )
        build(world)
        assert engine.rows("SELECT related_prices, related_price_payments FROM merchants") == [(1, 4)]


def test_settlement_tells_how_soon_and_to_how_many(
    features: dict[str, Row], payments: dict[str, list[Payment]]
) -> None:
    site = features["site"]
    assert (site["payouts"], site["payees"], site["paid_out_eur"]) == (3, 2, 450)
    epoch = dt.date(1970, 1, 1).toordinal()
    paid_out = mean([10] * 100 + [20] * 300 + [30] * 50)
    taken = mean(row.at.date().toordinal() for row in payments["site"])
    first = dt.date(2026, 3, 1).toordinal() - 1
    assert epoch < taken
    assert site["settlement_dwell_days"] == pytest.approx(first + paid_out - taken)
    assert features["bar"]["payouts"] == 0
    assert features["bar"]["settlement_dwell_days"] is None


def test_age_and_idleness_run_to_the_last_payment_of_anybody(
    features: dict[str, Row], payments: dict[str, list[Payment]]
) -> None:
    last = max(row.at for rows in payments.values() for row in rows)
    assert features["site"]["age_days"] == (last - dt.datetime(2026, 3, 1)).days  # noqa: DTZ001 - as in a ledger
    assert features["single"]["age_days"] is None
    assert features["monthly"]["idle_days"] == (last - max(row.at for row in payments["monthly"])).days


def test_every_feature_is_declared_once_with_unit_and_meaning() -> None:
    names = [feature.name for feature in CATALOGUE]
    assert len(names) == len(set(names))
    assert all(feature.unit and feature.meaning for feature in CATALOGUE)
    assert [feature.name for feature in CATALOGUE if feature.strange not in {"", "high", "low", "both"}] == []
