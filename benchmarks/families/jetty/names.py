"""Invented, neutral words and identifiers of the usual shapes."""

from __future__ import annotations

import numpy as np

ONSETS = ("b", "br", "d", "dr", "f", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w", "z")
VOWELS = ("a", "e", "i", "o", "u", "ei", "oa", "ie")
CODAS = ("", "l", "n", "r", "s", "m", "nd", "rk", "lt", "sk")
WORDS = ("Trading", "House", "Works", "Studio", "Goods", "Point", "Corner", "Supply", "Services", "Collective", "Direct", "Place")
FORMS = {"NL": "BV", "DE": "GmbH", "FR": "SARL", "SE": "AB", "GB": "Ltd", "IE": "Ltd", "ES": "SL", "PL": "Sp z oo"}
DIALS = {"NL": "31", "DE": "49", "FR": "33", "SE": "46", "GB": "44", "IE": "353", "ES": "34", "PL": "48", "PH": "63", "RO": "40",
         "KE": "254", "CO": "57", "TH": "66", "MA": "212", "UA": "380", "US": "1", "LV": "371", "CY": "357", "GE": "995", "IN": "91"}
IBANS = {"NL": (4, 10), "DE": (0, 18), "FR": (0, 23), "SE": (0, 20), "GB": (4, 14), "IE": (4, 14), "ES": (0, 20), "PL": (0, 24)}
DIGITS = "0123456789"
HEX = "0123456789abcdef"
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
BASE = "acdefghjklmnpqrstuvwxyz023456789"


def strings(rng: np.random.Generator, rows: int, width: int, alphabet: str) -> np.ndarray:
    """Random strings of one width."""
    letters = np.array(list(alphabet), dtype="U1")
    picked = letters[rng.integers(0, len(letters), (rows, width))]
    return picked.view(f"U{width}").ravel().astype(object) if rows else np.empty(0, dtype=object)


def words(rng: np.random.Generator, rows: int) -> np.ndarray:
    """Distinct invented words of two or three syllables."""
    found: dict[str, None] = {}
    while len(found) < rows:
        parts = [ONSETS, VOWELS, CODAS] * int(rng.integers(2, 4))
        found.setdefault("".join(part[int(rng.integers(len(part)))] for part in parts).capitalize())
    return np.array(list(found), dtype=object)


def iban_check(country: str, rest: str) -> str:
    """The IBAN of a country's account number, with its check digits."""
    number = "".join(str(int(letter, 36)) for letter in f"{rest}{country}00")
    return f"{country}{98 - int(number) % 97:02d}{rest}"


def ibans(rng: np.random.Generator, countries: np.ndarray) -> np.ndarray:
    """One account number for each country; countries without a known form get that of Ireland."""
    banks = strings(rng, len(countries), 4, UPPER[:8])
    tails = strings(rng, len(countries), 24, DIGITS)
    made = []
    for country, bank, tail in zip(countries, banks, tails):
        code = country if country in IBANS else "IE"
        made.append(iban_check(code, bank[: IBANS[code][0]] + tail[: IBANS[code][1]]))
    return np.array(made, dtype=object)


def phones(rng: np.random.Generator, countries: np.ndarray) -> np.ndarray:
    """One telephone number for each country."""
    tails = strings(rng, len(countries), 9, DIGITS)
    return np.array([f"+{DIALS.get(country, '44')}{tail}" for country, tail in zip(countries, tails)], dtype=object)
