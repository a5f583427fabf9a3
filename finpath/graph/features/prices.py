"""Which amounts: exact price points inside one merchant."""

from __future__ import annotations

from finpath.graph.features.feature import CountedFrom, Feature

_P, _M, _PR, _R = CountedFrom.PURCHASES, CountedFrom.MERCHANTS, CountedFrom.PRICES, CountedFrom.RELATIVES

FEATURES = (
    Feature(
        "round_payments",
        "count",
        "payments of a whole multiple of ten",
        "count(*) FILTER (WHERE amount % 10 = 0)",
        _P,
    ),
    Feature(
        "small_payments",
        "count",
        "payments of at most 200 EUR",
        "count(*) FILTER (WHERE amount_eur <= 200)",
        _P,
    ),
    Feature("repeated_prices", "count", "amounts that were paid at least twice", "count(*)", _PR),
    Feature("at_repeated_prices", "count", "payments at an amount paid at least twice", "sum(payments)", _PR),
    Feature("top_price_payments", "count", "payments at the most common amount", "max(payments)", _PR),
    Feature(
        "few_prices_payments",
        "count",
        "payments at the three most common amounts",
        "sum(payments) FILTER (WHERE nth <= 3)",
        _PR,
    ),
    Feature(
        "related_prices", "count", "prices that are the most common one with tax, without, or converted", "count(*)", _R
    ),
    Feature("related_price_payments", "count", "payments at those prices", "sum(payments)", _R),
    Feature(
        "price_information",
        "millionths of nats",
        "sum of n ln n over the price points: what the entropy needs",
        "sum(fp_millionths(payments * ln(payments)))",
        _PR,
    ),
    Feature(
        "price_points",
        "count",
        "different amounts",
        "repeated_prices + transactions - at_repeated_prices",
        _M,
    ),
    Feature(
        "top_price_share",
        "share",
        "payments at the most common amount",
        "fp_share(top_price_payments, transactions)",
        _M,
        "high",
    ),
    Feature(
        "one_price_share",
        "share",
        "payments at the most common amount, with tax, without, or converted",
        "fp_share(top_price_payments + related_price_payments, transactions)",
        _M,
    ),
    Feature(
        "few_prices_share",
        "share",
        "payments at the three most common amounts",
        "fp_share(few_prices_payments, transactions)",
        _M,
        "high",
    ),
    Feature(
        "repeated_price_share",
        "share",
        "payments at repeated amounts",
        "fp_share(at_repeated_prices, transactions)",
        _M,
        "high",
    ),
    Feature(
        "price_entropy",
        "nats",
        "how spread the amounts are: 0 is one price",
        "ln(greatest(transactions, 1)) - fp_share(price_information * 1e-6, transactions)",
        _M,
        "low",
    ),
    Feature("round_share", "share", "payments of whole tens", "fp_share(round_payments, transactions)", _M, "high"),
    Feature(
        "small_share", "share", "payments of at most 200 EUR", "fp_share(small_payments, transactions - unpriced)", _M
    ),
)
