r"""What becomes of a text that a member wrote, in one place: no live address passes the door, and nobody's own details.

Names and statement texts are shown on pages, in tables and to programs of others. What somebody could click is broken
here (`shop[.]example`), so that no form of a result can make it whole; e-mail addresses, phone numbers and IBANs are
replaced by a word. An id comes back to its provider, so that one which is such a detail is a fault of its row; one that
has a scheme is broken, in every table alike, and one with a mere dot stays. A host name is kept as such, for
hashing, and is broken when shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from finpath.engine import Engine
from finpath.ingest import cards
from finpath.ingest.close_reasons import close_reason_sql
from finpath.tables.contract import Column, Type

DOT = "[.\uff0e\u3002\uff61]"
"""What stands between the labels of a host name: browsers take the full-width and ideographic dots as well."""

WORD = r"[^ \t\n\r@,;:<>()\[\]|]"
MAIL = rf"{WORD}+@{WORD}+{DOT}{WORD}+"
IBAN = "(^|[^0-9A-Za-z])[A-Za-z]{2}[0-9]{2}( ?[0-9A-Za-z]{4}){2,7}( ?[0-9A-Za-z]{1,3})?($|[^0-9A-Za-z])"
"""What is written as an IBAN; in a text, one digit that is wrong makes it no less somebody's account."""

ABROAD = r"\+ ?[0-9]([ ()./-]*[0-9]){7,14}"
DIALLED = r"(^|[^0-9])00 ?[1-9][0-9]{0,2}[ (][ ()./-]*[0-9]([ ()./-]*[0-9]){5,12}"
AT_HOME = r"(^|[^0-9])([(]0[1-9][0-9]{0,3}[)]|0[1-9][0-9]{0,3}) ?[ /][0-9]([ -]?[0-9]){4,}"
"""A phone number is what is written as one: digits alone are an id, however many there are."""

MASKED = (
    (MAIL, "[e-mail]"),
    (IBAN, r"\1[IBAN]\4"),
    (ABROAD, "[phone]"),
    (DIALLED, r"\1[phone]"),
    (AT_HOME, r"\1[phone]"),
)
WHOLE = frozenset(put.strip("\\14") for _, put in MASKED)
"""What is left of a text that is nothing but such a detail."""

BROKEN = (
    (r"(^|[^\[])://", r"\1[://]"),
    (rf"([wW]{{3}}[0-9]{{0,2}}){DOT}", r"\1[.]"),
    (rf"([0-9]{{1,3}}){DOT}([0-9]{{1,3}}){DOT}([0-9]{{1,3}}){DOT}([0-9]{{1,3}})", r"\1[.]\2[.]\3[.]\4"),
    (rf"{DOT}(\p{{L}}[\p{{L}}\p{{M}}])", r"[.]\1"),
)
"""What makes a link of a text: a scheme, www, four numbers, a dot before the letters of a domain. Pattern to put."""

TELLING = rf"[@+:(]|{DOT}|[A-Za-z][A-Za-z][0-9][0-9]|(^|[^0-9])0[0-9]"
"""Most texts hold nothing of all this, and one look tells."""

ADDRESSED = "://"
"""An id that is an address has a scheme. A mere dot makes none, and such an id comes back as it was given."""

STARTS = "(^|[|])"
TELLING_IDS = rf"[@+:(]|{DOT}|{STARTS}0[0-9]*[ /]|{STARTS}[A-Za-z][A-Za-z][ .-]?[0-9][ .-]?[0-9]"
"""The same of all ids of a row, joined by strokes: one look, where each of them would cost as much."""

HOST = (
    (r"\[([.]|://)\]", r"\1"),
    (r"^[ \[(<]+|[ \t\r\n\])>][^\x00]*", ""),
    ("^[a-z][a-z0-9+.-]*:/+|^mailto:", ""),
    ("^[^/?#]*@", ""),
    (r"[/?#\\].*", ""),
    (":[0-9]*$", ""),
    (DOT, "."),
    ("[.]+$", ""),
)
"""What stands around a host name in an address, and more words after it. Pattern to put."""

PERSONAL = "is an e-mail address, a phone number or an IBAN; hand in a surrogate"

OFFICIAL = frozenset(("registration_number", "network_reference"))
"""Numbers that others gave, some of which are written as phone numbers are: an Australian one is 004 085 616."""


def member_text_sql(column: Column) -> str:
    """SQL of what is kept of a text, from `raw_…`, `telling` and, where card numbers are masked, `card_…`."""
    raw = f"raw_{column.name}"
    if column.name == "close_reason":
        return close_reason_sql(raw)
    if column.type is Type.TOKEN or column.name == "purpose_text":  # neither passes the door
        return cards.mask_sql(column) if column in cards.free_text_columns((column,)) else raw
    if column.name == "domain":
        return host_sql(raw)
    if column.name in cards.IDENTIFIERS:
        return f"CASE WHEN telling AND fp_matches({raw}, '{ADDRESSED}') THEN {_replace(raw, BROKEN)} ELSE {raw} END"
    return harmless_text_sql(cards.mask_sql(column))


def harmless_text_sql(text: str) -> str:
    """SQL of a text without e-mail addresses, phone numbers and IBANs, and with no address that could be clicked."""
    return f"CASE WHEN fp_matches({text}, '{TELLING}') THEN {_replace(text, (*MASKED, *BROKEN))} ELSE {text} END"


def host_sql(text: str) -> str:
    """SQL of the host name in a text that may be a whole address, in lower case."""
    return f"fp_text({_replace(f'fp_lower(fp_trim({text}))', HOST)})"


def names_person_sql(column: Column) -> str:
    """SQL that says whether an id is what a person is reached or paid by; NULL where there is none."""
    raw = f"raw_{column.name}"
    phones = "" if column.name in OFFICIAL else f"|^{ABROAD}$|^{DIALLED}$|^{AT_HOME}$"
    is_personal = f"fp_matches({raw}, '{MAIL}{phones}') OR fp_is_iban({_replace(raw, (('[ .-]', ''),))})"
    return f"CASE WHEN telling THEN {is_personal} ELSE false END"


def make_harmless(engine: Engine, text: str) -> str:
    """A text of a manifest as texts of rows are kept, without the card numbers in it."""
    without_cards = cards.mask_cards(engine, text)
    if re.search(TELLING, without_cards) is None:
        return without_cards
    return str(engine.scalar(f"SELECT {harmless_text_sql(':text')}", {"text": without_cards}))


def reaches_somebody(engine: Engine, identifier: str) -> bool:
    """Say whether an id of a manifest is more than a name.

    A dot alone makes no address of it, as in `bank.nl`; and the name of a file, with the number of the account whose
    statement it holds, is often a member's id in trials.
    """
    kept = make_harmless(engine, identifier).strip()
    return kept in WHOLE or any(mark in kept.lower() for mark in ("[e-mail]", "[://]", "www[.]"))


def telling_sql(columns: Sequence[Column]) -> str:
    """SQL of `telling`: whether it is worth asking of the ids of a row what each of them is."""
    ids = ", '|', ".join(f"coalesce(raw_{column.name}, '')" for column in columns if has_ids(column))
    return f"fp_matches(concat({ids}), '{TELLING_IDS}')" if ids else "false"


def has_ids(column: Column) -> bool:
    """Say whether a column holds ids that come back as they were given."""
    return column.name in cards.IDENTIFIERS and column.type is Type.STRING


def _replace(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for pattern, put in pairs:
        text = f"fp_replace({text}, '{pattern}', '{put}')"
    return text
