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
    mobile: str  # pattern of a mobile number: 9 is any digit
    account: str  # pattern of an account number after country and check digits: 9 is any digit, A any letter
    towns: tuple[str, ...]


_ROWS = (
    ("NL", 22, 1, "EUR", "+316999999999", "AAAA9999999999", "Utrecht Breda Zwolle Leiden Delft Arnhem"),
    ("DE", 12, 1, "EUR", "+4915199999999", "999999999999999999", "Kassel Bremen Erfurt Mainz Trier Ulm"),
    ("BE", 6, 1, "EUR", "+32479999999", "999999999999", "Gent Namur Leuven Mons"),
    ("ES", 16, 1, "EUR", "+34699999999", "99999999999999999999", "Murcia Gijon Cadiz Leon Soria Toledo"),
    ("IT", 9, 1, "EUR", "+393499999999", "A9999999999999999999999", "Parma Lecce Siena Trento"),
    ("FR", 9, 1, "EUR", "+33699999999", "99999999999999999999999", "Dijon Tours Angers Reims"),
    ("PT", 4, 0, "EUR", "+351919999999", "999999999999999999999", "Braga Evora Faro"),
    ("GB", 8, 0, "GBP", "+447400999999", "AAAA99999999999999", "York Bath Derby Truro"),
    ("SE", 2, 1, "SEK", "+46709999999", "99999999999999999999", "Lund Gavle Kalmar"),
    ("US", 5, -6, "USD", "+12025559999", "999999999999999", "Salem Dayton Boise Akron"),
    ("CA", 1, -5, "CAD", "+14165559999", "999999999999999", "Guelph Regina"),
    ("AU", 1, 10, "AUD", "+61499999999", "999999999999999", "Hobart Cairns"),
    ("CH", 1, 1, "CHF", "+41769999999", "99999999999999999", "Chur Thun"),
    ("AT", 1, 1, "EUR", "+436649999999", "9999999999999999", "Linz Graz"),
    ("PL", 1, 1, "PLN", "+48519999999", "999999999999999999999999", "Lublin Opole"),
    ("JP", 0.5, 9, "JPY", "+819099999999", "999999999999999", "Nara Kobe"),
    ("PH", 0.5, 8, "PHP", "+639179999999", "999999999999999", "Iloilo Cebu Davao Bacolod"),
    ("KE", 0.3, 3, "KES", "+254719999999", "999999999999999", "Nakuru Kisumu"),
    ("RO", 0.4, 2, "RON", "+40729999999", "AAAA9999999999999999", "Sibiu Arad"),
    ("MA", 0.3, 1, "MAD", "+212619999999", "999999999999999", "Fes Meknes"),
    ("CO", 0.3, -5, "COP", "+573009999999", "999999999999999", "Cali Pasto"),
    ("UA", 0.3, 2, "UAH", "+380509999999", "9999999999999999999999999", "Lviv Sumy"),
)
COUNTRIES = tuple(Country(*row[:6], towns=tuple(row[6].split())) for row in _ROWS)
INDEX = {country.code: i for i, country in enumerate(COUNTRIES)}
OFFSETS = np.array([country.offset for country in COUNTRIES], dtype=np.int64)
WEIGHTS = np.array([country.weight for country in COUNTRIES])

# What one euro buys, roughly, and the smallest unit's exponent: amounts of one habit look native in each currency.
RATES = {"EUR": 1.0, "GBP": 0.85, "USD": 1.1, "SEK": 11.0, "PLN": 4.3, "CHF": 0.95, "CAD": 1.5, "AUD": 1.65, "JPY": 160.0}
RATES |= {"PHP": 62.0, "KES": 142.0, "RON": 5.0, "MAD": 10.8, "COP": 4400.0, "UAH": 45.0}
EXPONENTS = {"JPY": 0}
