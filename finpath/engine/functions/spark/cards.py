"""Card numbers, IBANs and what else names a person, in Spark's words; in the same steps as in DuckDB's.

What repeats without end is possessive (`*+`): Java would go one call deeper for each repetition, and a long text would
end the program.
"""

from __future__ import annotations

from finpath.engine import cards
from finpath.engine.functions.patterns import IBAN, NO_CENTS, PERSONAL, PHONE, WHOLE_AMOUNT
from finpath.engine.functions.spark.words import matches, where

_WHOLE = rf"^({cards.CARD})\z"
_LONG = r"^[0-9]{13,}\z"
_SOME = f"{cards.ENOUGH}|{cards.SHORTENED}"
_BEYOND = rf"{_SOME}|[^\x00-\x7f]"
_FOLDED = rf"""CASE WHEN octet_length(s) = length(s) THEN s ELSE regexp_replace(
        translate(s, '{cards.OTHERS}', '{cards.PLAIN}'), r'[^\p{{L}}\x00-\x7f]', ' ') END"""


def _is_pan(number: str) -> str:
    return f"({matches(number, _WHOLE)} AND luhn_check({number}))"


# Any groups of digits that stand together may be one number: from each start to each end.
_ENDS = f"sequence(i, least(i + {cards.LONGEST - 1}, size(g)))"
_JOINED = where("n", "array_join(slice(g, i, j - i + 1), '')", _is_pan("n"))
_HOLDS_CARD = f"""exists(transform(regexp_extract_all(f, r'{cards.RUN}+', 0), run -> split(run, '[^0-9]+')),
        g -> exists(sequence(1, size(g)), i -> exists({_ENDS}, j -> {_JOINED})))"""

_IS_IBAN = f"""CASE WHEN {matches("s", IBAN)} THEN aggregate(
        split(regexp_replace(upper(replace(s, ' ', '')), '^(.{{4}})(.*)', '$2$1'), ''), 0L,
        (rest, c) -> CASE WHEN c BETWEEN '0' AND '9' THEN (rest * 10 + try_cast(c AS BIGINT)) % 97
            ELSE (rest * 100 + ascii(c) - 55) % 97 END) = 1 ELSE false END"""

_FOUND = f"""CASE
        WHEN NOT {matches("f", cards.POSSIBLE)} OR {matches("s", cards.DIGEST)} OR {_IS_IBAN} OR NOT {_HOLDS_CARD}
            THEN CASE WHEN {matches("s", cards.SHORTENED)} THEN 3 ELSE 0 END
        WHEN {matches("f", cards.TRACK)} THEN 2
        ELSE 1 END"""

BODIES = {
    "fp_is_iban": _IS_IBAN,
    "fp_is_personal": f"{matches('s', PERSONAL)} OR {_IS_IBAN}",
    "fp_is_phone": matches("s", PHONE),
    "fp_card": f"""CASE
        WHEN s IS NULL OR octet_length(s) < 11 THEN 0
        WHEN NOT {matches("s", _BEYOND)} THEN 0
        WHEN NOT {matches("s", f"{_SOME}|{cards.FOREIGN}")} THEN 0
        WHEN {matches("s", _LONG)} THEN CASE WHEN {_is_pan("s")} THEN 1 ELSE 0 END
        ELSE {where("f", _FOLDED, _FOUND)} END""",
    "fp_card_amount": f"""CASE
        WHEN s IS NULL OR octet_length(s) < 13 THEN 0
        WHEN NOT {matches("s", WHOLE_AMOUNT)} THEN 0
        WHEN {_is_pan("regexp_replace(s, '[^0-9]', '')")} THEN 1
        WHEN {_is_pan(f"regexp_replace(regexp_replace(s, r'{NO_CENTS}', ''), '[^0-9]', '')")} THEN 1
        ELSE 0 END""",
    "fp_without_cards": f"""regexp_replace(regexp_replace(s, r'{cards.WRITTEN}+', '{cards.MARK}'),
        r'{cards.SHORTENED}', '{cards.MARK}')""",
}
"""Name to expression."""
