"""What of an entry's amounts was paid: the booked one, where there is one detail; else what each detail says."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from finpath.ingest.iso20022.elements import PaymentDetails, ReportEntry
from finpath.ingest.iso20022.sums import number


class Money(NamedTuple):
    """An amount as a message writes it."""

    amount: str | None
    currency: str | None


def is_only_detail(entry: ReportEntry, details: int) -> bool:
    """Say whether the one detail of an entry is all of it: of a batch, it may be the only one that is told."""
    return details == 1 and (entry.batch is None or (number(entry.batch) or 1) <= 1)


def booked_money(entry: ReportEntry, details: PaymentDetails) -> tuple[Money, bool]:
    """What was paid by an entry with one detail, and whether the detail says something that does not fit.

    The booked amount counts. A detail's own amount goes before it in the same currency, where charges are all the
    difference: what the payer's bank took for itself never reached the payee.
    """
    booked = Money(entry.amount, entry.currency)
    if booked.amount is None:
        return Money(details.amount, details.currency), False
    if details.amount == booked.amount and details.currency == booked.currency:  # nearly every entry
        return booked, False
    own, of_all = number(details.amount), number(entry.amount)
    if own is None or of_all is None:
        return booked, _differs(details.moved, details.moved_currency, booked)
    if details.currency != entry.currency or own == of_all:
        return booked, False
    if abs(own - of_all) in (_charges(details), _charges(entry)):
        return Money(details.amount, details.currency), False
    return booked, True


def detail_money(entry: ReportEntry, details: PaymentDetails) -> Money:
    """What one of several details says was booked of it: in the account's currency, where any of its amounts is."""
    said = (
        Money(details.amount, details.currency),
        Money(details.moved, details.moved_currency),
        Money(details.countervalue, details.countervalue_currency),
        Money(details.instructed, details.instructed_currency),
    )
    there = [money for money in said if money.amount]
    of_account = (money for money in there if money.currency == entry.currency)
    return next(of_account, there[0] if there else Money(None, None))


def adds_up(entry: ReportEntry, moneys: Sequence[Money]) -> bool:
    """Say whether several details come to what was booked; True where nobody can tell."""
    booked = number(entry.amount)
    amounts = [number(money.amount) for money in moneys if money.currency == entry.currency]
    if booked is None or len(amounts) < len(moneys):
        return True
    difference = abs(sum((amount or Decimal(0) for amount in amounts), Decimal(0)) - booked)
    return difference in (Decimal(0), _charges(entry))


def _differs(amount: str | None, currency: str | None, booked: Money) -> bool:
    return amount is not None and currency == booked.currency and number(amount) != number(booked.amount)


def _charges(said: ReportEntry | PaymentDetails) -> Decimal:
    if said.charges:
        return number(said.charges) or Decimal(0)
    return sum((number(each) or Decimal(0) for each in (said.charge_records or "").split()), Decimal(0))
