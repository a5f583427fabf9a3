r"""Card numbers, IBANs and what else names a person, in DuckDB's words.

A text is asked in steps, each dearer than the one before and asked only of what is left: are there 13 digits without
a letter between them (0.1 microseconds); do digits begin and end as a number of some scheme does; do they pass Luhn's
check.
"""

from __future__ import annotations

from finpath.engine import cards
from finpath.engine.functions.patterns import IBAN, NO_CENTS, PERSONAL, PHONE, WHOLE_AMOUNT


def _luhn() -> str:
    """The check over a BIGINT, two digits at a time: the left of them counts twice; what is over 9 then counts 9 less.

    Modulo 10, 9 less is 1 more. A term for each digit would take DuckDB longer to understand than any file to read.
    """
    pairs = ", ".join(str(100**pair) for pair in range((cards.LONGEST + 1) // 2))
    first = "n // p // 10 % 10"
    return f"list_sum(list_transform([{pairs}], lambda p: n // p % 10 + {first} * 2 + CAST({first} > 4 AS BIGINT)))"


PARTS = {
    "fp_luhn(n)": f"({_luhn()}) % 10 = 0",
    "fp_is_pan(s)": rf"CASE WHEN regexp_matches(s, '^({cards.CARD})\z') THEN fp_luhn(CAST(s AS BIGINT)) ELSE false END",
    # Digits of any script as 0 to 9, and every sign beyond ASCII as a space; letters stay, they end a number.
    "fp_folded(s)": rf"""CASE WHEN strlen(s) = length(s) THEN s ELSE regexp_replace(
        CASE WHEN regexp_matches(s, '{cards.FOREIGN}') THEN translate(s, '{cards.OTHERS}', '{cards.PLAIN}')
        ELSE s END, '[^\p{{L}}\x00-\x7f]', ' ', 'g') END""",
    "fp_numbers_of(groups)": f"""list_transform(range(1, len(groups) + 1), lambda i:
        list_bool_or(list_transform(range(i, least(i + {cards.LONGEST}, len(groups) + 1)),
            lambda j: fp_is_pan(array_to_string(groups[i:j], '')))))""",
    "fp_holds_card(folded)": f"""list_bool_or(list_transform(regexp_extract_all(folded, '{cards.RUN}'), lambda run:
        list_bool_or(fp_numbers_of(string_split_regex(run, '[^0-9]+')))))""",
    "fp_iban_rest(s)": """list_reduce(list_transform(
        string_split(concat(substr(s, 5), substr(s, 1, 4)), ''),
        lambda c: CASE WHEN c BETWEEN '0' AND '9' THEN CAST(c AS BIGINT) ELSE ascii(c) - 55 END),
        lambda rest, d: CASE WHEN d > 9 THEN (rest * 100 + d) % 97 ELSE (rest * 10 + d) % 97 END)""",
}
"""Signature to expression."""

BODIES = {
    "fp_is_iban": f"""CASE WHEN regexp_matches(s, '{IBAN}') THEN fp_iban_rest(upper(replace(s, ' ', ''))) = 1
        ELSE false END""",
    "fp_is_personal": f"regexp_matches(s, '{PERSONAL}') OR fp_is_iban(s)",
    "fp_is_phone": f"regexp_matches(s, '{PHONE}')",
    "fp_card": rf"""CASE
        WHEN strlen(s) < 11 THEN 0
        WHEN NOT regexp_matches(s, '{cards.ENOUGH}|{cards.SHORTENED}|[^\x00-\x7f]') THEN 0
        WHEN NOT regexp_matches(s, '{cards.ENOUGH}|{cards.SHORTENED}|{cards.FOREIGN}') THEN 0
        WHEN regexp_matches(s, '^[0-9]{{13,}}\z') THEN CASE WHEN fp_is_pan(s) THEN 1 ELSE 0 END
        WHEN NOT regexp_matches(fp_folded(s), '{cards.POSSIBLE}') OR regexp_matches(s, '{cards.DIGEST}')
            OR fp_is_iban(s) OR NOT coalesce(fp_holds_card(fp_folded(s)), false)
            THEN CASE WHEN regexp_matches(s, '{cards.SHORTENED}') THEN 3 ELSE 0 END
        WHEN regexp_matches(fp_folded(s), '{cards.TRACK}') THEN 2
        ELSE 1 END""",
    "fp_card_amount": rf"""CASE
        WHEN strlen(s) < 13 THEN 0
        WHEN NOT regexp_matches(s, '{WHOLE_AMOUNT}') THEN 0
        WHEN fp_is_pan(regexp_replace(s, '[^0-9]', '', 'g')) THEN 1
        WHEN fp_is_pan(regexp_replace(regexp_replace(s, '{NO_CENTS}', ''), '[^0-9]', '', 'g')) THEN 1
        ELSE 0 END""",
    "fp_without_cards": f"""regexp_replace(regexp_replace(s, '{cards.WRITTEN}', '{cards.MARK}', 'g'),
        '{cards.SHORTENED}', '{cards.MARK}', 'g')""",
}
"""Name to expression."""
