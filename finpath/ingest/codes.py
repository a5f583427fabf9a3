"""The code lists of other standards: countries and currencies."""

from __future__ import annotations

import pycountry

COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}
"""ISO 3166-1 alpha-2, and XK, which card schemes use for Kosovo."""

CURRENCIES = frozenset(currency.alpha_3 for currency in pycountry.currencies)
"""ISO 4217."""

TICKERS = frozenset("BTC BCH LTC ETH ETC XMR ZEC DASH DOGE XRP XLM ADA SOL TRX BNB TON USDT USDC DAI BUSD TUSD".split())
"""Crypto assets that any provider may name; a virtual asset service provider may name others."""
