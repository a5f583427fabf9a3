"""A card acquirer that exports one compressed CSV a month, in local time and its own column names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from finpath.synth.export import Style, spell_table, write_csv
from finpath.synth.manifest import File, Member

if TYPE_CHECKING:
    from finpath.synth.desk import Desk

MEMBER = Member("acquirer-south", "acquirer", "ES", "Europe/Madrid", "EFC-2026-015")
LOCAL = Style(moment="%Y-%m-%d %H:%M:%S", timezone="Europe/Madrid")
NAMES = {
    "transaction_id": "TXN_REF",
    "occurred_at": "AUTH_TIME",
    "payer_ref": "CARD_REF",
    "payer_ref_kind": "CARD_REF_TYPE",
    "payer_country": "ISSUER_COUNTRY",
    "merchant_id": "MID",
    "amount": "AMT",
    "currency": "CCY",
    "kind": "TYPE",
    "related_id": "ORIG_REF",
    "network_reference": "ARN",
    "terminal_id": "TID",
    "mcc": "MCC",
    "descriptor": "DE43",
    "entry_mode": "DE22",
    "response_code": "DE39",
    "card_present": "PRESENT",
    "recurring": "RECURRING",
}


def write(desk: Desk) -> None:
    """Write a file of transactions for each month, merchants and transfers."""
    table = desk.transactions(MEMBER.id)
    month = pc.strftime(table["occurred_at"], format="%Y-%m")
    text = spell_table(table, LOCAL).select(list(NAMES)).append_column("month", month)
    text = desk.soil(text, MEMBER.id)
    for name in sorted(pc.unique(text["month"]).to_pylist()):
        part = text.filter(pc.equal(text["month"], name)).drop_columns(["month"])
        write_csv(part.rename_columns(list(NAMES.values())), desk.folder / f"transactions-{name}.csv.gz", LOCAL)
    write_csv(desk.merchants(MEMBER.id), desk.folder / "merchants.csv", LOCAL)
    write_csv(spell_table(desk.transfers(MEMBER.id), LOCAL), desk.folder / "transfers.csv.gz", LOCAL)
    files = (
        File("transactions", "transactions-*.csv.gz", NAMES, {"delimiter": ","}),
        File("merchants", "merchants.csv"),
        File("transfers", "transfers.csv.gz"),
    )
    desk.sign(MEMBER, files)
