"""Says when what a member handed in cannot be what it meant: nothing bought or matched, all alike, cents for euros.

Each file may be right by itself and the whole still be wrong: a sign that is read the other way round makes every
purchase a refund, and a run that finds nothing in it says so of nothing. So all that a run holds of a member is judged.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finpath.engine import Engine
from finpath.ingest.codes import currencies_by_decimals
from finpath.ingest.ledger import SourceFile

ENOUGH = 20
"""Payments that are alike by chance no more."""

TWO = 2
"""Decimals of most currencies; only of those can amounts be a hundred times off."""

LARGE = 200
"""An amount that is large for one without cents, in any currency of two decimals."""

MOSTLY = 0.5
ROUND = 0.4
"""The share of amounts that are multiples of five, above which whole amounts are prices: of cents it is a fifth."""

KINDS = """
    SELECT provider_id,
           kind,
           count(*) AS times
    FROM transactions
    GROUP BY provider_id, kind
    ORDER BY provider_id, times DESC, kind
"""

PURCHASES = """
    SELECT provider_id,
           currency,
           count(*)                                                    AS times,
           min(payer)                                                  AS first_payer,
           max(payer)                                                  AS last_payer,
           min(amount)                                                 AS least,
           max(amount)                                                 AS most,
           min(fp_day(occurred_at))                                    AS first_day,
           max(fp_day(occurred_at))                                    AS last_day,
           count(CASE WHEN amount % 1 = 0 THEN 1 END)                  AS whole,
           count(CASE WHEN amount * 100 % 1 <> 0 THEN 1 END)           AS fine,
           count(CASE WHEN amount >= 200 THEN 1 END)                   AS large,
           count(CASE WHEN amount < 2 THEN 1 END)                      AS small,
           count(CASE WHEN amount % 5 = 0 THEN 1 END)                  AS fives,
           count(CASE WHEN amount % 100 IN (90, 95, 98, 99) THEN 1 END) AS prices
    FROM transactions
    WHERE kind = 'purchase'
    GROUP BY provider_id, currency
    ORDER BY provider_id, currency
"""

DESCRIBED = """
    SELECT accounts.provider_id,
           count(CASE WHEN accounts.described THEN 1 END)                              AS described,
           count(paid.merchant)                                                        AS named,
           count(CASE WHEN accounts.described AND paid.merchant IS NOT NULL THEN 1 END) AS matched
    FROM merchant_accounts AS accounts
    LEFT JOIN (SELECT DISTINCT merchant FROM transactions) AS paid ON paid.merchant = accounts.merchant
    GROUP BY accounts.provider_id
    ORDER BY accounts.provider_id
"""


@dataclass(frozen=True)
class Purchases:
    """What the purchases of a member in one currency are like."""

    provider_id: str
    currency: str
    times: int
    first_payer: int
    last_payer: int
    least: object
    most: object
    first_day: dt.date
    last_day: dt.date
    whole: int
    fine: int
    large: int
    small: int
    fives: int
    prices: int


def describe_failures(engine: Engine, files: Sequence[SourceFile]) -> Iterator[str]:
    """What makes the whole contribution of a member worth nothing, a sentence each.

    Args:
        engine: Holds the ledger.
        files: What became of every file.
    """
    payments = [file for file in files if file.table == "transactions"]
    kinds: dict[str, list[str]] = defaultdict(list)
    bought = set()
    for provider, kind, times in engine.rows(KINDS):
        kinds[str(provider)].append(f"{times:,} {kind}")
        bought |= {provider} if kind == "purchase" else set()
    for provider in sorted({file.provider_id for file in payments} - bought):
        mine = [file for file in payments if file.provider_id == provider]
        if any(file.later for file in mine):
            continue  # the as-of date was set before them
        yield _nothing_bought(provider, mine, kinds[provider])
    for provider, described, named, matched in engine.rows(DESCRIBED):
        if provider in bought and int(str(described)) and not int(str(matched)):
            yield (
                f"{provider} describes {described:,} merchants, and its payments name {named:,} others: not one is the "
                "same. Map merchant_id in transactions and in merchants to columns that name a merchant alike."
            )


def describe_oddities(engine: Engine) -> Iterator[str]:
    """What is hardly ever so, of all purchases of a member, a sentence each."""
    of_provider: dict[str, list[Purchases]] = defaultdict(list)
    for each in engine.fetch(PURCHASES, Purchases):
        of_provider[each.provider_id].append(each)
    for provider, groups in of_provider.items():
        if sum(group.times for group in groups) >= ENOUGH:
            yield from _alike(provider, groups)
        yield from (line for group in groups if group.times >= ENOUGH for line in _units(group))


def _nothing_bought(provider: str, files: Sequence[SourceFile], kinds: Sequence[str]) -> str:
    rows, taken = sum(file.rows for file in files), sum(file.taken for file in files)
    seen = f"{taken:,} of {rows:,} rows were taken: {', '.join(kinds)}" if kinds else f"none of {rows:,} rows was taken"
    return (
        f"{provider} hands in payments, and not one is a purchase ({seen}). Where a purchase is negative, set "
        'negative_amount = "purchase" in [files.options]; where kind is mapped, map it to a column of the contract\'s '
        "words, or leave it out."
    )


def _alike(provider: str, groups: Sequence[Purchases]) -> Iterator[str]:
    times = sum(group.times for group in groups)
    every = f"All {times:,} purchases of {provider}"
    if len({payer for group in groups for payer in (group.first_payer, group.last_payer)}) == 1:
        yield f"{every} are of one payer: map payer_ref to the column that tells payers apart."
    if len(groups) == 1 and groups[0].least == groups[0].most:
        yield f"{every} are of one amount: map amount to the column of what each of them was."
    if len({day for group in groups for day in (group.first_day, group.last_day)}) == 1:
        yield f"{every} are of one day: map occurred_at to the column of when each was made, or hand in all days."


def _units(group: Purchases) -> Iterator[str]:
    """Amounts without a fraction that no price list explains, and amounts that are fractions of the least coin."""
    if group.currency not in currencies_by_decimals()[TWO]:
        return
    every = f"The {group.times:,} purchases of {group.provider_id} in {group.currency}"
    is_priced = group.prices >= MOSTLY * group.times / TWO
    if group.whole == group.times and group.large >= MOSTLY * group.times and group.least != group.most:
        if is_priced or group.fives < ROUND * group.times:
            yield (
                f"{every} have no cents, and look like amounts in the smallest unit, a hundred times too large: hand "
                "in amounts in major units, 12.50 for 1250."
            )
    elif group.fine >= MOSTLY * group.times and group.small >= MOSTLY * group.times:
        yield (
            f"{every} have fractions of a cent, and look a hundred times too small: hand in amounts in major units, "
            "12.50 for 0.1250."
        )
