"""How large payments are, in measures that a few large ones do not move.

Amounts are counted in steps of a twentieth of a power of ten, so that memory stays small: a value is within 6 % of the
exact one.
"""

from __future__ import annotations

from finpath.graph.features.feature import CountedFrom, Feature

_A, _M = CountedFrom.AMOUNTS, CountedFrom.MERCHANTS

FEATURES = (
    Feature(
        "low_step",
        "steps",
        "step of the lower quartile of the amounts",
        "min(bin) FILTER (WHERE 4 * upto >= payments)",
        _A,
    ),
    Feature("median_step", "steps", "step of the median amount", "min(bin) FILTER (WHERE 2 * upto >= payments)", _A),
    Feature(
        "high_step",
        "steps",
        "step of the upper quartile of the amounts",
        "min(bin) FILTER (WHERE 4 * upto >= 3 * payments)",
        _A,
    ),
    Feature(
        "median_ticket_eur",
        "EUR",
        "half of the payments are larger, within 6 %",
        "round(power(1e1, (median_step + 5e-1) / 2e1), 2)",
        _M,
        divided=True,
    ),
    Feature(
        "ticket_spread",
        "times",
        "upper quartile of the amounts over the lower: 1 where most payments are alike",
        "round(power(1e1, (high_step - low_step) / 2e1), 6)",
        _M,
    ),
)
