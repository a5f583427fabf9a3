"""Every feature of the catalogue for every merchant account: the relation `merchants`."""

from __future__ import annotations

import re

from finpath.graph.features import CountedFrom, Feature, features_of
from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import (
    AMOUNT_LEVELS,
    COUNTRIES,
    DAYS,
    PAYER_SIDES,
    PLACED_PAYMENTS,
    PRICE_RELATIVES,
    PRICES,
    PURCHASES,
    SETTLEMENTS,
    WEEK_HOURS,
)
from finpath.tables.ledger import MERCHANT_ACCOUNTS
from finpath.tables.overlap import CIRCLES, MEETINGS, NEARNESS
from finpath.tables.relation import Field, Kind, Relation
from finpath.tables.reported import CONTROL

COUNTED = tuple(source for source in CountedFrom if source is not CountedFrom.MERCHANTS)

SOURCES = {CountedFrom.NEARNESS: NEARNESS, CountedFrom.CONTROL: CONTROL}
"""Sources of features in which reports are heard."""

WHOLE = ("count", "days", "steps")
"""Units whose values are whole numbers where they are not divided."""


def _field(feature: Feature) -> Field:
    """A feature as a column."""
    if feature.unit == "instant":
        kind = Kind.INSTANT
    elif feature.unit == "EUR" and not feature.divided:
        kind = Kind.DECIMAL
    elif feature.unit.startswith("millionths") or (feature.unit in WHOLE and not feature.divided):
        kind = Kind.INTEGER
    else:
        kind = Kind.FLOAT
    return Field(feature.name, kind, feature.meaning, feature.unit, rests_on_reports=_rests_on_reports(feature))


def _rests_on_reports(feature: Feature) -> bool:
    """Whether a feature is counted from what is there because of reports."""
    source = SOURCES.get(feature.source)
    asked = set(re.findall(r"\w+", feature.sql))
    return source is not None and any(
        field.name in asked and (source.rests_on_reports or field.rests_on_reports) for field in source.fields
    )


MERCHANTS = Relation(
    "merchants",
    "one row per merchant account: what its provider says of it, and every feature of the catalogue",
    (
        *MERCHANT_ACCOUNTS.fields,
        *map(_field, (*(f for s in COUNTED for f in features_of(s)), *features_of(CountedFrom.MERCHANTS))),
    ),
    "finpath.graph.merchants",
)


@step(
    makes=(MERCHANTS,),
    reads=(
        MERCHANT_ACCOUNTS,
        PLACED_PAYMENTS,
        PURCHASES,
        PAYER_SIDES,
        PRICES,
        DAYS,
        COUNTRIES,
        WEEK_HOURS,
        AMOUNT_LEVELS,
        PRICE_RELATIVES,
        SETTLEMENTS,
        CIRCLES,
        MEETINGS,
        NEARNESS,
        CONTROL,
    ),
)
def count_features(given: GraphInput) -> Notes:
    """Count every feature, each source read once, and join them to the merchants' accounts."""
    with given.engine.scratch() as scratch:
        for source in COUNTED:
            scratch.make(f"by_{source.value}", _counting_sql(source))
        scratch.view("counted", _joining_sql())
        given.engine.make(MERCHANTS, _deriving_sql())
    return ()


def _counting_sql(source: CountedFrom) -> str:
    return f"SELECT merchant, {_columns(features_of(source))} FROM {source.value} GROUP BY merchant"  # noqa: S608 - our own


def _joining_sql() -> str:
    columns = ", ".join(_with_zero(feature) for source in COUNTED for feature in features_of(source))
    joins = " ".join(f"LEFT JOIN by_{s.value} ON by_{s.value}.merchant = a.merchant" for s in COUNTED)
    return f"SELECT a.*, {columns} FROM merchant_accounts AS a {joins}"  # noqa: S608 - our own


def _with_zero(feature: Feature) -> str:
    """A merchant without payments has counts of zero, and no instants."""
    if feature.unknown or feature.unit in {"instant", "times", "steps"}:
        return feature.name
    kind = "DECIMAL(38, 8)" if feature.unit == "EUR" else "BIGINT"
    return f"CAST(coalesce({feature.name}, 0) AS {kind}) AS {feature.name}"


def _deriving_sql() -> str:
    return f"SELECT *, {_columns(features_of(CountedFrom.MERCHANTS))} FROM counted"  # noqa: S608 - our own


def _columns(features: tuple[Feature, ...]) -> str:
    return ", ".join(f"{feature.sql} AS {feature.name}" for feature in features)
