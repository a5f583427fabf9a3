r"""Texts, codes, patterns and JSON in Spark's words.

Java reads a pattern almost as RE2 does. Put before it, `(?d)` makes a line's feed the only end of a line; an anchor at
the end of a pattern or group is written as `\z`, and `\s` as the five signs that RE2 takes.
"""

from __future__ import annotations

from finpath.engine.functions.spark.words import trimmed, where

_PATTERN = r"""concat('(?d)', replace(replace(regexp_replace(pattern, r'(?<![\\\[])\$(?=\z|[)|])', r'\\z'),
        r'\s', r'[\t\n\f\r ]'), r'\S', r'[^\t\n\f\r ]'))"""
_PUT = r"""regexp_replace(replace(put, '$', r'\$'), r'\\([0-9])', r'\$$1')"""

# The object is read inside another, whose second member is reached only where the first is whole.
_AROUND = """from_json(concat('{"said":', s, ',"finpath_end":true}'),
        'STRUCT<said: MAP<STRING, STRING>, finpath_end: BOOLEAN>',
        map('mode', 'PERMISSIVE', 'allowSingleQuotes', 'false'))"""
_MEMBERS = where("j", _AROUND, "CASE WHEN j.finpath_end THEN j.said END")

BODIES = {
    "fp_text": f"""CASE WHEN startswith(s, ' ') OR endswith(s, ' ') OR s = '' THEN NULLIF({trimmed("s")}, '')
        ELSE s END""",
    "fp_trim": trimmed("s"),
    # A capital sigma at the end of a word and a dotted I are lowered as they are anywhere else.
    "fp_lower": "CASE WHEN octet_length(s) = length(s) THEN lower(s) ELSE lower(translate(s, 'İΣ', 'iσ')) END",  # noqa: RUF001
    "fp_upper": "CASE WHEN octet_length(s) = length(s) THEN upper(s) ELSE s END",
    "fp_nines": "translate(s, '012345678', '999999999')",
    "fp_pad": "lpad(s, width, '0')",
    "fp_first": "substr(s, 1, n)",
    "fp_clean_id": "regexp_replace(lower(s), '[^a-z0-9]', '')",
    "fp_matches": f"regexp_like(s, {_PATTERN})",
    "fp_replace": f"regexp_replace(s, {_PATTERN}, {_PUT})",
    "fp_part": rf"replace(replace({trimmed('coalesce(s, chr(32))')}, r'\', r'\\'), '|', r'\|')",
    "fp_sha256": "sha2(s, 256)",
    "fp_hash64": "xxhash64(s)",
    "fp_in_utc": "t",  # a type without a zone makes it so: the session's zone is UTC
    "fp_zoned_text": "concat(CAST(t AS STRING), 'Z')",
    # Only what is smaller than a ten-thousandth, or has more digits than an amount, is written with an exponent.
    "fp_float_text": """CASE WHEN abs(x) < 1e15 AND x = floor(x) THEN CAST(CAST(x AS BIGINT) AS STRING)
        WHEN abs(x) >= 1e-4 AND abs(x) < 1e-3 THEN rtrim('0', CAST(CAST(x AS DECIMAL(38, 28)) AS STRING))
        WHEN abs(x) >= 1e7 AND abs(x) < 1e15 THEN rtrim('0', CAST(CAST(x AS DECIMAL(38, 18)) AS STRING))
        ELSE regexp_replace(regexp_replace(replace(lower(CAST(x AS STRING)), '.0e', 'e'), 'e([0-9])', 'e+$1'),
            'e-([0-9])$', 'e-0$1') END""",
    "fp_json_texts": where(
        "m", _MEMBERS, "CASE WHEN m IS NOT NULL THEN transform(split(names, chr(31)), name -> element_at(m, name)) END"
    ),
    "fp_json_object": f"{_MEMBERS} IS NOT NULL",
    "fp_item": "CASE WHEN position > 0 THEN get(list, position - 1) END",
    "fp_try_bool": """CASE lower(s)
        WHEN 'true' THEN true WHEN 't' THEN true WHEN '1' THEN true WHEN 'yes' THEN true WHEN 'y' THEN true
        WHEN 'false' THEN false WHEN 'f' THEN false WHEN '0' THEN false WHEN 'no' THEN false WHEN 'n' THEN false
        END""",
}
"""Name to expression."""
