"""How a payment graph shows itself in a notebook: how large, how dense, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence

from finpath.engine import Engine
from finpath.notebook.html import bars, figures, html_card, sentences

COUNTED = {
    "merchant accounts": "SELECT count(*) FROM merchants",
    "payers": "SELECT count(*) FROM payers",
    "links": "SELECT count(*) FROM links",
    "merchant entities": "SELECT count(DISTINCT entity_id) FROM entities",
    "pairs that share payers beyond chance": "SELECT count(*) FROM shared_payers WHERE merchant < other",
    "merchants of confirmed reports": "SELECT count(*) FROM merchants WHERE confirmed > 0",
}

BANDS = """
SELECT CASE WHEN payers < 5    THEN '1 to 4'
            WHEN payers < 20   THEN '5 to 19'
            WHEN payers < 100  THEN '20 to 99'
            WHEN payers < 1000 THEN '100 to 999'
            ELSE '1,000 and more' END AS band,
       count(*)                       AS merchants
FROM merchants
WHERE payers > 0
GROUP BY band
ORDER BY min(payers)
"""


def describe(engine: Engine, filled: int, caps: Sequence[str]) -> str:
    """Counts alone: a payer is never shown."""
    bands = {row["band"]: row["merchants"] for row in engine.arrow(BANDS).to_pylist()}
    return html_card(
        "PaymentGraph",
        figures({name: engine.count(sql) for name, sql in COUNTED.items()}),
        bars("Merchant accounts by how many payers they have", bands),
        sentences(f"{filled} columns of the contract were filled by somebody.", *caps),
    )
