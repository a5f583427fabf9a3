"""Ids and merchant rows of one provider's new accounts, like those of the accounts they are modelled on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from finpath.synth.chance import stream
from finpath.synth.planting.clock import DAY, clock_time
from finpath.synth.planting.form import TableForm
from finpath.synth.planting.moments import InstantStyle
from finpath.synth.planting.planned import PlantedAccount
from finpath.synth.planting.record import Record
from finpath.synth.planting.survey import Survey
from finpath.synth.shop import Ties

TIES = {
    "settlement_account": "account",
    "phone": "phone",
    "email": "email",
    "postal_address": "address",
    "principal": "controller",
    "legal_name": "entity",
    "registration_number": "entity",
}
"""What accounts of one controller may share."""

OWN = ("trading_name", "descriptor", "domain")
LAST_DAY_SHARE = 0.65  # share of closed accounts whose last day is on file
SHOWS = 200  # rows that show whether they are in order
CUT = 22  # characters of a statement text (ISO 8583 DE43)
LIFE = "SELECT merchant_id, {column} FROM merchant_accounts WHERE provider_id = :provider AND {column} IS NOT NULL"


@dataclass
class MerchantPapers:
    """Fills in what one provider knows of its merchants.

    Args:
        survey: What was found.
        payments: How the provider writes transactions.
        merchants: How it writes merchants; None where it does not.
        seed: Decides what is drawn.
        shared: Identifiers that accounts of one controller share, at whatever provider.
    """

    survey: Survey
    payments: TableForm
    merchants: TableForm | None
    seed: int
    shared: dict[tuple[str, str], str]
    ids: dict[str, Record] = field(default_factory=dict)
    rows: dict[str, Record] = field(default_factory=dict)
    _like: dict[str, Record] = field(default_factory=dict)

    def fill(self, accounts: Sequence[PlantedAccount], templates: Mapping[str, Record]) -> None:
        """Give new accounts their ids and papers.

        Args:
            accounts: New ones; the order in which they were opened decides nothing.
            templates: Account key to a row of its model's transactions.
        """
        rng = stream(self.seed, "papers", self.payments.original.manifest.provider_id)
        mixed = [accounts[i] for i in rng.permutation(len(accounts)).tolist()]
        models = self._models() if self.merchants else {}
        for account in mixed:
            key = account.shop.key
            record = self.payments.another("merchant_id", templates[key])
            self.ids[key] = record
            model = models.get(self.survey.accounts.merchant_id[account.merchant])
            if model is not None:
                self._like[key] = model
                self.rows[key] = self._row(account, model, rng)
            self._describe(key, templates[key])

    def records(self) -> list[Record]:
        """Give the rows, by id where the provider's are."""
        form = self._form()
        ids = [form.text(record, "merchant_id") or "" for record in form.original.everything()[:SHOWS]]
        rows = list(self.rows.values())
        ordered = ids == sorted(ids)
        return sorted(rows, key=lambda row: form.text(row, "merchant_id") or "") if ordered else rows

    def settlement_pairs(self, accounts: Mapping[str, PlantedAccount]) -> dict[str, tuple[PlantedAccount, str, str]]:
        """Give each new account with its own settlement account and its model's, where both are on file."""
        form, pairs = self._form(), {}
        for key, row in self.rows.items():
            own, model = form.text(row, "settlement_account"), form.text(self._like[key], "settlement_account")
            if own and model:
                pairs[key] = (accounts[key], own, model)
        return pairs

    def merchant_id(self, key: str) -> str:
        """Give the id under which a run names an account."""
        form = self.payments
        parts = [str(self.ids[key].get(name) or "").strip() for name in form.original.theirs("merchant_id")]
        return (
            parts[0] if len(parts) == 1 else "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
        )

    def _models(self) -> dict[str, Record]:
        """Give the merchants table by id, and learn how it writes dates and what many share."""
        form = self._form()
        records = form.original.everything()
        self._dates = {ours: self._date_style(ours, records) for ours in ("opened_on", "closed_on")}
        self._common = {
            ours: Counter((form.text(record, "parent_id"), form.text(record, ours)) for record in records)
            for ours in TIES
        }
        self._reasons = [reason for record in records if (reason := form.text(record, "close_reason"))]
        return {str(form.text(record, "merchant_id")).strip(): record for record in records}

    def _form(self) -> TableForm:
        assert self.merchants is not None, "only asked where the provider hands merchants in"  # noqa: S101
        return self.merchants

    def _date_style(self, ours: str, records: Sequence[Record]) -> InstantStyle:
        form = self._form()
        provider = form.original.manifest.provider_id
        texts = {form.text(record, "merchant_id"): form.text(record, ours) for record in records}
        dates = self.survey.engine.rows(LIFE.format(column=ours), {"provider": provider})
        days = [(texts.get(str(name)), day) for name, day in sorted(dates, key=str) if isinstance(day, dt.date)]
        pairs = [(text, dt.datetime.combine(day, dt.time())) for text, day in days if text]
        if ours == "opened_on":
            begin = clock_time(self.survey.begin * DAY)
            self._old = [text for text, day in pairs if day < begin]
        return form.dates(pairs)

    def _row(self, account: PlantedAccount, model: Record, rng: np.random.Generator) -> Record:
        form, record = self._form(), dict(model)
        merchant = self.merchant_id(account.shop.key)
        form.set(record, "merchant_id", merchant)
        for ours in (*TIES, *OWN):
            if form.text(model, ours) is not None:
                form.set(record, ours, self._identifier(ours, account.shop.ties, model))
        self._follow(record, model)
        self._date(record, account, rng)
        return record

    def _identifier(self, ours: str, ties: Ties, model: Record) -> str | None:
        """Draw an identifier; what accounts under one facilitator share, a new one under it shares too."""
        form = self._form()
        model_text, parent = form.text(model, ours), form.text(model, "parent_id")
        if ours in TIES and parent and self._common[ours][parent, model_text] > 1:
            return model_text
        tie = getattr(ties, TIES[ours]) if ours in TIES else ""
        name = form.one(ours)
        new_text = form.fresh(name).one(model_text) if name else None
        return self.shared.setdefault((ours, tie), new_text) if tie and new_text else new_text

    def _follow(self, record: Record, model: Record) -> None:
        """Where the statement text is the beginning of the name, it is so again."""
        form = self._form()
        name, text = form.text(model, "trading_name") or "", form.text(model, "descriptor")
        if text and text == name.upper()[:CUT]:
            form.set(record, "descriptor", (form.text(record, "trading_name") or "").upper()[:CUT])

    def _date(self, record: Record, account: PlantedAccount, rng: np.random.Generator) -> None:
        form, shop = self._form(), account.shop
        begin = self.survey.begin - self.survey.first
        if shop.opens >= begin:
            self._put_date(record, "opened_on", shop.opens)
        elif self._old and form.text(record, "opened_on") is not None:
            form.set(record, "opened_on", self._old[int(rng.integers(0, len(self._old)))])
        closed = shop.closes < self.survey.days and rng.random() < LAST_DAY_SHARE and bool(self._reasons)
        form.set(record, "close_reason", self._reasons[int(rng.integers(0, len(self._reasons)))] if closed else None)
        self._put_date(record, "closed_on", shop.closes if closed else None)

    def _put_date(self, record: Record, ours: str, day: int | None) -> None:
        text = None if day is None else self._dates[ours].spell(clock_time((self.survey.first + day) * DAY))
        if text is None or self._form().text(record, ours) is not None or ours == "closed_on":
            self._form().set(record, ours, text)

    def _describe(self, key: str, template: Record) -> None:
        """Give the statement text in transactions: that of the papers, or a new one like the model's."""
        form, name = self.payments, self.payments.one("descriptor")
        if not name or not (like := template.get(name)) or name in self.ids[key]:
            return
        text = self._form().text(self.rows[key], "descriptor") if key in self.rows else None
        self.ids[key][name] = text or form.fresh(name).one(like)
