"""Every `fp_` function answers the same on both engines, whatever stands in the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.engine import DuckDB
from finpath.engine.functions import NAMES, SIGNATURES, duckdb, spark
from tests.engine.functions import nasty
from tests.sparks import SparkSession

Both = Callable[[pa.Table, list[str]], None]

OF_TEXTS = sorted(
    {signature.split("(")[0] for signature in SIGNATURES if signature.endswith("(s STRING)")} - {"fp_hash64"}
)
"""The functions of one text; which engine hashes how is its own."""

MONEY = "DECIMAL(38, 8)"


def test_both_engines_define_every_function_and_no_other() -> None:
    assert set(duckdb.BODIES) == set(spark.BODIES) == set(NAMES)


@pytest.fixture(scope="module")
def alike(spark_session: SparkSession) -> Iterator[Both]:
    with DuckDB() as engine:

        def compare(rows: pa.Table, expressions: list[str]) -> None:
            columns = ", ".join(f"{expression} AS c{place}" for place, expression in enumerate(expressions))
            sql = f"SELECT {columns}, n FROM given"  # noqa: S608 - expressions of this test
            engine.register("given", rows.append_column("n", pa.array(range(len(rows)))))
            spark_session.createDataFrame(rows.append_column("n", pa.array(range(len(rows))))).createOrReplaceTempView(
                "given"
            )
            one = engine.arrow(sql).sort_by("n")
            other = spark_session.sql(sql.replace("\\", "\\\\")).toArrow().sort_by("n")
            for place, expression in enumerate(expressions):
                pairs = zip(rows.to_pylist(), plain(one.column(place)), plain(other.column(place)), strict=True)
                unlike = [pair for pair in pairs if pair[1] != pair[2]]
                assert not unlike, f"{expression}: {len(unlike)} differ, first {unlike[:8]}"

        yield compare


def plain(column: pa.ChunkedArray) -> list[object]:
    """Values without their engine's types: instants and days as integers, which also hold the year 0."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", tz=kind.tz)).cast(pa.int64())
    elif pa.types.is_date(kind):
        column = column.cast(pa.date32()).cast(pa.int32())
    return list(column.to_pylist())


def texts(*some: str | None) -> pa.Table:
    return pa.table({"s": pa.array([*some, None], pa.string())})


@pytest.mark.spark
@pytest.mark.parametrize(
    "some",
    [
        nasty.NUMBERS,
        [*nasty.TRACKS, *nasty.PEOPLE],
        [*nasty.TEXTS, *nasty.OBJECTS],
        [*nasty.AMOUNTS, *nasty.EPOCHS],
        nasty.INSTANTS,
    ],
    ids=["cards", "people", "texts", "amounts", "instants"],
)
def test_texts_are_read_alike(alike: Both, some: list[str]) -> None:
    more = ["fp_pad(s, 4)", "fp_first(s, 3)", "fp_try_epoch(s, 1)", "fp_try_epoch(s, 1000)", "fp_try_epoch(s, 1000000)"]
    alike(texts(*some), [*(f"{name}(s)" for name in OF_TEXTS), *more])


@pytest.mark.spark
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu"])
def test_instants_are_read_alike(alike: Both, zone: str) -> None:
    recent = [said for said in nasty.INSTANTS if said >= "197"]
    alike(texts(*recent), [f"fp_try_iso(s, '{zone}')"])


@pytest.mark.spark
def test_formats_are_read_alike(alike: Both) -> None:
    alike(texts(*nasty.SHOWN), [f"fp_try_time(s, '{form}')" for form in nasty.FORMATS])


@pytest.mark.spark
def test_patterns_are_read_alike(alike: Both) -> None:
    patterns = [
        "^[0-9]{1,4}$",
        r"^\s*a",
        "a$|b$",
        "(^x|a)$",
        ".",
        "^.$",
        r"a\sb",
        r"^\S+$",
        r"\$",
        "[$|)]",
        r"\\",
        "É|é",
        r"^\d+$",
    ]
    asked = [f"fp_matches(s, '{pattern}')" for pattern in patterns]
    asked += [f"fp_replace(s, '{pattern}', '<{put}>')" for pattern in patterns for put in ("", "$1", "$")]
    asked += [r"fp_replace(s, '^\s*0?([0-9]+)[^0-9].*$', '\1')", "fp_replace(s, '[0-9]', '')"]
    alike(texts(*nasty.TEXTS, *nasty.SHOWN, "a\n", "a", "x.a", "1234\n", "a\x0bb", "a b"), asked)


