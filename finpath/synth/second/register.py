"""New merchants in a provider's register, each written like an ordinary one that it takes after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa

from finpath.synth.second.book import Mask, keys, present
from finpath.synth.second.draft import Draft, put
from finpath.synth.second.manifest import declare
from finpath.synth.second.market import DAY
from finpath.synth.second.mint import Hosts, Mint
from finpath.synth.second.sheet import Sheet, extra_path, read, write
from finpath.synth.second.site import Site

IDENTIFIERS = ("settlement_account", "phone", "email", "principal", "postal_address", "registration_number")
NAMES = ("legal_name", "trading_name", "descriptor")
OTHERS = ("domain", "close_reason", "closed_on", "opened_on", "protected_payee", "kind")
RECEIVING = ("payee", "address")


@dataclass
class Register:
    """The merchants table of one book, where it has one.

    Args:
        draft: Of the same book.
        sheet: The largest block of merchants; None where the provider hands none in.
        entries: What is written of each new merchant, by its code.
        models: The row that each new merchant takes after.
    """

    draft: Draft
    sheet: Sheet | None
    entries: dict[int, dict[str, str]] = field(default_factory=dict)
    models: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Learn what names and identifiers look like."""
        self._texts: dict[str, list[str]] = {}
        self._mints: dict[str, Mint] = {}
        self._places: dict[tuple[str, ...], int] = {}
        if self.sheet is None:
            return
        codes, found = keys(self.sheet, "merchant_id")
        self._places = {found[code]: place for place, code in reversed(list(enumerate(codes.tolist())))}
        for name in (*IDENTIFIERS, *NAMES, *OTHERS):
            for column in present(self.sheet, name)[:1]:
                self._texts[name] = self.sheet.table[column].cast(pa.string()).fill_null("").to_pylist()
        for name in (*IDENTIFIERS, *NAMES):
            if kept := sorted({text for text in self._texts.get(name, []) if text}):
                self._mints[name] = Mint(kept, self.draft.rng)
        self._hosts = Hosts(sorted(set(self._texts.get("domain", []))), self.draft.rng)
        self._mail = Counter(text.rpartition("@")[2] for text in self._texts.get("email", []))

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The columns by which one controller could be found here."""
        return tuple(name for name in IDENTIFIERS if name in self._mints)

    def controller(self, share: float, least: int = 0) -> dict[str, str]:
        """Some identifiers that one controller uses for several accounts."""
        names = [name for name in self.identifiers if self.draft.rng.random() < share]
        missing = [name for name in self.identifiers if name not in names]
        names += missing[: max(0, least - len(names))]
        shared = {name: self._mints[name].fresh() for name in names}
        if "email" in shared:
            shared["email"] = f"{shared['email'].partition('@')[0]}@{self._hosts.fresh()}"
        return shared

    def wanted(self, *, payee: bool) -> Mask:
        """For each merchant of the book: fit to take after; a payee where a payee is wanted, and never protected."""
        places = [self._places.get(key, -1) for key in self.draft.book.merchants]
        return np.array([self._is_wanted(place, payee=payee) for place in places])

    def _is_wanted(self, place: int, *, payee: bool) -> bool:
        protected = self._lent("protected_payee", place).lower() in {"true", "1"}
        receiving = self._lent("kind", place) in RECEIVING if "kind" in self._texts else payee
        return (place >= 0 or self.sheet is None) and not protected and receiving == payee

    def _lent(self, name: str, place: int) -> str:
        return self._texts[name][place] if name in self._texts and place >= 0 else ""

    def enter(self, site: Site, shared: Mapping[str, str]) -> None:
        """Enter a new merchant; what its controller shares goes first."""
        place = self._places.get(self.draft.book.merchants[site.model])
        if self.sheet is None or place is None:
            return
        entry = self._name(site, place)
        for name in self.identifiers:
            lent = self._lent(name, place)
            if name in shared or lent:
                entry[name] = shared.get(name) or self._own(name, lent, place, entry)
        self._live(site, entry)
        self.entries[site.code] = entry
        self.models.append(place)

    def _name(self, site: Site, place: int) -> dict[str, str]:
        # What belongs together in the model belongs together in what takes after it.
        lent = {name: self._lent(name, place) for name in (*NAMES, "domain")}
        entry = {name: self._mints[name].fresh(lent[name]) for name in NAMES if lent[name]}
        trading = lent["trading_name"].upper()
        if trading and lent["descriptor"].upper().startswith(trading[:12]):
            entry["descriptor"] = entry["trading_name"].upper()[: max(25, len(lent["descriptor"]))]
        if lent["domain"]:
            belongs = lent["domain"].startswith(trading.partition(" ")[0].lower() or "-")
            word = entry["trading_name"].partition(" ")[0].lower() if belongs else ""
            entry["domain"] = self._hosts.fresh(lent["domain"], word)
        own = self.draft.own.get(site.code, {})
        if entry.get("descriptor") and "descriptor" in own:
            own["descriptor"] = entry["descriptor"]
        return entry

    def _own(self, name: str, lent: str, place: int, entry: Mapping[str, str]) -> str:
        fresh = self._mints[name].fresh(lent)
        if name != "email":
            return fresh
        user, _, host = lent.rpartition("@")
        if host == self._lent("domain", place) and "domain" in entry:
            return f"{user}@{entry['domain']}"
        free = self._mail[host] > 3  # a mail provider's, where anybody may have an address
        return f"{fresh.partition('@')[0]}@{host if free else self._hosts.fresh(host)}"

    def _live(self, site: Site, entry: dict[str, str]) -> None:
        rng, span = self.draft.rng, self.draft.book.span
        early = site.life.opens <= span[0] + 3 * DAY
        entry["opened_on"] = self._date(
            site.life.opens - int(rng.integers(90, 2500) if early else rng.integers(0, 12)) * DAY
        )
        if not any(self._texts.get("closed_on", [])):
            return
        shut = site.life.closes < span[1] - 14 * DAY and rng.random() < 0.8
        reasons = sorted({text for text in self._texts.get("close_reason", []) if text})
        entry["closed_on"] = self._date(site.life.closes + int(rng.integers(0, 9)) * DAY) if shut else ""
        entry["close_reason"] = str(rng.choice(reasons)) if shut and reasons else ""

    def _date(self, moment: np.datetime64) -> str:
        day: date = moment.astype("datetime64[D]").item()
        pattern = self.sheet.spec.option("date_format", "") if self.sheet is not None else ""
        return day.strftime(pattern or "%Y-%m-%d")

    def account(self, code: int) -> str:
        """The settlement account of a new merchant."""
        return self.entries.get(code, {}).get("settlement_account", "")

    def write(self) -> int:
        """Write the new merchants beside the provider's own; how many."""
        if self.sheet is None or not self.entries:
            return 0
        table = self.sheet.table.take(pa.array(self.models))
        for name in sorted({name for entry in self.entries.values() for name in entry}):
            for column in present(self.sheet, name)[:1]:
                table = put(table, column, self._column(table, name, column))
        ids = [self.draft.merchants[code] for code in self.entries]
        for place, column in enumerate(present(self.sheet, "merchant_id")):
            table = put(table, column, [key[place] for key in ids])
        folder = self.draft.book.manifest.folder
        path = extra_path(folder, self.sheet.spec)
        write(Sheet(self.sheet.spec, self.sheet.form, table), folder / path)
        declare(folder, self.sheet.spec, path)
        return len(self.entries)

    def _column(self, table: pa.Table, name: str, column: str) -> list[str | None]:
        lent = table[column].cast(pa.string()).to_pylist()
        empty = "" if self.sheet is not None and self.sheet.form.kind == "csv" else None
        return [entry.get(name, text) or empty for entry, text in zip(self.entries.values(), lent, strict=True)]


def load(draft: Draft) -> Register:
    """Find the register of a draft's book."""
    manifest = draft.book.manifest
    sheets = [read(manifest.folder, spec) for spec in manifest.of("merchants")]
    return Register(draft, max(sheets, key=lambda sheet: sheet.table.num_rows) if sheets else None)
