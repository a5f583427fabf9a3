"""A wallet that exports JSON Lines: private receivers, and web shops that take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.export import Style, spell_table, write_jsonl
from finpath.synth.manifest import File, Member

if TYPE_CHECKING:
    from finpath.synth.desk import Desk

MEMBER = Member("wallet", "wallet", "GB", "Europe/London", "EFC-2026-016")


def write(desk: Desk) -> None:
    """Write transactions, merchants and transfers, instants in UTC."""
    style = Style()
    write_jsonl(
        desk.soil(spell_table(desk.transactions(MEMBER.id), style), MEMBER.id), desk.folder / "transactions.jsonl"
    )
    write_jsonl(desk.merchants(MEMBER.id), desk.folder / "merchants.jsonl")
    write_jsonl(spell_table(desk.transfers(MEMBER.id), style), desk.folder / "transfers.jsonl")
    names = ("transactions", "merchants", "transfers")
    desk.sign(MEMBER, tuple(File(name, f"{name}.jsonl") for name in names))
