"""A card acquirer that exports Parquet in the contract's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.export import write_parquet
from finpath.synth.manifest import File, Member

if TYPE_CHECKING:
    from finpath.synth.desk import Desk

MEMBER = Member("acquirer-north", "acquirer", "NL", "Europe/Amsterdam", "EFC-2026-014")


def write(desk: Desk) -> None:
    """Write transactions, merchants and transfers."""
    write_parquet(desk.soil(desk.transactions(MEMBER.id), MEMBER.id), desk.folder / "transactions.parquet")
    write_parquet(desk.merchants(MEMBER.id), desk.folder / "merchants.parquet")
    write_parquet(desk.transfers(MEMBER.id), desk.folder / "transfers.parquet")
    names = ("transactions", "merchants", "transfers")
    desk.sign(MEMBER, tuple(File(name, f"{name}.parquet") for name in names))
