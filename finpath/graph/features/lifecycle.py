"""When the merchant began, how long it lived, when it slept."""

from __future__ import annotations

from finpath.graph.features.feature import CountedFrom, Feature

_P, _M, _D = CountedFrom.PURCHASES, CountedFrom.MERCHANTS, CountedFrom.DAYS

DELIVERED = "(SELECT max(c.last_seen) FROM contributors AS c WHERE c.provider_id = counted.provider_id)"
"""The last day of the member whose account it is: another's late row ends nobody's merchants."""

FEATURES = (
    Feature("first_seen", "instant", "first payment", "min(occurred_at)", _P),
    Feature("last_seen", "instant", "last payment", "max(occurred_at)", _P),
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
    Feature("day_squares", "count", "squares of the payments per day, added up", "sum(payments * payments)", _D),
    Feature("day_moments", "count", "the days of its payments, added up", "sum(payments * day)", _D),
    Feature("days_spanned", "days", "from its first day with a payment to its last", "max(day) - min(day)", _D),
    Feature("gap_squares", "count", "their squares, added up", "sum(gap * gap)", _D),
    Feature("life_days", "days", "from first to last payment", "1 + fp_days_between(first_seen, last_seen)", _M, "low"),
    Feature("active_share", "share", "days with a payment during its life", "fp_share(active_days, life_days)", _M),
    Feature("peak_share", "share", "payments on the busiest day", "fp_share(peak_day, transactions)", _M, "high"),
    Feature("daily_payments", "per day", "payments a day during its life", "fp_share(transactions, life_days)", _M),
    Feature(
        "idle_days",
        "days",
        "from its last payment to the last that its member delivered",
        f"fp_days_between(last_seen, {DELIVERED})",
        _M,
    ),
    Feature(
        "age_days",
        "days",
        "from the opening of the account to the last payment that its member delivered",
        f"fp_days_between(CAST(opened_on AS TIMESTAMP), {DELIVERED})",
        _M,
    ),
    Feature(
        "growth",
        "times",
        "where in its life the payments lie: -1 at the beginning, 0 even, 1 at the end",
        """fp_share(2 * (day_moments - fp_day_number(first_seen) * transactions) - days_spanned * transactions,
                    days_spanned * transactions)""",
        _M,
    ),
    Feature(
        "daily_dispersion",
        "times",
        "variance of the payments a day over their mean: 1 by chance, more in bursts, less by plan",
        "fp_share(day_squares, transactions) - fp_share(transactions, days_spanned + 1)",
        _M,
    ),
    Feature(
        "burstiness",
        "times",
        "spread of the days between payments (Goh and Barabási 2008): -1 regular, 0 by chance, 1 in bursts",
        """CASE WHEN active_days > 2
                THEN fp_share(
                    sqrt((active_days - 1) * gap_squares - days_spanned * days_spanned) - days_spanned,
                    sqrt((active_days - 1) * gap_squares - days_spanned * days_spanned) + days_spanned
                ) END""",
        _M,
    ),
)
