"""A hotline that hands in reports only, as plain CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.synth.export import Style, spell_table, write_csv
from finpath.synth.manifest import File, Member

if TYPE_CHECKING:
    import pyarrow as pa

    from finpath.synth.desk import Desk

MEMBER = Member("hotline", "hotline", "SE", "Europe/Stockholm", "EFC-2026-018")


def write(desk: Desk, reports: pa.Table) -> None:
    """Write the reports."""
    style = Style()
    write_csv(spell_table(reports, style), desk.folder / "reports.csv", style)
    desk.sign(MEMBER, (File("reports", "reports.csv"),))
