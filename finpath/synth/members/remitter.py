"""A remitter that exports CSV as its office reads it: semicolons, decimal commas, day before month, local time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.export import Style, spell_table, write_csv
from finpath.synth.manifest import File, Member

if TYPE_CHECKING:
    from finpath.synth.desk import Desk

MEMBER = Member("remitter", "remitter", "ES", "Europe/Madrid", "EFC-2026-017")
OFFICE = Style(moment="%d/%m/%Y %H:%M:%S", timezone="Europe/Madrid", decimal=",", delimiter=";")
OPTIONS = {"delimiter": ";", "decimal": ",", "date_format": "%d/%m/%Y %H:%M:%S"}
NAMES = {
    "transaction_id": "orden",
    "occurred_at": "fecha",
    "payer_ref": "telefono_ordenante",
    "payer_ref_kind": "tipo_ordenante",
    "payer_country": "pais_ordenante",
    "merchant_id": "beneficiario",
    "amount": "importe",
    "currency": "divisa",
    "kind": "tipo",
    "related_id": "orden_original",
    "payee_country": "pais_beneficiario",
    "relationship": "relacion",
    "purpose_text": "concepto",
}


def write(desk: Desk) -> None:
    """Write remittances and receivers."""
    text = desk.soil(spell_table(desk.transactions(MEMBER.id), OFFICE).select(list(NAMES)), MEMBER.id)
    write_csv(text.rename_columns(list(NAMES.values())), desk.folder / "transactions.csv", OFFICE)
    write_csv(desk.merchants(MEMBER.id), desk.folder / "payees.csv", OFFICE)
    files = (
        File("transactions", "transactions.csv", NAMES, OPTIONS),
        File("merchants", "payees.csv", {}, {"delimiter": ";"}),
    )
    desk.sign(MEMBER, files)
