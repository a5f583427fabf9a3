"""Functions `fp_…` that read what members write: text in, a value or NULL out, never an error."""

from __future__ import annotations

from finpath.engine.cards import CARDS

_DATE = r"^\d{4}-\d\d?-\d\d?"
_CLOCK = r"([T ]\d\d?:\d\d(:\d\d([.]\d+)?)?)"
_OFFSET = r" ?(Z|z|UTC|[+-]\d\d(:?\d\d)?)$"
_PLACES = r"[.][0-9]{9}"  # more than the eight places of money
_NUMBER = r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$"

READINGS: dict[str, str] = CARDS | {
    # Few texts need trimming, and asking is cheaper than doing it: 0.05 against 0.18 CPU seconds a million.
    "fp_text(s)": """CASE WHEN starts_with(s, ' ') OR ends_with(s, ' ') OR s = '' THEN NULLIF(trim(s), '')
        ELSE s END""",
    "fp_upper(s)": "upper(s)",  # of codes: the engines differ only beyond ASCII
    "fp_nines(s)": "translate(s, '012345678', '999999999')",  # every digit a 9
    "fp_pad(s, width)": "lpad(s, width, '0')",
    "fp_matches(s, pattern)": "regexp_matches(s, pattern)",
    # A part of a joined column: what separates the parts is escaped inside them, so that no two joins look alike.
    "fp_part(s)": r"replace(replace(coalesce(trim(s), ''), '\', '\\'), '|', '\|')",
    # The paths are one text, with chr(31) between them.
    "fp_json_texts(s, paths)": "CASE WHEN json_valid(s) THEN json_extract_string(s, string_split(paths, chr(31))) END",
    "fp_json_object(s)": "CASE WHEN json_valid(s) THEN json_type(s) = 'OBJECT' ELSE false END",
    "fp_item(list, position)": "list[position]",
    # Instants: a local time is one of the zone, and NULL where its text is neither.
    # The same instant with a zone: half the cost of a conversion from zone UTC.
    "fp_instant(t)": "make_timestamptz(epoch_us(t))",
    "fp_second(t)": "CAST(extract('second' FROM t) AS INTEGER)",
    # Minutes since midnight by the clock of a zone.
    "fp_local_minute(t, zone)": """CAST(extract('hour' FROM timezone(zone, fp_instant(t))) * 60
        + extract('minute' FROM timezone(zone, fp_instant(t))) AS INTEGER)""",
    "fp_utc(local, zone)": "timezone('UTC', timezone(zone, local))",
    "fp_try_iso(s, zone)": f"""CASE
        WHEN ends_with(s, 'Z') AND length(s) BETWEEN 17 AND 30 THEN TRY_CAST(s AS TIMESTAMP)
        WHEN regexp_matches(s, '{_DATE}{_CLOCK}?$') THEN
            CASE WHEN zone = 'UTC' THEN TRY_CAST(s AS TIMESTAMP)
            ELSE timezone('UTC', timezone(zone, TRY_CAST(s AS TIMESTAMP))) END
        WHEN regexp_matches(s, '{_DATE}{_CLOCK}{_OFFSET}') THEN timezone('UTC',
            TRY_CAST(regexp_replace(upper(replace(s, ' UTC', 'Z')), ' ([Z+-])', '\\1') AS TIMESTAMPTZ)) END""",
    "fp_try_time(s, format)": "try_strptime(s, format)",
    "fp_try_epoch(s, ticks)": """CASE WHEN regexp_matches(s, '^[0-9]{9,16}$')
        THEN make_timestamp(CAST(s AS BIGINT) * (1000000 // ticks)) END""",
    "fp_try_date(s)": r"CASE WHEN regexp_matches(s, '^\d{4}-\d\d?-\d\d?') THEN TRY_CAST(s AS DATE) END",
    # Money, rounded half-even at the eighth place; DuckDB itself rounds half away from zero.
    "fp_is_rounded(s)": f"regexp_matches(s, '{_PLACES}') OR regexp_matches(s, '[eE]-')",
    "fp_try_money(s)": f"""CASE
        WHEN NOT regexp_matches(s, '{_NUMBER}') THEN NULL
        WHEN regexp_matches(s, '{_PLACES}') OR regexp_matches(s, '[eE]-')
            THEN CAST(round_even(TRY_CAST(s AS DECIMAL(38, 18)), 8) AS DECIMAL(38, 8))
        ELSE TRY_CAST(s AS DECIMAL(38, 8)) END""",
    # Money times a rate, half-even; past a trillion, whole units are precise enough and cannot overflow.
    "fp_exchange(amount, rate)": """CASE
        WHEN rate = 1 THEN amount
        WHEN amount < 1000000000000
            THEN CAST(round_even(CAST(amount AS DECIMAL(20, 8)) * CAST(rate AS DECIMAL(18, 10)), 8) AS DECIMAL(38, 8))
        ELSE CAST(round_even(CAST(amount AS DECIMAL(20, 0)) * CAST(rate AS DECIMAL(18, 10)), 8) AS DECIMAL(38, 8))
        END""",
    "fp_try_bool(s)": """CASE lower(s)
        WHEN 'true' THEN true WHEN 't' THEN true WHEN '1' THEN true WHEN 'yes' THEN true WHEN 'y' THEN true
        WHEN 'false' THEN false WHEN 'f' THEN false WHEN '0' THEN false WHEN 'no' THEN false WHEN 'n' THEN false
        END""",
    # What names a person: an e-mail address, a phone number with its country, an IBAN whose check digits are right.
    "fp_iban_rest(s)": """list_reduce(list_transform(
        string_split(concat(substr(s, 5), substr(s, 1, 4)), ''),
        lambda c: CASE WHEN c BETWEEN '0' AND '9' THEN CAST(c AS BIGINT) ELSE ascii(c) - 55 END),
        lambda rest, d: CASE WHEN d > 9 THEN (rest * 100 + d) % 97 ELSE (rest * 10 + d) % 97 END)""",
    "fp_is_iban(s)": """CASE WHEN regexp_matches(s, '^[A-Za-z]{2}[0-9]{2}[A-Za-z0-9 ]{11,40}$')
        THEN fp_iban_rest(upper(replace(s, ' ', ''))) = 1 ELSE false END""",
    "fp_is_personal(s)": r"""regexp_matches(s, '^\S+@\S+[.]\S+$')
        OR regexp_matches(s, '^\+[0-9]([ ()./-]*[0-9]){7,14}$')
        OR regexp_matches(s, '^[(]?0[0-9]{1,4}[)]?[ ./-][0-9][0-9 ./-]{4,}$') OR fp_is_iban(s)""",
    "fp_hash64(s)": "hash(s)",  # to find candidates only: which engine hashes how changes no result
}
"""Signature to DuckDB expression."""
