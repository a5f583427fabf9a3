"""The countries of the coalition: who lives there, their clock, money, telephone and account numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Country:
    """One country as payment data show it."""

    code: str
    weight: float  # share of the payers
    offset: int  # hours ahead of UTC in winter
    currency: str
    mobile: str  # pattern of a mobile number: # is any digit
    account: str  # pattern of an account number after country and check digits: # is any digit, @ any letter
    towns: tuple[str, ...]


_ROWS = (
    ("NL", 22, 1, "EUR", "+316########", "@@@@##########", "Utrecht Breda Zwolle Leiden Delft Arnhem"),
    ("DE", 12, 1, "EUR", "+49151########", "##################", "Kassel Bremen Erfurt Mainz Trier Ulm"),
    ("BE", 6, 1, "EUR", "+3247#######", "############", "Gent Namur Leuven Mons"),
    ("ES", 16, 1, "EUR", "+346########", "####################", "Murcia Gijon Cadiz Leon Soria Toledo"),
    ("IT", 9, 1, "EUR", "+3934########", "@######################", "Parma Lecce Siena Trento"),
    ("FR", 9, 1, "EUR", "+336########", "#######################", "Dijon Tours Angers Reims"),
    ("PT", 4, 0, "EUR", "+35191#######", "#####################", "Braga Evora Faro"),
    ("GB", 8, 0, "GBP", "+447400######", "@@@@##############", "York Bath Derby Truro"),
    ("SE", 2, 1, "SEK", "+4670#######", "####################", "Lund Gavle Kalmar"),
    ("US", 5, -6, "USD", "+1202#######", "###############", "Salem Dayton Boise Akron"),
    ("CA", 1, -5, "CAD", "+1416#######", "###############", "Guelph Regina"),
    ("AU", 1, 10, "AUD", "+614########", "###############", "Hobart Cairns"),
    ("CH", 1, 1, "CHF", "+4176#######", "#################", "Chur Thun"),
    ("AT", 1, 1, "EUR", "+43664#######", "################", "Linz Graz"),
    ("PL", 1, 1, "PLN", "+485########", "########################", "Lublin Opole"),
    ("JP", 0.5, 9, "JPY", "+8190########", "###############", "Nara Kobe"),
    ("PH", 0.5, 8, "PHP", "+63917#######", "###############", "Iloilo Cebu Davao Bacolod"),
    ("KE", 0.3, 3, "KES", "+25471#######", "###############", "Nakuru Kisumu"),
    ("RO", 0.4, 2, "RON", "+4072#######", "@@@@################", "Sibiu Arad"),
    ("MA", 0.3, 1, "MAD", "+21261#######", "###############", "Fes Meknes"),
    ("CO", 0.3, -5, "COP", "+57300#######", "###############", "Cali Pasto"),
    ("UA", 0.3, 2, "UAH", "+38050#######", "#########################", "Lviv Sumy"),
)
COUNTRIES = tuple(
    Country(code, weight, offset, currency, mobile, account, tuple(towns.split()))
    for code, weight, offset, currency, mobile, account, towns in _ROWS
)
INDEX = {country.code: i for i, country in enumerate(COUNTRIES)}
OFFSETS = np.array([country.offset for country in COUNTRIES], dtype=np.int64)
WEIGHTS = np.array([country.weight for country in COUNTRIES])

# What one euro buys, roughly: amounts of one habit look native in each currency.
RATES = {"EUR": 1.0, "GBP": 0.85, "USD": 1.1, "SEK": 11.0, "PLN": 4.3, "CHF": 0.95, "CAD": 1.5, "AUD": 1.65}
RATES |= {"JPY": 160.0, "PHP": 62.0, "KES": 142.0, "RON": 5.0, "MAD": 10.8, "COP": 4400.0, "UAH": 45.0}
