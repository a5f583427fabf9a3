"""A graph does not depend on the order of rows, on the order of providers, nor on how they are called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from finpath.engine import DuckDB, Engine, Limits
from finpath.graph import build
from finpath.graph.features import CATALOGUE
from finpath.testing import ledger

PAID = [
    f"{provider} | m{i % 7} | p{i**2 % 23} | {5 + i % 3} | 2026-03-{1 + i % 28:02} {i * 5 % 24:02}:{i % 60:02} | t{i}"
    for provider in ("north", "south")
    for i in range(160)
]
HELD = ["north | m0 | shared", "south | m1 | shared", "north | m3 | own", "south | m5 | other"]
REPORTED = "north | m0"
Told = dict[str, dict[str, object]]
Mates = dict[str, list[str]]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB(Limits(threads=2)) as engine:
        yield engine


def told(engine: Engine, paid: list[str], held: list[str], reported: str = REPORTED) -> tuple[Told, Mates]:
    """Every feature of every merchant, and whom it shares payers and controllers with, by names."""
    world = ledger(
        engine,
        transactions="provider_id | merchant_id | payer_ref | amount | occurred_at | transaction_id\n"
        + "\n".join(paid),
        merchants="provider_id | merchant_id | settlement_account\n" + "\n".join(held),
        reports="provider_id | merchant_id\n" + reported,
    )
    build(world)
    names = ", ".join(feature.name for feature in CATALOGUE)
    rows = engine.arrow(f"SELECT concat(provider_id, '/', merchant_id) AS name, {names} FROM merchants").to_pylist()  # noqa: S608
    found = {str(row.pop("name")): row for row in rows}
    mates = engine.rows("""
        SELECT concat(a.provider_id, '/', a.merchant_id), concat(b.provider_id, '/', b.merchant_id)
        FROM entities AS a
        JOIN entities AS b ON b.controller = a.controller AND b.merchant <> a.merchant
    """)
    together: Mates = {}
    for one, other in mates:
        together[str(one)] = sorted([*together.get(str(one), []), str(other)])
    return found, together


@pytest.fixture(scope="module")
def plain(engine: Engine) -> tuple[Told, Mates]:
    return told(engine, PAID, HELD)


def test_the_world_says_something(plain: tuple[Told, Mates]) -> None:
    features, mates = plain
    assert mates["north/m0"] == ["south/m1"]
    assert features["north/m0"]["confirmed"] == 1
    assert max(float(str(row["report_lift"])) for row in features.values()) > 1


def test_the_order_of_rows_changes_nothing(engine: Engine, plain: tuple[Told, Mates]) -> None:
    assert told(engine, PAID[::-1], HELD[::-1]) == plain
    assert told(engine, sorted(PAID, key=lambda row: row[::-1]), HELD) == plain


def test_names_and_order_of_providers_change_nothing(engine: Engine, plain: tuple[Told, Mates]) -> None:
    def other(text: str) -> str:
        return text.replace("north", "zenith")

    features, mates = told(engine, [other(row) for row in PAID], [other(row) for row in HELD], other(REPORTED))
    assert features.keys() == {other(name) for name in plain[0]}
    assert mates == {other(name): sorted(map(other, together)) for name, together in plain[1].items()}
    for name, row in plain[0].items():
        for feature, value in row.items():
            again = features[other(name)][feature]
            assert again == (pytest.approx(value, abs=1e-8) if isinstance(value, float) else value), feature
