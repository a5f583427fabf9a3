"""Planted accounts in, reports of some of them out: in the form of a hotline that is there, or of a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from finpath.synth.planting.clock import DAY, shown
from finpath.synth.planting.form import Form
from finpath.synth.planting.planned import Account, Planned
from finpath.synth.planting.record import Record

COLUMNS = ("report_id", "source_kind", "status", "reported_at", "provider_id", "merchant_id")
CLEARED = ("domain", "descriptor", "amount", "currency", "occurred_at", "brand_id", "group_id")


@dataclass(frozen=True)
class Reported:
    """One account that a report names.

    Args:
        provider: Its provider.
        merchant_id: Its id there.
        at: Seconds since 1970, on the clock of whoever reports.
    """

    provider: str
    merchant_id: str
    at: int


def chosen(accounts: Sequence[Account], reports: str, rng: np.random.Generator) -> frozenset[str]:
    """Choose accounts to report, by key: of each group none, one, or half of them."""
    groups: dict[str, list[str]] = {}
    for account in accounts:
        groups.setdefault(account.group, []).append(account.shop.key)
    found: set[str] = set()
    for name in sorted(groups):
        keys = sorted(groups[name])
        count = {"none": 0, "one": 1}.get(reports, (len(keys) + 1) // 2)
        found |= {keys[i] for i in rng.permutation(len(keys))[:count].tolist()}
    return frozenset(found)


def moment(sold: Sequence[Planned], last: int, rng: np.random.Generator) -> int:
    """Draw when a report comes: within two weeks of a purchase somewhere in the first half."""
    times = sorted(one.at for one in sold) or [last]
    seen = times[int(rng.integers(0, len(times) // 2 + 1))]
    return min(last, seen + int(rng.integers(7_200, 14 * DAY)))


def knows_merchants(form: Form) -> bool:
    """Say whether a hotline's form has room for a merchant's id."""
    return all(form.one(ours) is not None for ours in COLUMNS)


def in_form(form: Form, reported: Sequence[Reported], rng: np.random.Generator) -> list[Record]:
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
        said = {"report_id": number, "status": "confirmed", "reported_at": moments.spell(shown(one.at), rng)}
        said |= {"provider_id": one.provider, "merchant_id": one.merchant_id}
        if (form.text(record, "source_kind") or "").lower() == "test_purchase":
            said["source_kind"] = "hotline"
        for ours, text in said.items():
            form.set(record, ours, text)
        rows.append(record)
    return rows


def plain(reported: Sequence[Reported]) -> list[Mapping[str, str]]:
    """Write reports in the contract's own words."""
    return [
        {
            "report_id": f"R{i:05d}",
            "source_kind": "hotline",
            "status": "confirmed",
            "reported_at": shown(one.at).isoformat(),
            "provider_id": one.provider,
            "merchant_id": one.merchant_id,
        }
        for i, one in enumerate(sorted(reported, key=lambda one: one.at), start=1)
    ]
