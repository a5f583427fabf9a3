"""Remittance texts in, one word that says what they are about out; the texts themselves stay at the door."""

from __future__ import annotations

PURPOSES = {
    "handle": r"(^|[\s:;,(])@[a-z0-9_.]{3,}|\b(telegram|whatsapp|snapchat|discord|skype|wickr|kik|session id|user ?name|nick ?name)\b",
    "school": r"\b(school|tuition|college|university|course|books?|uniform|colegio|escuela|school ?fees?|ecole|schule|kuliah|matricula)\b",
    "medical": r"\b(medic\w*|hospital|doctor|dentist|clinic|pharmac\w*|surgery|health|medicina|gamot|krankenhaus|medicament\w*)\b",
    "accommodation": r"\b(accommodation|hotel|hostel|apartment|flat|room|rent|airbnb|lodging|miete|loyer|alquiler|hospedaje)\b",
    "travel": r"\b(travel|flight|ticket|airfare|taxi|trip|visa|bus|transport|viaje|voyage|reise|pamasahe)\b",
    "gift": r"\b(gift|present|birthday|christmas|xmas|donation|regalo|cadeau|geschenk|regalito)\b",
    "family": r"\b(family|mother|mom|mum|father|dad|brother|sister|wife|husband|son|daughter|parents?|familia|famille|familie|pamilya|support|allowance|padala)\b",
}
"""Class to pattern, in the order in which they are tried; what fits none is `other`."""


def purpose(text: str) -> str:
    """SQL of the class of a purpose text; NULL where there is none."""
    tests = " ".join(f"WHEN fp_matches(lower({text}), '{pattern}') THEN '{name}'" for name, pattern in PURPOSES.items())
    return f"CASE WHEN {text} IS NULL THEN NULL {tests} ELSE 'other' END"
