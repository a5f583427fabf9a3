"""At what hours by the payer's own clock, where the time of day is known."""

from __future__ import annotations

from finpath.graph.features.feature import CountedFrom, Feature

_H, _M = CountedFrom.HOURS, CountedFrom.MERCHANTS

FEATURES = (
    Feature("clocked", "count", "payments whose local hour is known", "sum(payments)", _H),
    Feature(
        "nights",
        "count",
        "payments between 23:00 and 05:00 by the payer's clock",
        "sum(payments) FILTER (WHERE week_hour % 24 >= 23 OR week_hour % 24 < 5)",
        _H,
    ),
    Feature(
        "office_hours",
        "count",
        "payments between 09:00 and 17:00 by the payer's clock",
        "sum(payments) FILTER (WHERE week_hour % 24 >= 9 AND week_hour % 24 < 17)",
        _H,
    ),
    Feature(
        "weekend_payments",
        "count",
        "payments on Saturday or Sunday by the payer's clock",
        "sum(payments) FILTER (WHERE week_hour >= 120)",
        _H,
    ),
    Feature("busiest_hour_payments", "count", "payments in the busiest hour of the week", "max(payments)", _H),
    Feature(
        "hour_information",
        "millionths of nats",
        "sum of n ln n over the hours of the week: what the entropy needs",
        "sum(fp_millionths(payments * ln(payments)))",
        _H,
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
    Feature(
        "weekend_share",
        "share",
        "weekend payments among those with a known hour",
        "fp_share(weekend_payments, clocked)",
        _M,
    ),
    Feature(
        "busiest_hour_share",
        "share",
        "payments in the busiest hour of the week, of those with a known hour",
        "fp_share(busiest_hour_payments, clocked)",
        _M,
    ),
    Feature(
        "hour_entropy",
        "nats",
        "how spread payments are over the 168 hours of the week: 0 is one hour, 5.1 all alike",
        "ln(nullif(clocked, 0)) - fp_share(hour_information * 1e-6, clocked)",
        _M,
    ),
)
