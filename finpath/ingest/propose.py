"""Proposes what a table is that nobody has described: which column is what, why, and what cannot be known.

`finpath init` and `finpath.load` ask the same questions, since both ask this. How dates and decimals are to be read is
found as always, when the proposal is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from finpath.ingest import normalise
from finpath.ingest.column_names import (
    CREDIT,
    DEBIT,
    MERCHANT_NAMES,
    NAMES,
    ZONES,
    bare_name,
    in_brackets,
)
from finpath.ingest.columns import SIGN
from finpath.ingest.guess import TableGuess
from finpath.ingest.preview import Preview
from finpath.ingest.proposal import MERCHANTS, PAYMENTS, Claims, OpenQuestion, Proposal, ProposedColumn
from finpath.ingest.sides import PERSONS
from finpath.ingest.value_shapes import (
    are_local,
)

NEEDED = {
    PAYMENTS: ("transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "currency"),
    MERCHANTS: ("merchant_id",),
}
OWN = "own-account"
"""What stands for the account that a table is of, and does not name."""

FEW_OF_MERCHANTS = 2
"""Columns of merchants by which a table without amounts is known."""


def propose(preview: Preview, given: Claims) -> Proposal:
    """Look at a table and say what its columns are."""
    if preview.form:
        own = tuple(_own_account(preview, given)) if preview.is_export else ()
        return Proposal(preview.name, PAYMENTS, own, {}, given.surrogate or False, (), (), (), form=preview.form)
    table = _guess_table(preview, given)
    guess = TableGuess(preview, given, table)
    columns = {each.ours: each for each in guess.columns()}
    times, payers = (guess.theirs(columns, name) for name in ("occurred_at", "payer_ref"))
    options = dict(guess.options(guess.theirs(columns, "amount"), times)) if table == PAYMENTS else {}
    used = {name for each in columns.values() for name in each.theirs} | {options.get(SIGN, ("", ""))[0]}
    missing = tuple(name for name in NEEDED[table] if name not in columns)
    is_zoned = preview.zoned & set(times) or any(bare_name(name) in ZONES for name in times)
    doubtful = "kind" not in columns and guess.is_doubtful(guess.theirs(columns, "amount"), options)
    return Proposal(
        name=preview.name,
        table=table,
        columns=tuple(columns.values()),
        options=options,
        surrogate=guess.needs_surrogates(guess.theirs(columns, "merchant_id")),
        unused=tuple(dict.fromkeys(name for name in preview.header if name not in used)),
        missing=missing,
        questions=tuple(_questions(preview.name, missing, doubtful=doubtful)),
        zone=next(("UTC" for name in times for said in in_brackets(name) if said in {"UTC", "GMT"}), ""),
        is_local=not is_zoned and are_local(guess.values(times)),
        countries=frozenset(iban[:2] for iban in map(normalise.iban, guess.values(payers)) if iban),
    )


def _own_account(preview: Preview, given: Claims) -> Iterator[ProposedColumn]:
    """The account that an export is of, where a row does not name it."""
    why = f"its columns are known ({preview.form}); this stands where a row names nobody"
    for name in ("payer_ref", "merchant_id"):
        yield ProposedColumn(name, (), given.constants.get(name, OWN), why)


def propose_names(preview: Preview, payments: Proposal, given: Claims) -> Proposal | None:
    """What those are called who receive, out of the payments' own table, where that says a name beside an id.

    Nothing of a member whose payees are persons as a rule: their names stay with it.
    """
    guess = TableGuess(preview, given, PAYMENTS)
    mapped = {each.ours: each for each in payments.columns}
    ids = guess.theirs(mapped, "merchant_id")
    if given.kind in PERSONS or payments.table != PAYMENTS or len(ids) != 1:
        return None
    guess.taken = {*ids}
    for name in guess.names_beside(ids[0]):
        columns = (
            ProposedColumn("merchant_id", ids, "", "as of the payments"),
            ProposedColumn("trading_name", (name,), "", "each id has one name in it"),
        )
        return replace(payments, table=MERCHANTS, columns=columns, options=_sheet_alone(payments), questions=())
    return None


def _sheet_alone(payments: Proposal) -> Mapping[str, tuple[str, str]]:
    return {name: value for name, value in payments.options.items() if name == "sheet"}


def _guess_table(preview: Preview, given: Claims) -> str:
    """Payments; or merchants, where there are no amounts and enough that is said of merchants alone."""
    bare = {bare_name(name) for name in preview.header}
    said = {"amount", "occurred_at"} & {*given.columns, *given.constants}
    known = [ours for ours, names in MERCHANT_NAMES.items() if bare & {ours.replace("_", ""), *names}]
    is_described = len(known) >= FEW_OF_MERCHANTS and "merchant_id" in known
    has_amounts = bare & {*NAMES["amount"], *NAMES["payer_ref"], *DEBIT, *CREDIT}
    return MERCHANTS if is_described and not said and not has_amounts else PAYMENTS


def _questions(name: str, missing: Sequence[str], *, doubtful: bool) -> Iterator[OpenQuestion]:
    if "currency" in missing:
        yield OpenQuestion(
            "currency", "has no column of currencies", f"{name}: in which currency are the amounts?", "EUR"
        )
    if "payer_ref" in missing:
        ask = f"{name} names no payer. Whose account is it (any name)?"
        yield OpenQuestion("payer", "names no payer", ask, OWN)
    if doubtful:
        ask = f"{name}: what are negative amounts, purchase or refund?"
        yield OpenQuestion(
            "negative_amount", "has negative amounts that could be purchases or refunds", ask, "purchase"
        )
