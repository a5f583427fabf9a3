"""How soon and to how many the takings go on from the settlement account, where transfers are known."""

from __future__ import annotations

from finpath.graph.features.feature import CountedFrom, Feature

_S = CountedFrom.SETTLEMENTS

FEATURES = (
    Feature("payouts", "count", "transfers out of its settlement account", "max(payouts)", _S),
    Feature("payees", "count", "accounts that its settlement account pays", "max(payees)", _S),
    Feature("paid_out_eur", "EUR", "transferred out of its settlement account", "max(paid_out_eur)", _S),
    Feature(
        "settlement_dwell_days",
        "days",
        "from the average payment to the average euro transferred out",
        "max(dwell_days)",
        _S,
        unknown=True,
        divided=True,
    ),
)
