"""Texts, codes and JSON in DuckDB's words."""

from __future__ import annotations

_PATHS = r"""list_transform(string_split(names, chr(31)),
        lambda name: concat('$."', replace(replace(name, '\', '\\'), '"', '\"'), '"'))"""

BODIES = {
    # Few texts need trimming, and asking is cheaper than doing it: 0.05 against 0.18 CPU seconds a million.
    # What is empty or begins with a space stands before '!'.
    "fp_text": """CASE WHEN s < '!' OR ends_with(s, ' ') THEN NULLIF(trim(s), '')
        ELSE s END""",
    "fp_trim": "trim(s)",
    "fp_lower": "lower(s)",
    "fp_upper": "CASE WHEN strlen(s) = length(s) THEN upper(s) ELSE s END",
    "fp_nines": "translate(s, '012345678', '999999999')",
    "fp_pad": "lpad(s, width, '0')",
    "fp_first": "substr(s, 1, n)",
    "fp_clean_id": "regexp_replace(lower(trim(s)), '[^a-z0-9]', '', 'g')",
    "fp_matches": "regexp_matches(s, pattern)",
    "fp_replace": "regexp_replace(s, pattern, put, 'g')",
    "fp_part": r"replace(replace(coalesce(trim(s), ''), '\', '\\'), '|', '\|')",
    "fp_sha256": "sha256(s)",
    "fp_hash64": "hash(s)",
    "fp_in_utc": "timezone('UTC', t)",
    "fp_zoned_text": "CAST(timezone('UTC', t) AS VARCHAR) || 'Z'",
    "fp_float_text": """CASE WHEN x = trunc(x) AND abs(x) < 1e15 THEN CAST(CAST(x AS BIGINT) AS VARCHAR)
        ELSE CAST(x AS VARCHAR) END""",
    "fp_json_texts": f"CASE WHEN json_valid(s) THEN json_extract_string(s, {_PATHS}) END",
    "fp_json_object": "CASE WHEN json_valid(s) THEN json_type(s) = 'OBJECT' ELSE false END",
    "fp_item": "list[position]",
    "fp_try_bool": """CASE lower(s)
        WHEN 'true' THEN true WHEN 't' THEN true WHEN '1' THEN true WHEN 'yes' THEN true WHEN 'y' THEN true
        WHEN 'false' THEN false WHEN 'f' THEN false WHEN '0' THEN false WHEN 'no' THEN false WHEN 'n' THEN false
        END""",
}
"""Name to expression."""
