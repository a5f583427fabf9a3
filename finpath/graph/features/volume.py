"""How much, how often, and how much of it came back."""

from __future__ import annotations

from finpath.graph.features.feature import Feature, Source

_P, _M = Source.PAYMENTS, Source.MERCHANTS
_PAID = "kind = 'purchase'"

FEATURES = (
    Feature("transactions", "count", "payments taken", "count(*) FILTER (WHERE kind = 'purchase')", _P),
    Feature(
        "volume_eur",
        "EUR",
        "money taken, before anything came back",
        "CAST(coalesce(sum(amount_eur) FILTER (WHERE kind = 'purchase'), 0) AS DECIMAL(38, 8))",
        _P,
    ),
    Feature(
        "returned_eur",
        "EUR",
        "money that went back: refunds, reversals, chargebacks less representments",
        """CAST(coalesce(sum(CASE WHEN kind IN ('refund', 'reversal', 'chargeback') THEN amount_eur
                                  WHEN kind = 'representment' THEN -amount_eur END), 0) AS DECIMAL(38, 8))""",
        _P,
    ),
    Feature(
        "unpriced",
        "count",
        "payments in a currency without a rate",
        "count(*) FILTER (WHERE kind = 'purchase' AND amount_eur IS NULL)",
        _P,
    ),
    Feature("refunds", "count", "refunds and reversals", "count(*) FILTER (WHERE kind IN ('refund', 'reversal'))", _P),
    Feature("chargebacks", "count", "chargebacks", "count(*) FILTER (WHERE kind = 'chargeback')", _P),
    Feature("declines", "count", "attempts that were declined", "count(*) FILTER (WHERE kind = 'decline')", _P),
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
        "mean_ticket_eur", "EUR", "the average payment", "fp_share(volume_eur, transactions - unpriced)", _M, "both"
    ),
)
