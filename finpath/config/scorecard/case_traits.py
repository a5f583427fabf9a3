"""Traits of a merchant's candidate case, and of the prices inside it: one crowd, and what is declared of it.

What holds in worlds of all kinds are products: one crowd, or short lives, under unlike declarations.
"""

from __future__ import annotations

from finpath.config.scorecard.trait import CARDFLEX, CLAIM, LAUNDERING, ORDINARY, REGPAY, Trait, when

_IN_CASE = "c.accounts >= 2"
_REMOTE = "CASE WHEN m.remote_known >= 3 THEN m.remote_share ELSE 5e-1 END"
_MONTHLY = "CASE WHEN m.repeat_payers >= 8 THEN coalesce(m.monthly_share, 0e0) ELSE 0e0 END"

CASE_TRAITS: tuple[Trait, ...] = (
    Trait(
        "case_same_country",
        "share",
        "of the pairs of accounts in its candidate case, those in one country",
        "{value:.0%} of the pairs of accounts that share its payers declare one country.",
        "Shops at a border; a seller who declares one country everywhere.",
        REGPAY,
        when(_IN_CASE, "c.same_country"),
        -1,
    ),
    Trait(
        "case_same_controller",
        "share",
        "of the pairs of accounts in its candidate case, those of one controller",
        "{value:.0%} of the pairs of accounts that share its payers have one controller, and say so.",
        "A seller who says that all sites are his own.",
        CLAIM,
        when(_IN_CASE, "c.same_controller"),
        -1,
    ),
    Trait(
        "undeclared_crowd",
        "share",
        "payers whom accounts of its case share, times what these do not declare in common, times remote payments",
        "One set of payers pays accounts of its case that declare little in common.",
        "Regulars of a scene who buy from the same few unlike shops.",
        CLAIM,
        when("c.accounts >= 5", f"c.meeting_share * (1 - c.declared_alike) * {_REMOTE}"),
        1,
    ),
    Trait(
        "undeclared_churn",
        "share",
        "accounts of its case that lived short or handed on, times what they do not declare in common",
        "Accounts of its case end and others begin, and they declare little in common.",
        "Stalls of a market, and pop-up shops in one street.",
        CARDFLEX,
        when(_IN_CASE, "(c.handed_on + c.short_lived) * 5e-1 * (1 - c.declared_one)"),
        1,
    ),
    Trait(
        "undeclared_remote",
        "share",
        "payments without the card at hand, times what its case does not declare in common",
        "It is paid at a distance, and the accounts that share its payers declare little in common.",
        "Web shops of all kinds whose customers are the same people.",
        LAUNDERING,
        when(f"{_IN_CASE} AND m.remote_known >= 3", "m.remote_share * (1 - c.declared_alike)"),
        1,
    ),
    Trait(
        "regulars",
        "share",
        "returning payers who come back monthly, and payers of its case seen nowhere else, added",
        "Its payers come back by the month, or are seen at its case alone.",
        "Access by the month is a subscription too.",
        ORDINARY,
        when("m.repeat_payers >= 8 OR c.accounts >= 2", f"{_MONTHLY} + coalesce(c.loyal_share, 0e0)"),
        -1,
    ),
    Trait(
        "stream_meets",
        "powers of ten",
        "improbability that the payers of one of its prices are the same again elsewhere",
        "The payers of one of its prices meet again elsewhere. Chance explains that {value:chance}.",
        "A club's fee and its kit, paid at two shops.",
        LAUNDERING,
        when("s.surprise IS NOT NULL", "s.surprise"),
        1,
    ),
)
"""In the order in which a card lists them, after those of the merchant alone."""
