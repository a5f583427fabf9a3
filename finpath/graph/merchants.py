"""The declared features in; out comes `merchants`, one row per merchant account."""

from __future__ import annotations

from finpath.engine import Engine, Table
from finpath.graph.features import Feature, Source, counted

COUNTED = tuple(source for source in Source if source is not Source.MERCHANTS)


def build_merchants(engine: Engine) -> Table:
    """Count every feature, each source read once, and join them to the merchants' accounts."""
    for source in COUNTED:
        engine.materialize(f"by_{source.value}", _grouped(source))
    engine.view("counted", _joined())
    merchants = engine.materialize("merchants", _derived())
    engine.drop(*(f"by_{source.value}" for source in COUNTED))
    return merchants


def _grouped(source: Source) -> str:
    return f"SELECT merchant, {_columns(counted(source))} FROM {source.value} GROUP BY merchant"  # noqa: S608 - our own


def _joined() -> str:
    columns = ", ".join(_filled(feature) for source in COUNTED for feature in counted(source))
    joins = " ".join(f"LEFT JOIN by_{s.value} ON by_{s.value}.merchant = a.merchant" for s in COUNTED)
    return f"SELECT a.*, {columns} FROM merchant_accounts AS a {joins}"  # noqa: S608 - our own


def _filled(feature: Feature) -> str:
    """A merchant without payments has counts of zero, and no instants."""
    if feature.unknown or feature.unit in {"instant", "times", "steps"}:
        return feature.name
    kind = "DECIMAL(38, 8)" if feature.unit == "EUR" else "BIGINT"
    return f"CAST(coalesce({feature.name}, 0) AS {kind}) AS {feature.name}"


def _derived() -> str:
    return f"SELECT *, {_columns(counted(Source.MERCHANTS))} FROM counted"  # noqa: S608 - our own


def _columns(features: tuple[Feature, ...]) -> str:
    return ", ".join(f"{feature.sql} AS {feature.name}" for feature in features)
