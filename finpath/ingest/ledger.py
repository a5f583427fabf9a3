"""The ledger: the tables that every later step reads, the members, and their files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from finpath.engine import Engine
from finpath.ingest.currency import Rate
from finpath.ingest.ledger_html import ledger_html
from finpath.ingest.manifest import Agreement
from finpath.ingest.reasons import Reason
from finpath.ingest.withdrawal import Withdrawal

LEDGER_TABLES = ("transactions", "merchant_accounts", "payer_tokens", "transfers", "reports", "rejects")
"""The names under which the engine holds a ledger."""


@dataclass(frozen=True)
class Provider:
    """A member of the coalition whose contribution was taken.

    Args:
        id: The provider's own name.
        kind: acquirer, issuer, wallet …
        country: ISO 3166-1 alpha-2.
        timezone: IANA name of its clock.
        time_precision: second, minute or day; with day, the time of day of its payments is unknown.
        agreement: What allows the use of its data.
        organisation: Who speaks through it: two ids of one organisation are one voice. The id itself where no roster
            says otherwise.
    """

    id: str
    kind: str
    country: str
    timezone: str
    time_precision: str
    agreement: Agreement
    organisation: str = ""

    @property
    def voice(self) -> str:
        """The organisation that speaks."""
        return self.organisation or self.id


@dataclass(frozen=True)
class SourceFile:
    """One file of a contribution and what became of its rows.

    The rows are those taken, rejected, duplicates, superseded by a correction, and later than the as-of date.

    Args:
        index: Its number in the ledger's evidence pointers.
        provider_id: Whose it is.
        path: Relative to the contributions folder.
        sha256: Of its bytes as handed in.
        table: The contract's table that it feeds.
        rows: Records in it, without a header.
    """

    index: int
    provider_id: str
    path: str
    sha256: str
    table: str
    rows: int
    taken: int
    rejected: int
    duplicates: int
    superseded: int = 0
    later: int = 0


@dataclass(frozen=True)
class Refusal:
    """A contribution that was not taken, with the reason."""

    contribution: str
    reason: str


@dataclass(frozen=True, repr=False)
class Ledger:
    """Everything that was taken, as tables of an engine, and where it came from.

    Args:
        engine: Holds the tables transactions, merchant_accounts, payer_tokens, transfers, reports and rejects.
        as_of: Naive UTC; nothing later counts.
        providers: In the order of their ids.
        files: In the order of their index.
        refusals: Contributions that were not taken.
        notes: Lines for the coverage statement.
        supplied: Provider id to the columns, as "transactions.mcc", that hold something.
        over_limit: Files in which more rows than allowed were rejected.
        unmet: What members expected of their files and did not come true, and what makes payments of theirs worth
            nothing, a sentence each.
        withdrawals: Contributions that their members have taken back; nothing of them is here.
        reasons: What was wrong or odd, and in how many rows of each file.
        rates: What amounts were valued with, by currency.
        facilitators: Accounts that the hub's roster names as facilitators', by provider and merchant id.
    """

    engine: Engine
    as_of: dt.datetime
    providers: tuple[Provider, ...]
    files: tuple[SourceFile, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]
    supplied: Mapping[str, frozenset[str]]
    over_limit: tuple[SourceFile, ...] = ()
    unmet: tuple[str, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    reasons: tuple[Reason, ...] = ()
    rates: tuple[Rate, ...] = ()
    facilitators: tuple[tuple[str, str], ...] = ()

    @property
    def present(self) -> frozenset[str]:
        """The columns that at least one provider fills, as "transactions.mcc"."""
        return frozenset().union(*self.supplied.values())

    def __repr__(self) -> str:
        """Members and rows only."""
        taken = sum(file.taken for file in self.files if file.table == "transactions")
        members = ", ".join(provider.id for provider in self.providers)
        return f"Ledger({members}: {taken:,} payments as of {self.as_of:%Y-%m-%d})"

    def _repr_html_(self) -> str:
        """For a notebook."""
        members = [(one.id, one.kind, one.country, len(self.supplied.get(one.id, ()))) for one in self.providers]
        refused = (f"Refused: {each.contribution}: {each.reason}" for each in self.refusals)
        return ledger_html(self.engine, self.as_of, members, (*refused, *self.notes))
