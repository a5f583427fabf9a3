"""Which of the contract's columns each provider fills, a known time of day among them."""

from __future__ import annotations

from finpath.ingest import Ledger

CLOCKED = ("transactions", "transfers")
TIME_OF_PAYMENTS, TIME_OF_TRANSFERS = (f"{table}.time_of_day" for table in CLOCKED)


def supplied(ledger: Ledger) -> dict[str, frozenset[str]]:
    """What each provider fills; a known time of day stands as a column of its own: a date says nothing of night."""
    by_day = {provider.id for provider in ledger.providers if provider.time_precision == "day"}
    return {
        name: columns | {f"{table}.time_of_day" for table in CLOCKED if f"{table}.occurred_at" in columns}
        if name not in by_day
        else columns
        for name, columns in ledger.supplied.items()
    }
