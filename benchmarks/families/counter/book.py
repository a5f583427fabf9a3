"""Rows of the merchants table for new accounts, each in the form of an honest merchant's row."""

import numpy as np
import pandas as pd

from .accounts import Account
from .frames import day_numbers, day_text
from .shapes import like, renamed
from .surround import column

TOKENS = ("registration_number", "settlement_account", "phone", "email", "principal")
TEXTS = ("legal_name", "trading_name")
SHARED = ("settlement_account", "phone", "email", "principal", "registration_number", "postal_address", "legal_name")


class Book:
    """Writes merchants rows of one member."""

    def __init__(self, rng: np.random.Generator, table: pd.DataFrame, paid: set[str]) -> None:
        """Take the member's table, and the merchants that its payments name."""
        self.rng, self.table = rng, table.reset_index(drop=True)
        self.columns = {name: column(self.table, name) for name in table.columns}
        known = np.isin(np.array(sorted(paid), dtype=object), self.columns["merchant_id"])
        self.covered = float(known.mean()) if len(known) else 1.0
        self.taken = {name: set(self.columns[name]) for name in TOKENS if name in self.columns}
        self.opened = self._days("opened_on")
        self.lead: dict[tuple[str, str], object] = {}
        self.place = {name: at for at, name in enumerate(self.columns["merchant_id"])}

    def _days(self, name: str) -> np.ndarray:
        """Return days of a column since 1970, minus one where there is none."""
        values = self.columns.get(name, np.full(len(self.table), None))
        known = pd.notna(values)
        out = np.full(len(values), -1)
        if known.any():
            out[known] = day_numbers(pd.to_datetime(values[known].astype(str)).to_numpy())
        return out

    def _template(self, account: Account, model: str) -> int:
        """Choose the row after which the new one is formed: one that opened near, of the same kind."""
        at = self.place.get(model, int(self.rng.integers(0, len(self.table))))
        kinds = self.columns.get("kind", np.full(len(self.table), None))
        near = np.flatnonzero((np.abs(self.opened - account.opened) < 25) & (kinds == kinds[at]))
        return int(self.rng.choice(near)) if len(near) > 2 else at

    def row(self, account: Account, merchant_id: str, facts: dict, models: tuple[str, int]) -> dict[str, object] | None:
        """Return a row for an account, or None where the member does not describe it; `models`: shop and last day."""
        if self.rng.random() > self.covered:
            return None
        at = self._template(account, models[0])
        row = {name: values[at] for name, values in self.columns.items()}
        for name in TOKENS:
            if row.get(name) is not None:
                pool = self.columns[name]
                pool = pool[pd.notna(pool)]
                row[name] = like(self.rng, pool, self.rng.integers(0, len(pool), 1), self.taken[name])[0]
        self._texts(row, facts)
        self._dates(row, account, models[1])
        row |= {"merchant_id": merchant_id}
        for name, fact in (("mcc", "mcc"), ("country", "payee_country"), ("acquirer_id", "acquirer_id")):
            if row.get(name) is not None and facts.get(fact) is not None:
                row[name] = facts[fact]
        if row.get("declared_ticket") is not None and self.rng.random() > account.plan.odd and len(account.sums):
            row["declared_ticket"] = f"{max(5.0, np.round(np.mean(account.sums) / 5) * 5):.2f}"
        self._share(row, account)
        return row

    def _texts(self, row: dict[str, object], facts: dict) -> None:
        """Give names, address and host name of the new account."""
        name = facts.get("descriptor")
        for key in (*TEXTS, "postal_address"):
            if row.get(key) is not None:
                pool = self.columns[key]
                row[key] = renamed(self.rng, pool[pd.notna(pool)].astype(str).astype(object), 1)[0]
        if row.get("trading_name") is not None and name:
            row["trading_name"] = str(name).title()
        if row.get("descriptor") is not None:
            row["descriptor"] = name or str(row.get("trading_name") or row["descriptor"]).upper()[:22]
        if row.get("legal_name") is not None and row.get("trading_name") is not None:
            row["legal_name"] = f"{row['trading_name']} {str(row['legal_name']).split(' ')[-1]}"
        if row.get("domain") is not None:
            row["domain"] = "".join(c for c in str(row.get("trading_name")).lower() if c.isalnum()) + ".example"

    def _dates(self, row: dict[str, object], account: Account, last: int) -> None:
        """Open the account some days before its first payment, and close it where it ended, as honest ones are."""
        gap = int(self.rng.integers(0, 9)) if account.plan.schedule != "whole" else int(self.rng.integers(0, 900))
        if row.get("opened_on") is not None:
            row["opened_on"] = day_text(np.array([account.opened - gap]))[0]
        if "closed_on" not in self.columns:
            return
        reasons = self.columns.get("close_reason", np.array([None]))
        reasons = reasons[pd.notna(reasons)]
        ended = account.closed < last - 5 and self.rng.random() < 0.7 and pd.notna(self.columns["closed_on"]).any()
        row["closed_on"] = day_text(np.array([account.closed + int(self.rng.integers(0, 20))]))[0] if ended else None
        if "close_reason" in self.columns:
            row["close_reason"] = self.rng.choice(reasons) if ended and len(reasons) else None

    def _share(self, row: dict[str, object], account: Account) -> None:
        """Let accounts of a group share an identifier, as likely as the plan says."""
        owned = account.plan.names == "same"
        for name in SHARED:
            if row.get(name) is None:
                continue
            lead = self.lead.setdefault((account.group, name), row[name])
            chance = 0.8 if owned else account.plan.share / 2
            if self.rng.random() < chance:
                row[name] = lead
        if row.get("parent_id") is not None and account.plan.typology == "facilitator_churn":
            row["parent_id"] = self.lead.setdefault((account.group, "parent_id"), row["parent_id"])
