"""The paths from a merchant to those that confirmed reports name, from the tables of explanations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow.parquet as pq

from finpath.output.explanation.explanation_data import ReportPath
from finpath.output.explanation.record import FOLDER
from finpath.output.explanation.store import MerchantStore
from finpath.presentation.small_counts import count_payers

MAX_IDENTIFIER_PATHS = 5
"""Ways through identifiers that are told."""


@dataclass(frozen=True)
class _Report:
    reporter_id: str
    report_id: str
    source_kind: str
    status: str
    reported_at: dt.datetime
    how: str
    tlp: str

    def __str__(self) -> str:
        kind = self.source_kind.replace("_", " ")
        return (
            f"{self.reporter_id} {self.report_id} of {self.reported_at:%Y-%m-%d}"
            f" ({kind}, {self.status}, by {self.how}, TLP:{self.tlp.upper()})"
        )


@dataclass(frozen=True)
class _Trace:
    share: float
    via_provider_id: str | None
    via_merchant_id: str | None
    reported_provider_id: str
    reported_merchant_id: str | None
    near_payers: int | None
    far_payers: int | None


@dataclass(frozen=True)
class _Tie:
    via_provider_id: str | None
    via_merchant_id: str | None
    reported_provider_id: str
    reported_merchant_id: str | None
    near_kind: str
    far_kind: str


@dataclass(frozen=True)
class _Share:
    reported_provider_id: str
    reported_merchant_id: str | None
    share: float


def live_reports(store: MerchantStore) -> tuple[str, ...]:
    """The live reports that name the merchant."""
    return tuple(str(report) for report in store.rows_about("reports", _Report))


def report_paths(store: MerchantStore) -> tuple[ReportPath, ...]:
    """Ways through common payers, those that give most nearness first; then ways through identifiers."""
    return (*_through_payers(store), *_through_identifiers(store))


def report_shares(store: MerchantStore) -> tuple[tuple[str, float], ...]:
    """Which reported merchant gives how much of the nearness to reports, those that give most first."""
    return tuple(
        (_account_name(one.reported_provider_id, one.reported_merchant_id), one.share)
        for one in store.rows_about("shares", _Share)
    )


def _through_payers(store: MerchantStore) -> Iterator[ReportPath]:
    for trace in store.rows_about("ways", _Trace):
        end = _account_name(trace.reported_provider_id, trace.reported_merchant_id)
        steps = [f"{store.provider_id}/{store.merchant_id}", _payers_in_common(trace.near_payers)]
        if trace.via_provider_id is not None:
            steps += [_account_name(trace.via_provider_id, trace.via_merchant_id), _payers_in_common(trace.far_payers)]
        yield ReportPath(
            trace.share,
            (*steps, end),
            _confirmed_reports(store, trace.reported_provider_id, trace.reported_merchant_id),
        )


def _through_identifiers(store: MerchantStore) -> Iterator[ReportPath]:
    for tie in store.rows_about("ties", _Tie)[:MAX_IDENTIFIER_PATHS]:
        end = _account_name(tie.reported_provider_id, tie.reported_merchant_id)
        steps = [f"{store.provider_id}/{store.merchant_id}", _same_identifier(tie.near_kind)]
        if tie.via_provider_id is not None:
            steps += [_account_name(tie.via_provider_id, tie.via_merchant_id), _same_identifier(tie.far_kind)]
        yield ReportPath(
            None, (*steps, end), _confirmed_reports(store, tie.reported_provider_id, tie.reported_merchant_id)
        )


def _confirmed_reports(store: MerchantStore, provider: str, merchant: str | None) -> tuple[str, ...]:
    """The confirmed reports that name a merchant."""
    filters = [("provider_id", "=", provider), ("merchant_id", "=", merchant), ("status", "=", "confirmed")]
    if merchant is None:
        return ()
    table = pq.read_table(store.run / FOLDER / "reports.parquet", filters=filters)
    rows = table.drop_columns(["provider_id", "merchant_id"]).to_pylist()
    return tuple(str(_Report(**row)) for row in rows)


def _account_name(provider: str, merchant: str | None) -> str:
    """A merchant of the lane `protect` is not named, nor one that fewer than five payers lead to."""
    return f"{provider}/{merchant}" if merchant else f"a merchant at {provider}"


def _payers_in_common(count: int | None) -> str:
    return f"{count_payers(count)} in common"


def _same_identifier(kind: str) -> str:
    return f"the same {kind.replace('_', ' ')}"
