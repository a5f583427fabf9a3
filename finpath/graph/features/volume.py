"""How much, how often, and how much of it came back."""

from __future__ import annotations

from finpath.graph.features.feature import CountedFrom, Feature

_A, _P, _M = CountedFrom.PAYMENTS, CountedFrom.PURCHASES, CountedFrom.MERCHANTS

FEATURES = (
    Feature("transactions", "count", "payments taken", "count(*)", _P),
    Feature(
        "volume_eur",
        "EUR",
        "money taken, before anything came back",
        "CAST(coalesce(sum(amount_eur), 0) AS DECIMAL(38, 8))",
        _P,
    ),
    Feature(
        "returned_eur",
        "EUR",
        "money that went back: refunds, reversals, chargebacks less representments",
        """CAST(coalesce(sum(CASE WHEN kind IN ('refund', 'reversal', 'chargeback') THEN amount_eur
                                  WHEN kind = 'representment' THEN -amount_eur END), 0) AS DECIMAL(38, 8))""",
        _A,
    ),
    Feature(
        "unpriced",
        "count",
        "payments in a currency without a rate",
        "count(*) FILTER (WHERE amount_eur IS NULL)",
        _P,
    ),
    Feature("refunds", "count", "refunds and reversals", "count(*) FILTER (WHERE kind IN ('refund', 'reversal'))", _A),
    Feature("chargebacks", "count", "chargebacks", "count(*) FILTER (WHERE kind = 'chargeback')", _A),
    Feature("declines", "count", "attempts that were declined", "count(*) FILTER (WHERE kind = 'decline')", _A),
    Feature("refund_share", "share", "refunds to payments", "fp_share(refunds, transactions)", _M, "both"),
    Feature("chargeback_share", "share", "chargebacks to payments", "fp_share(chargebacks, transactions)", _M, "both"),
    Feature(
        "decline_share",
        "share",
        "declined among all attempts",
        "fp_share(declines, transactions + declines)",
        _M,
        "high",
    ),
    Feature(
        "mean_ticket_eur",
        "EUR",
        "the average payment",
        "fp_share(volume_eur, transactions - unpriced)",
        _M,
        "both",
        divided=True,
    ),
)
