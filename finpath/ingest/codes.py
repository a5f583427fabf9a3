"""The code lists of other standards: countries and currencies."""

from __future__ import annotations

import pycountry

COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}
"""ISO 3166-1 alpha-2, and XK, which card schemes use for Kosovo."""

WITHDRAWN = {
    "ATS": "2002-03-31", "BEF": "2002-03-31", "DEM": "2002-03-31", "ESP": "2002-03-31", "FIM": "2002-03-31",
    "FRF": "2002-03-31", "GRD": "2002-03-31", "IEP": "2002-03-31", "ITL": "2002-03-31", "LUF": "2002-03-31",
    "NLG": "2002-03-31", "PTE": "2002-03-31", "SIT": "2007-01-31", "CYP": "2008-01-31", "MTL": "2008-01-31",
    "SKK": "2009-01-31", "EEK": "2011-01-31", "LVL": "2014-01-31", "LTL": "2015-01-31", "HRK": "2023-01-31",
    "BGN": "2026-01-31", "AFA": "2003-01-31", "ANG": "2025-07-31", "AZM": "2006-12-31", "BYB": "2001-01-31",
    "BYR": "2017-01-31", "CSD": "2006-10-31", "CUC": "2021-06-30", "GHC": "2008-01-31", "MGF": "2004-12-31",
    "MRO": "2018-12-31", "MZM": "2006-12-31", "ROL": "2006-12-31", "RUR": "2004-01-31", "SDD": "2007-07-31",
    "SLL": "2024-04-30", "SRG": "2004-01-31", "STD": "2018-12-31", "TMM": "2009-12-31", "TRL": "2005-12-31",
    "VEB": "2008-12-31", "VEF": "2018-12-31", "YUM": "2003-07-31", "ZMK": "2013-06-30", "ZWD": "2008-08-31",
    "ZWL": "2024-09-30", "ZWR": "2009-06-30",
}  # fmt: skip
"""ISO 4217, codes of the past: the last day on which somebody could pay in them (list three, and what central banks say
of the weeks in which old and new money were both taken)."""

CURRENCIES = frozenset(currency.alpha_3 for currency in pycountry.currencies) | WITHDRAWN.keys()
"""ISO 4217, those of the past among them: these hold for their time."""

TICKERS = frozenset("BTC BCH LTC ETH ETC XMR ZEC DASH DOGE XRP XLM ADA SOL TRX BNB TON USDT USDC DAI BUSD TUSD".split())
"""Crypto assets that any provider may name; a virtual asset service provider may name others."""

NUMERIC = {
    "191": "HRK", "196": "CYP", "233": "EEK", "428": "LVL", "440": "LTL", "470": "MTL", "478": "MRO", "532": "ANG",
    "678": "STD", "694": "SLL", "703": "SKK", "705": "SIT", "810": "RUR", "931": "CUC", "932": "ZWL", "937": "VEF",
    "974": "BYR", "975": "BGN",
} | {currency.numeric: currency.alpha_3 for currency in pycountry.currencies}  # fmt: skip
"""ISO 4217 three digits to letters, as card messages carry them."""

EXPONENTS = (
    dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),
        0,
    )
    | dict.fromkeys("BEF BYR ESP GRD ITL LUF MGF PTE TRL".split(), 0)
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
    {0: ('BEF', 'BIF'), 2: ('AED', 'AFA'), 3: ('BHD', 'IQD'), 4: ('CLF', 'UYW')}
    """
    exponents = {code: EXPONENTS.get(code, 2) for code in sorted(CURRENCIES - NO_MINOR_UNIT)}
    return {
        places: tuple(code for code in exponents if exponents[code] == places)
        for places in sorted(set(exponents.values()))
    }
