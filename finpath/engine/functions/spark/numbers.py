"""Shares and money in Spark's words."""

from __future__ import annotations

from finpath.engine.functions.patterns import NUMBER, ROUNDED
from finpath.engine.functions.spark.words import matches

BODIES = {
    "fp_share": "part / NULLIF(whole, 0e0)",
    "fp_millionths": "CAST(round(x * 1e6) AS BIGINT)",
    "fp_cents": "CASE WHEN x IS NOT NULL THEN CAST(round(least(x, 1e9) * 1e2) AS BIGINT) END",
    "fp_logbin": "CASE WHEN x IS NOT NULL THEN CAST(floor(log10(greatest(x, 1e-2)) * 2e1) AS INT) END",
    "fp_is_rounded": matches("s", ROUNDED),
    "fp_try_money": f"""CASE
        WHEN NOT {matches("s", NUMBER)} THEN NULL
        WHEN {matches("s", ROUNDED)} THEN CAST(bround(try_cast(s AS DECIMAL(38, 18)), 8) AS DECIMAL(38, 8))
        ELSE try_cast(s AS DECIMAL(38, 8)) END""",
    # Nineteen digits times eighteen are exact in the 38 of a DECIMAL; with one more, Spark would round the product.
    "fp_exchange": """CASE
        WHEN rate = 1 THEN amount
        WHEN abs(amount) < 100000000000
            THEN CAST(bround(CAST(amount AS DECIMAL(19, 8)) * rate, 8) AS DECIMAL(38, 8))
        ELSE CAST(bround(try_cast(amount AS DECIMAL(19, 0)) * rate, 8) AS DECIMAL(38, 8)) END""",
}
"""Name to expression."""
