"""Almost the same descriptor at accounts of different people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class DescriptorFamily(Rule):
    """Accounts of different controllers carry statement texts that differ in digits and marks only.

    A seller keeps descriptors "different enough so Visa won't connect the dots", and similar enough for the customer to
    know the charge. Branches of a franchise number their texts as well, and go on living. A short or common word is
    shared by accident, so it must be long and rare. Texts that are wholly the same are a brand, and left alone.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source("Federal Trade Commission v. CardFlex, as reported by PYMNTS", 2014)
    requires: ClassVar = ("merchants.descriptor",)
    observable_by: ClassVar = ("scheme", "issuer", "acquirer")
    weight: ClassVar = 1.0
    shadow: ClassVar = True
    terms: ClassVar = {
        "controllers": ("controllers with almost the same statement text", "count"),
        "accounts": ("accounts with it", "count"),
    }

    letters: int = threshold(7, "of the common stem", "count")
    controllers: int = threshold(3, "different ones", "count")
    common: int = threshold(12, "accounts; a stem of more is a franchise or a common word", "count")

    sql: ClassVar = """
        WITH stems AS (
            SELECT a.merchant,
                   e.controller,
                   fp_clean_id(a.descriptor)                               AS cleaned,
                   fp_replace(fp_clean_id(a.descriptor), '[0-9]', '')      AS stem
            FROM merchant_accounts AS a
            JOIN entities          AS e ON e.merchant = a.merchant
            WHERE a.descriptor IS NOT NULL
        ), families AS (
            SELECT stem,
                   count(*)                        AS accounts,
                   count(DISTINCT cleaned)         AS texts,
                   count(DISTINCT controller)      AS controllers
            FROM stems
            WHERE length(stem) >= :letters
            GROUP BY stem
        )
        SELECT s.merchant                                                       AS subject_id,
               least(1e0, f.controllers / 5e0) * f.texts / f.accounts           AS score,
               f.accounts,
               f.texts,
               f.controllers
        FROM stems    AS s
        JOIN families AS f ON f.stem = s.stem
        WHERE f.controllers >= :controllers AND f.texts > 1 AND f.texts * 2 > f.accounts AND f.accounts <= :common
    """
    sentence: ClassVar = (
        "{accounts} accounts of {controllers} controllers that nothing else ties carry {texts} statement texts that"
        " differ in digits and marks only."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="one word, three numbers, three strangers",
            finds=("a", "b", "c"),
            merchants="""
                merchant_id | descriptor      | principal
                a           | WEBPIXELPAY*071 | anna
                b           | WEBPIXELPAY-344 | boris
                c           | WEBPIXELPAY 9   | carla
                d           | CORNER BAKERY   | dora
            """,
        ),
        Example(
            title="a brand, branches of one company, and a short word",
            merchants="""
                merchant_id | descriptor      | principal
                a           | CITY PARKING    | anna
                b           | CITY PARKING    | boris
                c           | CITY PARKING    | carla
                d           | FRESHMARKET 01  | dora
                e           | FRESHMARKET 02  | dora
                f           | FRESHMARKET 03  | dora
                g           | CAFE 1          | gina
                h           | CAFE 2          | hugo
                i           | CAFE 3          | ines
            """,
        ),
    )
