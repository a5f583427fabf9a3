"""What `follow` answers: tables of where proceeds entered, went and rest, and what they rest on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class MoneyTrail:
    """The trail of the proceeds of some merchants; money is DECIMAL(38, 8) in major units of `currency`, instants UTC.

    In every currency, what entered less what went back is what rests: not a hundred-millionth is lost.

    Args:
        method: The rule of apportioning: "fifo" or "pro_rata".
        as_of: Nothing later was looked at.
        entries: One row per settlement account and currency: `account, currency, held_by_provider` (takings wait there
            for the provider's settlement, else they are credited as customers pay), `taken, returned, proceeds`
            (taken less returned, at least 0), `overdrawn` (returned after the money had gone, and not set off since),
            `others_taken` (takings of merchants outside of the case at the same account).
        resting: One row per account and currency where proceeds are now, the largest first, which is what an office
            that recovers assets asks for: `account, currency, held_by_provider, proceeds, balance` (known, of which
            proceeds are a part; NULL where the account was not looked into), `as_of, last_movement, share` (of all
            proceeds in that currency), `hops` (transfers from a settlement account, the shortest way), `ways`
            (different ways by which it came), `stopped` (why the money was not followed further; NULL where nothing
            was seen to leave).
        accounts: One row per account and currency that proceeds touched: `account, currency, held_by_provider, hops,
            received, passed_on, rests` (proceeds; what comes back counts again), `kept_share` (of what was received: 0
            keeps nothing, a few hundredths are a fee), `dwell_seconds` (how long what was passed on had lain there, by
            amount), `sources, targets` (accounts that gave and got proceeds), `first_arrival, last_movement,
            other_money` (known money that is no proceeds and came there as well), `unseen` (left beyond what was seen
            to come).
        steps: One row per pair of accounts and currency: `from_account, to_account, currency, from_provider` (the
            sender is the provider that settles), `transfers, amount, proceeds, first_at, last_at, dwell_seconds`.
        transfers: One row per transfer that carried proceeds: `provider_id, transfer_id, occurred_at, from_account,
            to_account, currency, amount, proceeds, dwell_seconds`.
        ways: One row per way to where proceeds rest, the largest first: `accounts` (list, from the settlement account
            on), `currency, proceeds, share, complete` (false: several ways taken together).
        notes: What the answer assumes, one sentence each.
        caps: Bounds that bit, one sentence each; for the coverage.
    """

    method: str
    as_of: dt.datetime
    entries: pa.Table
    resting: pa.Table
    accounts: pa.Table
    steps: pa.Table
    transfers: pa.Table
    ways: pa.Table
    notes: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
