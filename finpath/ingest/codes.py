"""The code lists of other standards: countries and currencies."""

from __future__ import annotations

import pycountry

COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}
"""ISO 3166-1 alpha-2, and XK, which card schemes use for Kosovo."""

CURRENCIES = frozenset(currency.alpha_3 for currency in pycountry.currencies)
"""ISO 4217."""

TICKERS = frozenset("BTC BCH LTC ETH ETC XMR ZEC DASH DOGE XRP XLM ADA SOL TRX BNB TON USDT USDC DAI BUSD TUSD".split())
"""Crypto assets that any provider may name; a virtual asset service provider may name others."""

NUMERIC = {currency.numeric: currency.alpha_3 for currency in pycountry.currencies}
"""ISO 4217 three digits to letters, as card messages carry them."""

EXPONENTS = (
    dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0)
    | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
    | dict.fromkeys("CLF UYW".split(), 4)
)
"""ISO 4217: decimals of currencies that have not two."""

ALPHA_2 = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
"""ISO 3166-1 three letters to two."""

NO_MINOR_UNIT = frozenset("XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split())
"""Codes for metals, bonds and accounts, for which ISO 4217 names no minor unit."""


def currencies_by_decimals() -> dict[int, tuple[str, ...]]:
    """The currencies by how many decimals they have.

    >>> {places: codes[:2] for places, codes in currencies_by_decimals().items()}
    {0: ('BIF', 'CLP'), 2: ('AED', 'AFN'), 3: ('BHD', 'IQD'), 4: ('CLF', 'UYW')}
    """
    exponents = {code: EXPONENTS.get(code, 2) for code in sorted(CURRENCIES - NO_MINOR_UNIT)}
    return {
        places: tuple(code for code in exponents if exponents[code] == places)
        for places in sorted(set(exponents.values()))
    }
