"""Reports of some planted accounts, in the form of a hotline that is there, or of a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finpath.synth.planting.clock import DAY, clock_time
from finpath.synth.planting.form import TableForm
from finpath.synth.planting.planned import PlannedPayment, PlantedAccount
from finpath.synth.planting.record import Record

COLUMNS = ("report_id", "source_kind", "status", "reported_at", "provider_id", "merchant_id")
CLEARED = ("domain", "descriptor", "amount", "currency", "occurred_at", "brand_id", "group_id")


@dataclass(frozen=True)
class AccountReport:
    """One account that a report names.

    Args:
        provider: Its provider.
        merchant_id: Its id there.
        at: Seconds since 1970, on the clock of whoever reports.
    """

    provider: str
    merchant_id: str
    at: int


def choose_accounts(accounts: Sequence[PlantedAccount], reports: str, rng: np.random.Generator) -> frozenset[str]:
    """Choose accounts to report, by key: of each group none, one, or half of them."""
    groups: dict[str, list[str]] = {}
    for account in accounts:
        groups.setdefault(account.group, []).append(account.shop.key)
    chosen: set[str] = set()
    for name in sorted(groups):
        keys = sorted(groups[name])
        count = {"none": 0, "one": 1}.get(reports, (len(keys) + 1) // 2)
        chosen |= {keys[i] for i in rng.permutation(len(keys))[:count].tolist()}
    return frozenset(chosen)


def draw_report_time(sales: Sequence[PlannedPayment], last: int, rng: np.random.Generator) -> int:
    """Draw when a report comes: within two weeks of a purchase somewhere in the first half."""
    times = sorted(one.at for one in sales) or [last]
    purchase = times[int(rng.integers(0, len(times) // 2 + 1))]
    return min(last, purchase + int(rng.integers(7_200, 14 * DAY)))


def knows_merchants(form: TableForm) -> bool:
    """Say whether a hotline's form has room for a merchant's id."""
    return all(form.one(ours) is not None for ours in COLUMNS)


def hotline_records(form: TableForm, reported: Sequence[AccountReport], rng: np.random.Generator) -> list[Record]:
    """Write reports as the hotline writes its confirmed ones."""
    every = form.original.everything()
    likes = [record for record in every if (form.text(record, "status") or "").lower() == "confirmed"] or every
    moments, name = form.moments("reported_at"), form.one("report_id") or ""
    ids = form.fresh(name).many(len(reported))
    rows = []
    for one, number in zip(sorted(reported, key=lambda one: one.at), ids, strict=True):
        record = dict(likes[int(rng.integers(0, len(likes)))])
        for ours in CLEARED:
            form.set(record, ours, None)
        values = {"report_id": number, "status": "confirmed", "reported_at": moments.spell(clock_time(one.at), rng)}
        values |= {"provider_id": one.provider, "merchant_id": one.merchant_id}
        if (form.text(record, "source_kind") or "").lower() == "test_purchase":
            values["source_kind"] = "hotline"
        for ours, text in values.items():
            form.set(record, ours, text)
        rows.append(record)
    return rows


def contract_records(reported: Sequence[AccountReport]) -> list[Mapping[str, str]]:
    """Write reports in the contract's own words."""
    return [
        {
            "report_id": f"R{i:05d}",
            "source_kind": "hotline",
            "status": "confirmed",
            "reported_at": clock_time(one.at).isoformat(),
            "provider_id": one.provider,
            "merchant_id": one.merchant_id,
        }
        for i, one in enumerate(sorted(reported, key=lambda one: one.at), start=1)
    ]
