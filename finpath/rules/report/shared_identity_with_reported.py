"""Its controller holds another account that is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SharedIdentityWithReported(Rule):
    """It shares a settlement account, principal, phone, e-mail, register number or domain with a reported merchant.

    Whoever runs one site runs others, through the same bank account or person. An identifier of very many merchants
    (a facilitator's account, a registered agent) is a hub and ties nobody. A landlord's phone or an accountant's
    address for letters remain look-alikes. It rests on the report, and adds nothing to other reasons that do.
    """

    family: ClassVar = Family.REPORT
    source: ClassVar = Source("Mastercard, Security Rules and Procedures: MATCH", 2016)
    requires: ClassVar = ("reports.status",)
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 1.5
    all_or_nothing: ClassVar = "It is tied to a reported account, or it is not."

    dilution: int = threshold(
        10, "accounts of one controller from which on a report says less about each of them", "count"
    )

    sql: ClassVar = """
        SELECT m.merchant                                                                   AS subject_id,
               least(1e0, m.sister_reports * 1e0 * :dilution / (m.sister_accounts + 1))     AS score,
               m.sister_reports,
               m.sister_accounts
        FROM merchants AS m
        WHERE m.sister_reports > 0 AND m.confirmed = 0
    """
    sentence: ClassVar = (
        "Exact identifiers tie it to other accounts, {sister_accounts} in all. Confirmed reports name {sister_reports}"
        " of these."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="the same settlement account as a reported site",
            finds=("sister",),
            merchants="""
                merchant_id | settlement_account
                reported    | acc1
                sister      | acc1
                stranger    | acc2
            """,
            transactions="""
                merchant_id | payer_ref | times
                reported    | p*        | 5
                sister      | q*        | 5
                stranger    | r*        | 5
            """,
            reports="""
                provider_id | merchant_id
                p           | reported
            """,
        ),
        Example(
            title="a facilitator's account that sixty merchants share",
            merchants="""
                merchant_id | settlement_account | times
                sub*        | facilitator        | 60
            """,
            transactions="""
                merchant_id | payer_ref | times
                sub*        | p*        | 60
            """,
            reports="""
                provider_id | merchant_id
                p           | sub7
            """,
        ),
    )
