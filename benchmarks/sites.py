"""A number of cases in; out come their payments: a site on two accounts, and a busy honest shop tied to both.

What makes a referral dear, planted in a coalition. Of each case, a site takes payments at night, at a few prices, from
payers who share nothing else, for seven weeks; the coalition has a report of one of its two accounts. A shop that is
as honest as it is busy settles to the account of both, and some of the site's payers buy there too: it is a look-alike,
and nearly all of the payments of the case are its own. One payment in a hundred goes back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

START = np.datetime64("2026-01-01", "us")
DAYS = 180
ACCOUNTS = 3
"""Of a case: two of the site, one of the shop."""

BUYERS, VISITS = 80, 150
"""Who pays a site, and how often each of its accounts is paid."""

LIFE = 49
"""Days that a site takes payments."""

REFUNDS = 0.01
PAYOUTS = 25
"""Weekly, out of each settlement account."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cases:
    """How many cases there are, and how many payments each has.

    Args:
        first: Number of the first merchant; those before are the coalition's.
        payers: Of the coalition, of whom some pay here too.
    """

    count: int
    payments: int
    first: int
    payers: int

    @property
    def reported(self) -> list[int]:
        """The merchants that reports name: one account of each site."""
        return [self.first + ACCOUNTS * case for case in range(self.count)]


@dataclass(frozen=True)
class Rows:
    """Payments as columns of numbers; seconds since the start, amounts in cents."""

    merchant: Ints
    payer: Ints
    second: Ints
    cents: Ints
    refund: npt.NDArray[np.bool_]


def payments(cases: Cases) -> Rows:
    """All payments of all cases."""
    chance = np.random.default_rng(11)
    parts = [part for case in range(cases.count) for part in _of_case(chance, cases, case)]
    bought = [np.concatenate([part[column] for part in parts]) for column in range(4)]
    back = np.sort(chance.choice(len(bought[0]), int(REFUNDS * len(bought[0])), replace=False))
    later = np.minimum(bought[2][back] + chance.integers(3_600, 14 * 86_400, len(back)), DAYS * 86_400 - 1)
    returned = (bought[0][back], bought[1][back], later, bought[3][back])
    refund = np.repeat([False, True], [len(bought[0]), len(back)])
    merchant, payer, second, cents = (np.concatenate(pair) for pair in zip(bought, returned, strict=True))
    return Rows(merchant, payer, second, cents, refund)


def _of_case(chance: np.random.Generator, cases: Cases, case: int) -> list[tuple[Ints, Ints, Ints, Ints]]:
    """The two accounts of the site, then the shop."""
    first, opened = cases.first + ACCOUNTS * case, 40 + case % 60
    buyers = chance.choice(cases.payers, BUYERS, replace=False)
    parts = []
    for account in range(2):
        day = opened + chance.integers(0, LIFE, VISITS)
        second = day * 86_400 + 23 * 3_600 + chance.integers(0, 4 * 3_600, VISITS)
        cents = np.array([1_995, 4_995, 9_995])[chance.integers(0, 3, VISITS)]
        payer = np.concatenate([buyers, chance.choice(buyers, VISITS - BUYERS)])
        parts.append((np.full(VISITS, first + account), payer, second, cents))
    count = cases.payments - 2 * VISITS
    second = chance.integers(0, DAYS, count) * 86_400 + (3_600 * (8 + 14 * chance.beta(2, 2, count))).astype(np.int64)
    payer = np.concatenate([buyers[::4], chance.integers(0, cases.payers, count - len(buyers[::4]))])
    cents = np.maximum((100 * chance.lognormal(3, 0.8, count)).astype(np.int64), 1)
    return [*parts, (np.full(count, first + 2), payer, second, cents)]


def settlement(merchant: int, cases: Cases) -> str:
    """The account that all of a case settle to."""
    return f"case account {(merchant - cases.first) // ACCOUNTS}"


def transfers(cases: Cases) -> pa.Table:
    """Each week most of what an account took goes to a collector, and from there home."""
    each = [
        (case, week, *way)
        for case in range(cases.count)
        for week in range(1, PAYOUTS + 1)
        for way in ((f"case account {case}", f"collector {case}", 0), (f"collector {case}", f"home {case % 7}", 1))
    ]
    case, week, source, target, step = zip(*each, strict=True)
    second = np.array(week) * 7 * 86_400 + np.array(case) * 60 + np.array(step) * 7_200
    return pa.table(
        {
            "transfer_id": [f"move{place}" for place in range(len(each))],
            "occurred_at": pa.array(START + second.astype("timedelta64[s]"), pa.timestamp("us", "UTC")),
            "from_account": source,
            "to_account": target,
            "amount": pa.array([f"{cases.payments - 7 * place}.00" for place in step]),
            "currency": ["EUR"] * len(each),
        }
    )
