"""Shares and money in DuckDB's words."""

from __future__ import annotations

from finpath.engine.functions.patterns import NUMBER, ROUNDED

BODIES = {
    "fp_share": "CAST(part AS DOUBLE) / NULLIF(CAST(whole AS DOUBLE), 0e0)",
    "fp_millionths": "CAST(round(x * 1e6) AS BIGINT)",
    "fp_cents": "CASE WHEN x IS NOT NULL THEN CAST(round(least(CAST(x AS DOUBLE), 1e9) * 1e2) AS BIGINT) END",
    "fp_logbin": """CASE WHEN x IS NOT NULL
        THEN CAST(floor(log10(greatest(CAST(x AS DOUBLE), 1e-2)) * 2e1) AS INTEGER) END""",
    "fp_is_rounded": f"regexp_matches(s, '{ROUNDED}')",
    # Of itself, DuckDB rounds half away from zero.
    "fp_try_money": f"""CASE
        WHEN NOT regexp_matches(s, '{NUMBER}') THEN NULL
        WHEN regexp_matches(s, '{ROUNDED}')
            THEN CAST(round_even(TRY_CAST(s AS DECIMAL(38, 18)), 8) AS DECIMAL(38, 8))
        ELSE TRY_CAST(s AS DECIMAL(38, 8)) END""",
    # Past a hundred billion, whole units are precise enough and cannot overflow.
    "fp_exchange": """CASE
        WHEN rate = 1 THEN amount
        WHEN abs(amount) < 100000000000
            THEN CAST(round_even(CAST(amount AS DECIMAL(19, 8)) * CAST(rate AS DECIMAL(18, 10)), 8) AS DECIMAL(38, 8))
        ELSE CAST(round_even(TRY_CAST(amount AS DECIMAL(19, 0)) * CAST(rate AS DECIMAL(18, 10)), 8) AS DECIMAL(38, 8))
        END""",
}
"""Name to expression."""
