"""Who pays, in counts only: how often, from where, what else they do. No payer is ever a subject."""

from __future__ import annotations

from finpath.graph.features.feature import Feature, Source

_P, _M, _L, _C = Source.PAYMENTS, Source.MERCHANTS, Source.LINKS, Source.COUNTRIES

FEATURES = (
    Feature("payers", "count", "different payers", "count(*)", _L),
    Feature("repeat_payers", "count", "payers that paid more than once", "count(*) FILTER (WHERE payments > 1)", _L),
    Feature("top_payer_payments", "count", "payments of the most frequent payer", "max(payments)", _L),
    Feature("loyal_payers", "count", "payers seen at no other merchant", "count(*) FILTER (WHERE merchants = 1)", _L),
    Feature("new_payers", "count", "payers whose first payment anywhere was here", "count(*) FILTER (WHERE debut)", _L),
    Feature("payer_merchants", "count", "merchants of its payers, added up", "sum(merchants)", _L),
    Feature(
        "located",
        "count",
        "payments where both countries are known",
        "count(place) FILTER (WHERE kind = 'purchase' AND payer_country IS NOT NULL)",
        _P,
    ),
    Feature(
        "foreign_payments",
        "count",
        "payments from another country than the merchant's",
        "count(*) FILTER (WHERE kind = 'purchase' AND payer_country <> place)",
        _P,
    ),
    Feature(
        "remote_known",
        "count",
        "payments that say whether the card was present",
        "count(card_present) FILTER (WHERE kind = 'purchase')",
        _P,
    ),
    Feature(
        "remote_payments",
        "count",
        "payments without the card present",
        "count(*) FILTER (WHERE kind = 'purchase' AND NOT card_present)",
        _P,
    ),
    Feature(
        "recurring_payments",
        "count",
        "payments by standing agreement",
        "count(*) FILTER (WHERE kind = 'purchase' AND recurring)",
        _P,
    ),
    Feature(
        "related_known",
        "count",
        "payments that state a relationship",
        "count(*) FILTER (WHERE kind = 'purchase' AND relationship <> 'unknown')",
        _P,
    ),
    Feature(
        "unrelated_payments",
        "count",
        "payments stated to be to nobody close",
        "count(*) FILTER (WHERE kind = 'purchase' AND relationship IN ('none', 'business'))",
        _P,
    ),
    Feature(
        "kin_payments",
        "count",
        "payments stated to be to family or friends",
        "count(*) FILTER (WHERE kind = 'purchase' AND relationship IN ('family', 'friend'))",
        _P,
    ),
    Feature(
        "protected_payments",
        "count",
        "payments by a payer whom the provider protects",
        "count(*) FILTER (WHERE protected_payer)",
        _P,
    ),
    Feature("payer_countries", "count", "countries that its payers are in", "count(*)", _C),
    Feature("country_squares", "count", "squares of the payers per country, added up", "sum(payers * payers)", _C),
    Feature("top_country_payers", "count", "payers in the most common country", "max(payers)", _C),
    Feature("placed_payers", "count", "payers whose country is known", "sum(payers)", _C),
    Feature("repeat_share", "share", "payers that paid more than once", "fp_share(repeat_payers, payers)", _M, "both"),
    Feature(
        "top_payer_share",
        "share",
        "payments of the most frequent payer",
        "fp_share(top_payer_payments, transactions)",
        _M,
    ),
    Feature("loyal_share", "share", "payers seen at no other merchant", "fp_share(loyal_payers, payers)", _M, "both"),
    Feature(
        "new_payer_share",
        "share",
        "payers whose first payment anywhere was here",
        "fp_share(new_payers, payers)",
        _M,
        "high",
    ),
    Feature("payer_breadth", "count", "merchants of an average payer", "fp_share(payer_merchants, payers)", _M, "both"),
    Feature(
        "foreign_share",
        "share",
        "payments from abroad where both countries are known",
        "fp_share(foreign_payments, located)",
        _M,
        "high",
    ),
    Feature(
        "remote_share", "share", "payments without the card present", "fp_share(remote_payments, remote_known)", _M
    ),
    Feature(
        "unrelated_share",
        "share",
        "stated relationships that are none or business",
        "fp_share(unrelated_payments, related_known)",
        _M,
        "high",
    ),
    Feature(
        "top_country_share",
        "share",
        "payers in the most common country",
        "fp_share(top_country_payers, placed_payers)",
        _M,
        "low",
    ),
    Feature(
        "country_diversity",
        "share",
        "chance that two of its payers are from different countries",
        "1 - fp_share(country_squares, placed_payers * placed_payers)",
        _M,
        "high",
    ),
)
