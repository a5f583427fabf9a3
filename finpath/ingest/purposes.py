"""Classifies remittance texts; the texts themselves are not kept."""

from __future__ import annotations

PURPOSES = {
    "handle": (
        r"(^|[\s:;,(])@[a-z0-9_.]{3,}",
        r"\b(telegram|whatsapp|snapchat|discord|skype|wickr|kik|session id|user ?name|nick ?name)\b",
    ),
    "school": (
        r"\b(school|tuition|college|university|course|books?|uniform|fees? for school)\b",
        r"\b(colegio|escuela|matricula|ecole|schule|kuliah)\b",
    ),
    "medical": (r"\b(medic\w*|hospital|doctor|dentist|clinic|pharmac\w*|surgery|krankenhaus|gamot)\b",),
    "accommodation": (
        r"\b(accommodation|hotel|hostel|apartment|room|rent|airbnb|lodging)\b",
        r"\b(miete|loyer|alquiler|hospedaje)\b",
    ),
    "travel": (r"\b(travel|flights?|tickets?|airfare|taxi|trip|visa|transport|viaje|voyage|reise|pamasahe)\b",),
    "gift": (r"\b(gifts?|present|birthday|christmas|xmas|regalo|regalito|cadeau|geschenk)\b",),
    "family": (
        r"\b(family|mother|mom|mum|father|dad|brother|sister|wife|husband|son|daughter|parents?)\b",
        r"\b(familia|famille|familie|pamilya|padala|allowance)\b",
    ),
}
"""Class to patterns, in the order in which they are tried; what fits none is `other`."""


OTHER = "other"


def known_purposes() -> tuple[str, ...]:
    """Every class."""
    return (*PURPOSES, OTHER)


def purpose_sql(text: str) -> str:
    """SQL of the class of a purpose text; NULL where there is none."""
    tests = " ".join(
        f"WHEN fp_matches(lower({text}), '{'|'.join(patterns)}') THEN '{name}'" for name, patterns in PURPOSES.items()
    )
    return f"CASE WHEN {text} IS NULL THEN NULL {tests} ELSE '{OTHER}' END"
