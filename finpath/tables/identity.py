"""The relations of identity: what accounts are identified by, which are one merchant, which one controller holds."""

from __future__ import annotations

from finpath.tables.relation import Relation, date, flag, integer, number, text

_MERCHANT = integer("merchant", "number of the merchant account")
_OTHER = integer("other", "number of the other account")
_KIND = text("kind", "what kind of identifier it is, as phone or settlement_account")
_ORGANISATION = text("organisation", "who tells of the account")
_VALUE = text("value", "its value: a keyed hash, or a domain")

LIVES = Relation(
    "lives",
    "one row per merchant account",
    (
        _MERCHANT,
        text("provider_id", "the member whose account it is"),
        text("merchant_id", "its id there"),
        text("source", "the file that describes it, or its provider"),
        date("began", "opened or first paid, whichever is earlier"),
        date("ended", "closed or last paid, whichever is later"),
    ),
    "finpath.graph.identity.account_lifetimes",
)

HOSTS = Relation(
    "hosts",
    "one row per merchant account with a domain",
    (
        _MERCHANT,
        text("host", "the host name"),
        text("value", "the part of it that somebody registered"),
        flag("open_to_all", "whether anybody can have a place there"),
    ),
    "finpath.graph.identity.identifiers",
)

IDENTIFIERS = Relation(
    "identifiers",
    "one row per merchant account and identifier",
    (_MERCHANT, _KIND, _VALUE, _ORGANISATION),
    "finpath.graph.identity.identifiers",
)

SHARED_IDENTIFIERS = Relation(
    "shared_identifiers",
    "one row per identifier that several accounts have, and organisation that tells of one of them",
    (
        _KIND,
        _VALUE,
        _ORGANISATION,
        integer("accounts", "that have it, at all organisations", "count"),
        integer("anchor", "number of the first of them"),
        flag("hub", "whether so many have it, or such, that it ties no account of this organisation"),
        flag("contested", "whether it would be a hub by the accounts of one other organisation alone"),
    ),
    "finpath.graph.identity.identifiers",
)

TRAITS = Relation(
    "traits",
    "one row per merchant account and weaker mark that a few share: a family of statement texts, a parent",
    (_MERCHANT, _KIND, _VALUE),
    "finpath.graph.identity.identifiers",
)

IDENTIFIER_KINDS = Relation(
    "identifier_kinds",
    "one row per kind of identifier",
    (
        text("kind", "as phone or settlement_account"),
        number("confidence", "that who shares it has one controller, 0 to 1", "share"),
        integer("patience", "days that it may lie idle before that says less", "days"),
        integer("halving", "days after which it says half as much", "days"),
    ),
    "finpath.graph.identity.identifier_succession",
)

PASSED = Relation(
    "passed",
    "one row per pair of accounts and kind of identifier that one had after the other",
    (
        _MERCHANT,
        _OTHER,
        text("relation", "same_merchant or same_controller"),
        text("kind", "of the identifier"),
        integer("gap_days", "that it lay idle between them", "days"),
        number("confidence", "0 to 1", "share"),
    ),
    "finpath.graph.identity.identifier_succession",
)

IDENTITY_EDGES = Relation(
    "identity_edges",
    "one row per pair of accounts, what ties them, and who says so",
    (
        _MERCHANT,
        _OTHER,
        text("relation", "same_merchant or same_controller"),
        text("kind", "of identifier; or payments, a name with what agrees beside it, a decision"),
        date("valid_from", "from when it ties them"),
        date("valid_to", "until when; empty for a decision"),
        integer("gap_days", "that the identifier lay idle between them", "days"),
        text("source", "the files that say so, or the person"),
        number("confidence", "0 to 1", "share"),
        flag("joins", "whether it makes them one entity"),
    ),
    "finpath.graph.identity.edges",
)

ENTITIES = Relation(
    "entities",
    "one row per merchant account",
    (
        _MERCHANT,
        text("provider_id", "the member whose account it is"),
        text("merchant_id", "its id there"),
        integer("controller", "number of the first account that the same controller holds"),
        text("entity_id", "name of all accounts of the controller, lasting from run to run"),
        text("shop_id", "name of all accounts of the merchant"),
    ),
    "finpath.graph.identity.entities",
)
