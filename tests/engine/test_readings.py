"""What members write is read exactly, or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from finpath.engine import DuckDB, Engine


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB() as engine:
        yield engine


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        ("fp_try_money('1.000000005')", "1.00000000"),  # half-even, down
        ("fp_try_money('1.000000015')", "1.00000002"),  # half-even, up
        ("fp_try_money('1e-9')", "0.00000000"),
        ("fp_try_money('-12.5')", "-12.50000000"),
        ("fp_try_money('1_000')", None),
        ("fp_try_money('inf')", None),
        ("fp_exchange(CAST(3 AS DECIMAL(38, 8)), CAST('0.333333335' AS DECIMAL(18, 10)))", "1.00000000"),
        ("fp_try_iso('2026-07-01T10:00:00 +0200', 'UTC')", "2026-07-01 08:00:00"),
        ("fp_try_iso('2026-07-01 10:00:00 Europe/Berlin', 'UTC')", None),
        ("fp_try_iso('infinity', 'UTC')", None),
        ("fp_try_iso('2026-02-30', 'UTC')", None),
        ("fp_is_iban('DE89 3704 0044 0532 0130 00')", "true"),
        ("fp_is_iban('DE89370400440532013001')", "false"),
        ("fp_is_personal('a.b@c.example')", "true"),
        ("fp_is_personal('+31 6 1234 5678')", "true"),
        ("fp_is_personal('www.pay.example/x@1')", "false"),
        ("fp_is_personal('020 7946 0018')", "true"),
        ("fp_is_personal('0034567890')", "false"),  # a padded number
        ("fp_is_personal('12345678')", "false"),
        ("fp_part('a|b\\c')", "a\\|b\\\\c"),
        ("fp_text('  ')", None),
    ],
)
def test_a_text_is_read_exactly_or_not_at_all(engine: Engine, expression: str, meant: str | None) -> None:
    assert engine.scalar(f"SELECT CAST({expression} AS VARCHAR)") == meant