@pytest.mark.spark
def test_objects_are_read_alike(alike: Both) -> None:
    names = "\x1f".join(("a", "b", "c d", "e", *("zz", 'q"uote'), "A"))
    texts_of = f"fp_json_texts(s, '{names}')"
    alike(texts(*nasty.OBJECTS), [f"fp_item({texts_of}, {place})" for place in (0, 1, 2, 4, 7, 8)])


@pytest.mark.spark
@pytest.mark.parametrize("zone", nasty.ZONES)
def test_clocks_show_the_same(alike: Both, zone: str) -> None:
    rows = texts(*nasty.MOMENTS)
    t = "CAST(s AS TIMESTAMP)"
    since = "CAST('2025-01-01 12:00:00' AS TIMESTAMP)"
    asked = [f"fp_{name}({t}, '{zone}')" for name in ("local_hour", "local_minute", "local_weekday", "utc")]
    if zone == "UTC":
        asked += [f"fp_{name}({t})" for name in "micros quarter_number day day_number month second".split()]
        asked += [f"fp_quarter_start(fp_quarter_number({t}))", f"fp_day_number(fp_day({t}))"]
        asked += [
            f"fp_{name}_between({pair})" for name in ("days", "seconds") for pair in (f"{t}, {since}", f"{since}, {t}")
        ]
    alike(rows, asked)


@pytest.mark.spark
def test_numbers_are_worked_out_alike(alike: Both) -> None:
    amounts = (
        "0 1 -1 0.125 -1.125 1.005 2.675 0.005 -0.005 999.99 1000 99999999999.99999999 100000000000 123456789012345678 "
        "12345678901234567890 1234567890123456789012 0.00000001 99999.12345678".split()
    )
    rates = "1 0.5 0.333333335 1.1 0.0000000001 99999999.1234567891 12345.6789012345".split()
    both = [(amount, rate) for amount in [*amounts, None] for rate in [*rates, None]]
    rows = pa.table(
        {"a": pa.array([a for a, _ in both], pa.string()), "r": pa.array([r for _, r in both], pa.string())}
    )
    money, rate = f"CAST(a AS {MONEY})", "CAST(r AS DECIMAL(18, 10))"
    asked = [f"fp_exchange({money}, {rate})", f"fp_share({money}, {rate})", f"fp_cents({money})", f"fp_logbin({money})"]
    alike(rows, [*asked, "fp_millionths(CAST(r AS DOUBLE))", f"fp_share({rate}, 0)", "fp_share(length(a), length(r))"])


PARTS = ("4111 1111", "1111 1111", "3782", "4", "12", " ", " - ", "x", "é", "１")  # noqa: RUF001
LIKE_WHAT_IS_WRITTEN = st.one_of(
    st.text(),
    st.from_regex(r"[0-9 .x/-]{10,40}", fullmatch=True),
    st.from_regex(r"[+-]?[0-9]{0,30}[.]?[0-9]{0,20}([eE][+-]?[0-9]{1,2})?", fullmatch=True),
    st.from_regex(
        r"2[0-9]{3}-[01][0-9]-[0-3]?[0-9]([T ][0-2]?[0-9]:[0-6][0-9](:[0-6][0-9]([.][0-9]{1,9})?)?)?(Z|[+-][0-9]{4})?",
        fullmatch=True,
    ),
    st.lists(st.sampled_from([*nasty.CARDS, *PARTS])).map("".join),
)


@pytest.mark.spark
@settings(max_examples=6)
@given(st.lists(LIKE_WHAT_IS_WRITTEN.filter(lambda said: "\x00" not in said), min_size=150, max_size=300))
def test_any_text_is_read_alike(alike: Both, some: list[str]) -> None:
    more = ["fp_try_iso(s, 'UTC')", "fp_try_time(s, '%d/%m/%Y')", "fp_try_time(s, '%Y%m%d')"]
    alike(texts(*some), [*(f"{name}(s)" for name in OF_TEXTS), *more])
