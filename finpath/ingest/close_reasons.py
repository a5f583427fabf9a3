"""Why an account was closed: a code where one is given, a class of words everywhere; the text itself is not kept.

What an account manager writes there is full of names, of phone numbers and of accounts.
"""

from __future__ import annotations

MATCH = {
    "01": "account data compromise",
    "02": "common point of purchase",
    "03": "laundering",
    "04": "excessive chargebacks",
    "05": "excessive fraud",
    "07": "fraud conviction",
    "08": "questionable merchant audit",
    "09": "insolvency",
    "10": "violation of standards",
    "11": "merchant collusion",
    "12": "data security",
    "13": "illegal transactions",
    "14": "identity theft",
}
"""Reason codes of Mastercard's list of terminated merchants (MATCH; Security Rules and Procedures, chapter 11)."""

CLASSES = {
    "laundering": "launder|factoring|undisclosed (aggreg|merchant|sub)|on behalf of (others?|another)|blanchi|geldw",
    "illegal transactions": "illegal|unlawful|prohibit|criminal|police|seiz|csam|abuse|illicit|verboten",
    "identity theft": "identity|impersonat|false (name|document|details)|fake|forged|stolen id",
    "merchant collusion": "collu",
    "excessive chargebacks": "charge ?-?backs?|disputes?|retrieval",
    "excessive fraud": "fraud|scam|betrug|estafa",
    "account data compromise": "compromis|data breach|skimm|leak",
    "data security": "pci|data security|encrypt",
    "insolvency": "insolv|bankrupt|liquidat|faillissement|konkurs|faillite|dissolved",
    "violation of standards": "violat|breach|non-?compliance|misuse|miscod",
    "due diligence": "kyc|due diligence|aml|documents? (missing|not)|unverified|(could )?not verif|risk|sanction",
    "inactive": "inactiv|dormant|no (activity|sales|turnover|payments|transactions)|unused|idle",
    "own wish": "request|own wish|voluntar|(by|for) (the )?(merchant|owner|holder)|merchant (closed|ended|left|asked)"
    "|k[u\u00fc]ndig|change of|switched|moved|retire|ceased|end(ed|s)? (its |of )?(business|trade|season|contract)",
}
"""Class to the words, from their beginnings, in the order in which they are tried; what has none of them is `other`."""

OTHER = "other"
CODED = "^0?{number}$|^{padded}( ?: ?| - )"
NAMED = "(^|[^a-z])(match|tmf|reason code|match code)[ :#-]{{0,3}}(reason |code )?0?{number}($|[^0-9])"
"""A code alone or before its meaning, and one after the name of its list."""


def describe(code: str) -> str:
    """What is kept of a code.

    >>> describe("04")
    'MATCH 04: excessive chargebacks'
    """
    return f"MATCH {code}: {MATCH[code]}"


def known_reasons() -> tuple[str, ...]:
    """Every value that can be kept."""
    return (*map(describe, MATCH), *CLASSES, OTHER)


def close_reason_sql(text: str) -> str:
    """SQL of what is kept of a closing reason: code and class, class alone, or `other`; NULL where there is none."""
    lower = f"lower({text})"
    kept = " ".join(f"WHEN {text} = '{reason}' THEN '{reason}'" for reason in known_reasons())
    codes = " ".join(f"WHEN fp_matches({lower}, '{_pattern(code)}') THEN '{describe(code)}'" for code in MATCH)
    words = " ".join(
        f"WHEN fp_matches({lower}, '(^|[^a-z])({pattern})') THEN '{name}'" for name, pattern in CLASSES.items()
    )
    return f"CASE WHEN {text} IS NULL THEN NULL {kept} {codes} {words} ELSE '{OTHER}' END"


def _pattern(code: str) -> str:
    return f"{CODED}|{NAMED}".format(number=int(code), padded=code)
