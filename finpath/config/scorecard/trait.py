"""What a trait of a scorecard is, and the sources that traits cite."""

from __future__ import annotations

from dataclasses import dataclass

REGPAY = "United States v. Regpay (2003-05): controller, acquirer and settlement in unrelated countries"
CARDFLEX = "FTC v. CardFlex (2014): accounts behind unlike names; indictment of Shalon (2015): accounts set up anew"
IWF = "IWF, Annual Report (2019): few distributors behind many brands"
LAUNDERING = "Mastercard, Business Risk Assessment and Mitigation: transaction laundering hides in low-risk trade"
CLAIM = "FTC v. EPS (2017): 23 fictitious companies at one bank, set up for one seller"
ORDINARY = "background knowledge: what ordinary trade looks like in payment records"


@dataclass(frozen=True)
class Trait:
    """One figure of a merchant.

    Args:
        name: In the card.
        unit: share, count, days, times or powers of ten.
        meaning: One line for whoever reads a card.
        fact: The sentence of a finding, over {value}.
        innocent: What innocent thing looks the same.
        source: Where it was published.
        sql: The figure, over `m` (merchants), `a` (agreement), `c` (its candidate case) and `s` (the stream in it whose
            payers are found again most improbably); empty where it says nothing.
        direction: 1 where more is more suspect, -1 where less is, 0 where neither is known.
    """

    name: str
    unit: str
    meaning: str
    fact: str
    innocent: str
    source: str
    sql: str
    direction: int = 0


def when(condition: str, value: str) -> str:
    """A figure that speaks under a condition alone."""
    return f"CASE WHEN {condition} THEN CAST({value} AS DOUBLE) END"
