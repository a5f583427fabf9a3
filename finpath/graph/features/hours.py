"""At what hours by the payer's own clock, where the time of day is known."""

from __future__ import annotations

from finpath.graph.features.feature import Feature, Source

_P, _M = Source.PAYMENTS, Source.MERCHANTS

FEATURES = (
    Feature(
        "clocked", "count", "payments whose local hour is known", "count(hour) FILTER (WHERE kind = 'purchase')", _P
    ),
    Feature(
        "nights",
        "count",
        "payments between 23:00 and 05:00 by the payer's clock",
        "count(*) FILTER (WHERE kind = 'purchase' AND (hour >= 23 OR hour < 5))",
        _P,
    ),
    Feature(
        "office_hours",
        "count",
        "payments between 09:00 and 17:00 by the payer's clock",
        "count(*) FILTER (WHERE kind = 'purchase' AND hour >= 9 AND hour < 17)",
        _P,
    ),
    Feature(
        "night_share", "share", "night payments among those with a known hour", "fp_share(nights, clocked)", _M, "high"
    ),
    Feature(
        "office_share",
        "share",
        "office-hour payments among those with a known hour",
        "fp_share(office_hours, clocked)",
        _M,
    ),
)
