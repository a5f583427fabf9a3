"""Signatures of the functions `fp_…`, for what engines do differently: name and types, one meaning on all.

Each engine writes the body in its own words; a name that one of them lacks fails the tests. A function that reads a
text gives a value or NULL, never an error.
"""

from __future__ import annotations

SIGNATURES: dict[str, str] = {
    # Instants: all are UTC and without a zone; differences are exact integers, cut off towards zero.
    "fp_micros(t TIMESTAMP)": "BIGINT",
    "fp_days_between(a TIMESTAMP, b TIMESTAMP)": "BIGINT",
    "fp_seconds_between(a TIMESTAMP, b TIMESTAMP)": "BIGINT",
    "fp_quarter_number(t TIMESTAMP)": "BIGINT",  # quarters of an hour: no zone's offset is finer
    "fp_quarter_start(n BIGINT)": "TIMESTAMP",
    "fp_day(t TIMESTAMP)": "DATE",
    "fp_day_number(t TIMESTAMP)": "BIGINT",
    "fp_month(t TIMESTAMP)": "STRING",  # 2026-07
    "fp_second(t TIMESTAMP)": "INT",
    # The hour of day (0 to 23), the minute since midnight, the day of the week (0 is Monday) on a clock in a zone.
    "fp_local_hour(t TIMESTAMP, zone STRING)": "INT",
    "fp_local_minute(t TIMESTAMP, zone STRING)": "INT",
    "fp_local_weekday(t TIMESTAMP, zone STRING)": "INT",
    # A local time of a zone in UTC: of two the later, and one that the clock leaves out by the offset before it.
    "fp_utc(local TIMESTAMP, zone STRING)": "TIMESTAMP",
    # Instants in texts: ISO 8601, a format like strptime's, ticks since 1970. A local time is one of the zone.
    "fp_try_iso(s STRING, zone STRING)": "TIMESTAMP",
    "fp_try_time(s STRING, format STRING)": "TIMESTAMP",
    "fp_try_epoch(s STRING, ticks BIGINT)": "TIMESTAMP",
    "fp_try_date(s STRING)": "DATE",
    # Text. What is trimmed is every kind of space; what is lowered or raised is one letter at a time.
    "fp_text(s STRING)": "STRING",  # trimmed, and NULL where nothing is left
    "fp_trim(s STRING)": "STRING",
    "fp_lower(s STRING)": "STRING",
    "fp_upper(s STRING)": "STRING",  # of codes: what is not ASCII is no code, and stays as it is
    "fp_nines(s STRING)": "STRING",  # every digit a 9
    "fp_pad(s STRING, width INT)": "STRING",  # with zeros before it
    "fp_first(s STRING, n INT)": "STRING",
    "fp_clean_id(s STRING)": "STRING",  # its letters and digits, lowered
    # Patterns in the common part of RE2 and Java: classes, counts, groups, \s, \d and anchors; \1 is a group.
    "fp_matches(s STRING, pattern STRING)": "BOOLEAN",
    "fp_replace(s STRING, pattern STRING, put STRING)": "STRING",
    # A part of a joined column: what separates the parts is escaped inside them, so that no two joins look alike.
    "fp_part(s STRING)": "STRING",
    "fp_sha256(s STRING)": "STRING",
    "fp_hash64(s STRING)": "BIGINT",  # to find candidates only: each engine has its own, and no result depends on it
    # A column of another type: an instant with a zone in UTC, and as text; a whole number without decimals.
    "fp_in_utc(t TIMESTAMP)": "TIMESTAMP",
    "fp_zoned_text(t TIMESTAMP)": "STRING",
    "fp_float_text(x DOUBLE)": "STRING",
    # JSON: the names are one text, with chr(31) between them; their values are the texts of an object's members.
    "fp_json_texts(s STRING, names STRING)": "ARRAY<STRING>",
    "fp_json_object(s STRING)": "BOOLEAN",
    "fp_item(list ARRAY<STRING>, position INT)": "STRING",
    # Numbers. Sums of fractions are kept in integers of a millionth, so that no order of rows can change them.
    "fp_share(part DOUBLE, whole DOUBLE)": "DOUBLE",
    "fp_millionths(x DOUBLE)": "BIGINT",
    "fp_cents(x DOUBLE)": "BIGINT",  # money as a weight: at most a billion, so that no sum of products overflows
    "fp_logbin(x DOUBLE)": "INT",  # twenty bins to each power of ten
    # Money, rounded half-even at the eighth place.
    "fp_is_rounded(s STRING)": "BOOLEAN",
    "fp_try_money(s STRING)": "DECIMAL(38, 8)",
    "fp_exchange(amount DECIMAL(38, 8), rate DECIMAL(18, 10))": "DECIMAL(38, 8)",
    "fp_try_bool(s STRING)": "BOOLEAN",
    # What names a person: an e-mail address, a phone number with its country, an IBAN whose check digits are right.
    "fp_is_iban(s STRING)": "BOOLEAN",
    "fp_is_personal(s STRING)": "BOOLEAN",
    "fp_is_phone(s STRING)": "BOOLEAN",
    # Card numbers: 0 nothing, 1 a card number, 2 track data of a card, 3 one shortened to its first and last digits.
    "fp_card(s STRING)": "INT",
    "fp_card_amount(s STRING)": "INT",
    "fp_without_cards(s STRING)": "STRING",
}
"""Name and parameters to the type of the result, in the words of Spark; TIMESTAMP is without a zone."""

NAMES = frozenset(signature.split("(")[0] for signature in SIGNATURES)
