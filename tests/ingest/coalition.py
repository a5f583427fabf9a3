"""A small coalition to hand in: the texts of a test become files, and the files become a ledger."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path

from finpath.engine import Engine
from finpath.ingest import Keys, Ledger, LoadOptions, load
from finpath.ingest.kept_files import KeptFiles

KEYS = Keys(b"k" * 32)

MANIFEST = """
[provider]
id = "{provider}"
kind = "{kind}"
country = "{country}"
timezone = "{zone}"

[agreement]
id = "EFC-2026-001"
purpose = "detect commercial child sexual exploitation"
legal_basis = "information-sharing partnership"
expires_on = 2027-12-31
dpia_reference = "DPIA-1"
supervisor_notice = "SN-1"
"""

ROW = {
    "transaction_id": "t1",
    "occurred_at": "2026-03-01T10:00:00Z",
    "payer_ref": "p1",
    "merchant_id": "m1",
    "amount": "10.00",
    "currency": "EUR",
}


def rows(*said: Mapping[str, str], delimiter: str = ",") -> str:
    """Rows as the text of a CSV file; what a row leaves out is as in ROW."""
    whole = [{**ROW, "transaction_id": f"t{number}", **row} for number, row in enumerate(said, start=1)]
    names = list(dict.fromkeys(name for row in whole for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(whole)
    return out.getvalue()


class Coalition:
    """Contributions being written, and loaded as often as a test likes."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder = folder
        self.engine = engine

    def hand_in(self, provider: str, files: Mapping[str, str | bytes], entries: str = "", **about: str) -> Path:
        """Write a contribution; without entries, the one file is transactions."""
        folder = self.folder / provider
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        entries = entries or "".join(f'[[files]]\ntable = "transactions"\npath = "{name}"\n' for name in files)
        about = {"provider": provider, "kind": "acquirer", "country": "NL", "zone": "Europe/Amsterdam"} | about
        (folder / "contribution.toml").write_text(MANIFEST.format(**about) + entries)
        return folder

    def load(
        self, *, as_of: dt.datetime | None = None, rates: Path | None = None, kept: KeptFiles | None = None
    ) -> Ledger:
        """Load everything that was handed in."""
        return load(self.folder, engine=self.engine, options=LoadOptions(KEYS, as_of=as_of, rates=rates, kept=kept))

    def column(self, name: str, of: str = "transactions", order: str = "file, row") -> list[object]:
        """A column of the ledger."""
        return [row[0] for row in self.engine.rows(f"SELECT {name} FROM {of} ORDER BY {order}")]  # noqa: S608

    def rejects(self) -> list[tuple[object, ...]]:
        """Row, column and reason of every reject."""
        return self.engine.rows('SELECT row, "column", reason FROM rejects ORDER BY 1, 2, 3')
