"""Protection against clear card numbers: masked in free text, a fault of the row everywhere else.

Every number that could be a card's is taken for one. One in ten numbers passes Luhn's check by chance, and one in three
begins as cards do; nothing in a number tells a card's from such a one. So an honest row is lost now and then, and no
card number passes: `benchmarks/cards.py` counts both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from finpath.engine import Engine
from finpath.tables.contract import Column, Type

IDENTIFIERS = frozenset(
    """
    transaction_id merchant_id payer_ref related_id network_reference terminal_id acquirer_id parent_id transfer_id
    report_id from_account to_account settlement_account registration_number brand_id group_id provider_id
    """.split()
)
"""Where a clear card number rejects the row, as in every token; in every other text it is masked."""

CODE_COLUMNS = frozenset("payer_country payee_country country currency mcc".split())
"""Texts out of a list of codes: whatever else stands there is not kept."""

PHONES = ("phone", "payer_ref")
"""Tokens that may be phone numbers, some of which are as long as a card's."""

NOTHING, CARD, TRACK, SHORTENED = range(4)
"""What fp_card answers."""

REASONS = {
    CARD: "holds a clear card number; hand in a token or a surrogate",
    SHORTENED: "holds the first and last digits of a card number; hand in a token or a surrogate",
    TRACK: "holds track data of a card",
}

SHORTEST = 13
"""Digits of the shortest card number."""

HIDING = "[*xX#•·]{3}"
"""What stands for the middle of a shortened one."""

MASK_SQL = "SELECT CASE WHEN fp_card(:text) > 0 THEN fp_without_cards(:text) ELSE :text END"


def free_text_columns(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Those that hold free text, in which a card number is masked."""
    return tuple(
        column
        for column in columns
        if column.type is Type.STRING and not column.codes and column.name not in IDENTIFIERS | CODE_COLUMNS
    )


def card_columns(columns: Sequence[Column]) -> Iterator[tuple[Column, str]]:
    """The columns in which a card number could stand, and SQL of what fp_card says of each."""
    for column in columns:
        raw = f"raw_{column.name}"
        if column.type is Type.MONEY:
            yield column, f"fp_card_amount(replace({raw}, 'e0', ''))"
        elif column.type is Type.TOKEN or column.name in IDENTIFIERS or column in free_text_columns((column,)):
            yield column, f"fp_card({raw})"


def card_faults(column: Column, ticks: bool) -> Iterator[tuple[str, str]]:  # noqa: FBT001 - what is known of the file
    """Condition and reason of every fault that a card number makes in a column.

    Args:
        column: Of the contract.
        ticks: Whether its instants are numbers that count from 1970.
    """
    if ticks:
        yield f"fp_card(raw_{column.name}) > 0", REASONS[CARD]
    for each, _ in card_columns((column,)):
        answer = f"card_{each.name}"
        if each.name in PHONES:
            yield f"CASE WHEN {answer} = {CARD} THEN NOT fp_is_phone(raw_{each.name}) ELSE false END", REASONS[CARD]
        elif each not in free_text_columns((column,)):
            yield f"{answer} = {CARD}", REASONS[CARD]
        if each.type is Type.STRING:
            yield f"{answer} = {TRACK}", REASONS[TRACK]
        if each.name in IDENTIFIERS and each.type is Type.STRING:
            yield f"{answer} = {SHORTENED}", REASONS[SHORTENED]
        if each.type is Type.TOKEN:
            yield f"{answer} = {TRACK}", REASONS[TRACK]


def mask_sql(column: Column) -> str:
    """SQL of a text without the card numbers in it."""
    raw = f"raw_{column.name}"
    return f"CASE WHEN card_{column.name} > 0 THEN fp_without_cards({raw}) ELSE {raw} END"


def any_card_sql(columns: Sequence[Column]) -> str:
    """SQL that says whether any of these columns of a row holds one: few do, and the rest is asked of those alone."""
    answers = [f"coalesce(card_{column.name}, 0)" for column, _ in card_columns(columns)]
    return f"{' + '.join(answers)} > 0" if answers else "false"


def mask_cards(engine: Engine, text: str) -> str:
    """A name or a message without the card numbers in it."""
    if not _could_hold_one(text):
        return text
    return str(engine.scalar(MASK_SQL, {"text": text}))


def _could_hold_one(text: str) -> bool:
    """Whether it is worth asking the engine, which takes a tenth of a second to understand the question."""
    digits = sum(unicodedata.digit(letter, None) is not None for letter in text)
    return digits >= SHORTEST or re.search(HIDING, text) is not None
