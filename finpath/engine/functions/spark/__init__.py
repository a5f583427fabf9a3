"""The functions `fp_…` as Spark SQL expressions over their parameters.

No expression calls another `fp_` function: Spark would work out the inner one for every row, also where a CASE above
it did not ask. What several expressions need is put together here, as text.
"""

from __future__ import annotations

from finpath.engine.functions.spark import cards, instants, numbers, strptime, texts

PARTS = {"starts_with(s STRING, start STRING) RETURNS BOOLEAN": "startswith(s, start)"}
"""What both engines have and Spark calls by another name."""

BODIES = instants.BODIES | strptime.BODIES | texts.BODIES | numbers.BODIES | cards.BODIES
