"""The relations of candidate cases: accounts that are looked at together, and what is true of them as a whole."""

from __future__ import annotations

from finpath.tables.relation import Relation, integer, number

_MERCHANT = integer("merchant", "number of the merchant account")
_CASE = integer("case_number", "number of the case: that of one of its accounts when it was drawn")
_MADE_BY = "finpath.graph.cases"

PAYER_GROUPS = Relation(
    "payer_groups",
    "one row per merchant account: those whose payers meet beyond chance, at home or from elsewhere",
    (_MERCHANT, integer("payer_group", "number of the first account of the group; its own for one alone")),
    "finpath.graph.payer_groups",
)

CASE_ACCOUNTS = Relation(
    "case_accounts",
    "one row per merchant account that is in a candidate case",
    (_CASE, _MERCHANT),
    _MADE_BY,
)

CASE_STREAMS = Relation(
    "case_streams",
    "one row per price inside a merchant whose payers are those of a candidate case that the merchant is not in",
    (
        _CASE,
        integer("stream", "number of the price in streams"),
        integer("merchant", "number of the merchant account that it is paid at"),
        integer("accounts", "of the case where its payers are found again", "count"),
        number("surprise", "minus log10 of the chance of that, added over those accounts", "powers of ten"),
    ),
    _MADE_BY,
)

CANDIDATE_CASES = Relation(
    "candidate_cases",
    "one row per candidate case: what its accounts declare, and what their payers do",
    (
        _CASE,
        integer("accounts", "in it", "count"),
        integer("payers", "of any of them", "count"),
        number("meeting_share", "payers that paid several of them", "share"),
        number("depth", "accounts of it that such a payer paid, on average", "count"),
        number("repeat_share", "payers that paid more than once", "share"),
        number("per_payer", "payments of a payer, on average", "count"),
        number("loyal_share", "payers seen at no merchant outside", "share"),
        number("elsewhere", "merchants outside that a payer paid, on average", "count"),
        number("same_category", "pairs of accounts that declare one category, of those that declare any", "share"),
        number("same_country", "pairs of accounts in one country, of those that declare any", "share"),
        number("same_acquirer", "pairs of accounts at one acquirer", "share"),
        number("same_word", "pairs of accounts whose names begin alike, of those that have one", "share"),
        number("same_controller", "pairs of accounts that one controller holds", "share"),
        number("declared_alike", "mean of category and country; what nobody declares counts as half", "share"),
        number("declared_one", "mean of category, country, name and controller, likewise", "share"),
        number("same_price", "accounts that have the price that most of them have", "share"),
        number("common_price_share", "payments at prices that several of them have", "share"),
        number("handed_on", "accounts after which another began within a month", "share"),
        number("short_lived", "accounts that lived less than 60 days", "share"),
        number("refund_share", "refunds to payments", "share"),
        number("usual_life", "median of the accounts' lives", "days"),
        integer("life_days", "from the first payment at any of them to the last", "days"),
    ),
    "finpath.graph.case_figures",
)
