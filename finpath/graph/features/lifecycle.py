"""When the merchant began, how long it lived, when it slept."""

from __future__ import annotations

from finpath.graph.features.feature import Feature, Source

_P, _M, _D = Source.PAYMENTS, Source.MERCHANTS, Source.DAYS

FEATURES = (
    Feature("first_seen", "instant", "first payment", "min(occurred_at) FILTER (WHERE kind = 'purchase')", _P),
    Feature("last_seen", "instant", "last payment", "max(occurred_at) FILTER (WHERE kind = 'purchase')", _P),
    Feature("active_days", "count", "days with a payment", "count(*)", _D),
    Feature("peak_day", "count", "payments on the busiest day", "max(payments)", _D),
    Feature(
        "longest_gap_days",
        "days",
        "longest silence between two days with payments",
        "coalesce(max(gap), 0)",
        _D,
        "high",
    ),
    Feature("life_days", "days", "from first to last payment", "1 + fp_days_between(first_seen, last_seen)", _M, "low"),
    Feature("active_share", "share", "days with a payment during its life", "fp_share(active_days, life_days)", _M),
    Feature("peak_share", "share", "payments on the busiest day", "fp_share(peak_day, transactions)", _M, "high"),
    Feature("daily_payments", "per day", "payments a day during its life", "fp_share(transactions, life_days)", _M),
)
