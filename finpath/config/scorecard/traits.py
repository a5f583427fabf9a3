"""What a scorecard may weigh: figures of a merchant and of those it shares payers with, each with its source.

Agreement and diversity are traits; a category, a country or a name as such never is.
"""

from __future__ import annotations

from dataclasses import dataclass


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


def _if(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN CAST({value} AS DOUBLE) END"


_TIED = "a.compared >= 1"
_TRADES = "m.transactions >= 10"
_PAID = "m.payers >= 8"

_IN_CASE = "c.accounts >= 2"
_REMOTE = "CASE WHEN m.remote_known >= 10 THEN m.remote_share ELSE 5e-1 END"
_MONTHLY = "CASE WHEN m.repeat_payers >= 8 THEN coalesce(m.monthly_share, 0e0) ELSE 0e0 END"

_REGPAY = "United States v. Regpay (2003-05): controller, acquirer and settlement in unrelated countries"
_CARDFLEX = "FTC v. CardFlex (2014): accounts behind unlike names; indictment of Shalon (2015): accounts set up anew"
_IWF = "IWF, Annual Report (2019): few distributors behind many brands"
_LAUNDERING = "Mastercard, Business Risk Assessment and Mitigation: transaction laundering hides in low-risk trade"
_CLAIM = "FTC v. EPS (2017): 23 fictitious companies at one bank, set up for one seller"
_ORDINARY = "background knowledge: what ordinary trade looks like in payment records"

TRAITS: tuple[Trait, ...] = (
    Trait(
        "same_country",
        "share",
        "of the merchants it shares payers with, those in its own country",
        "Of the merchants that it shares payers with beyond chance, {value:.0%} declare its own country.",
        "Neighbours at a border, and shops of one hobby that post their goods.",
        _REGPAY,
        _if(_TIED, "a.same_country"),
        -1,
    ),
    Trait(
        "same_category",
        "share",
        "of the merchants it shares payers with, those that declare its category",
        "Of the merchants that it shares payers with beyond chance, {value:.0%} declare its own kind of business.",
        "A shopping street has all kinds of shops.",
        _LAUNDERING,
        _if(_TIED, "a.same_category"),
        -1,
    ),
    Trait(
        "same_word",
        "share",
        "of the merchants it shares payers with, those whose name begins as its own",
        "Of the merchants that it shares payers with beyond chance, {value:.0%} have a name that begins as its own.",
        "A chain has one name; so have the sites of a seller who does not hide.",
        _CARDFLEX,
        _if(_TIED, "a.same_word"),
        -1,
    ),
    Trait(
        "same_controller",
        "share",
        "of the merchants it shares payers with, those of its controller",
        "Of the merchants that it shares payers with beyond chance, its own controller holds {value:.0%}.",
        "A chain, a publisher, a hotel and its bar: one owner who says so.",
        _CARDFLEX,
        _if(_TIED, "a.same_controller"),
        -1,
    ),
    Trait(
        "same_price",
        "share",
        "of the merchants it shares payers with, those with its most common price",
        "Of the merchants that it shares payers with beyond chance, {value:.0%} have its most common price.",
        "Shops of one chain, and tickets of one fair.",
        _IWF,
        _if(_TIED, "a.same_price"),
    ),
    Trait(
        "took_turns",
        "share",
        "of the merchants it shares payers with, those that began after it ended or ended before it began",
        "Of the merchants that it shares payers with beyond chance, {value:.0%} began after it ended, or ended before.",
        "A shop that moved, and stalls of one fair after another.",
        _CARDFLEX,
        _if(_TIED, "a.took_turns"),
        1,
    ),
    Trait(
        "short_lived",
        "share",
        "of the merchants it shares payers with, those that lived less than 60 days",
        "Of the merchants that it shares payers with beyond chance, {value:.0%} lived less than 60 days.",
        "A festival, a season, an account that a member has only begun to deliver.",
        _CARDFLEX,
        _if(_TIED, "a.short_lived"),
        1,
    ),
    Trait(
        "meeting_ratio",
        "times",
        "how often its payers meet elsewhere, against chance",
        "Its payers meet at merchants outside its circle {value:.1f} times as often as strangers do.",
        "Buyers of one rare thing who live far apart.",
        _ORDINARY,
        _if("m.most_shared >= 4", "m.meeting_ratio"),
        -1,
    ),
    Trait(
        "circle_depth",
        "count",
        "merchants of its circle that an average payer also pays",
        "An average payer also pays {value:.1f} merchants of its circle.",
        "A seller with very many sites.",
        _ORDINARY,
        _if("m.most_shared >= 3", "m.circle_depth"),
    ),
    Trait(
        "per_payer",
        "count",
        "payments of an average payer",
        "A payer paid {value:.1f} times on average.",
        "A new shop, a fair, a gift shop: whoever sells what is bought once.",
        "Chainalysis (2026) and USA Today (2006): access is bought in single small sums, or by the month",
        _if(_PAID, "m.transactions * 1e0 / m.payers"),
    ),
    Trait(
        "repeat_share",
        "share",
        "payers that paid more than once",
        "{value:.0%} of its payers came back.",
        "Whoever sells what is bought once has none who come back.",
        _ORDINARY,
        _if(_PAID, "m.repeat_share"),
    ),
    Trait(
        "loyal_share",
        "share",
        "payers seen at no other merchant",
        "{value:.0%} of its payers are seen at no other merchant.",
        "A member of whom the coalition sees one merchant only.",
        _ORDINARY,
        _if(_PAID, "m.loyal_share"),
    ),
    Trait(
        "monthly_share",
        "share",
        "returning payers who come back monthly",
        "{value:.0%} of the payers who come back do so by the month.",
        "Access by the month is a subscription too.",
        _ORDINARY,
        _if("m.repeat_payers >= 8", "m.monthly_share"),
    ),
    Trait(
        "repeated_price_share",
        "share",
        "payments at repeated amounts",
        "{value:.0%} of the payments are at an amount that was paid more than once.",
        "A seller who takes odd sums on purpose.",
        "FTC v. EPS (2017); background knowledge: baskets differ, access has a price",
        _if(_TRADES, "m.repeated_price_share"),
        1,
    ),
    Trait(
        "remote_share",
        "share",
        "payments without the card present",
        "{value:.0%} of the payments were made without the card at hand.",
        "All trade on the internet.",
        _LAUNDERING,
        _if("m.remote_known >= 10", "m.remote_share"),
        1,
    ),
    Trait(
        "foreign_share",
        "share",
        "payments from abroad",
        "{value:.0%} of the payments came from another country.",
        "Holiday places, collectors, remittances.",
        "Austreme, transaction laundering: geography of cardholders against the declared market",
        _if("m.located >= 10", "m.foreign_share"),
        1,
    ),
    Trait(
        "night_share",
        "share",
        "payments between 23:00 and 05:00 by the payer's clock",
        "{value:.0%} of the payments were made between 23:00 and 05:00 by the payer's clock.",
        "Bars, games, and shift work.",
        "UniPay, merchant fraud signals: hours untypical for the business",
        _if("m.clocked >= 10", "m.night_share"),
        1,
    ),
    Trait(
        "refund_share",
        "share",
        "refunds to payments",
        "{value:.1%} of the payments were given back.",
        "A seller who refunds so that nobody disputes.",
        "EverCompliant: what shops take back, sites of this kind do not",
        _if(_TRADES, "m.refund_share"),
        -1,
    ),
    Trait(
        "idle_days",
        "days",
        "from its last payment to the last that its member delivered",
        "Its last payment was {value:.0f} days before the last that its member delivered.",
        "A shop that closed, a season that ended.",
        _CARDFLEX,
        _if(_TRADES, "m.idle_days"),
    ),
    Trait(
        "life_days",
        "days",
        "from first to last payment",
        "It was paid for {value:.0f} days.",
        "A new shop.",
        _CARDFLEX,
        _if(_TRADES, "m.life_days"),
        -1,
    ),
    Trait(
        "case_same_country",
        "share",
        "of the pairs of accounts in its candidate case, those in one country",
        "Of the accounts that share its payers, {value:.0%} of the pairs declare one country.",
        "Shops at a border; a seller who declares one country everywhere.",
        _REGPAY,
        _if(_IN_CASE, "c.same_country"),
        -1,
    ),
    Trait(
        "case_same_controller",
        "share",
        "of the pairs of accounts in its candidate case, those of one controller",
        "Of the accounts that share its payers, {value:.0%} of the pairs have one controller, and say so.",
        "A seller who says that all sites are his own.",
        _CLAIM,
        _if(_IN_CASE, "c.same_controller"),
        -1,
    ),
    Trait(
        "undeclared_crowd",
        "share",
        "payers whom accounts of its case share, times what these do not declare in common, times remote payments",
        "Its candidate case is one crowd of payers under unlike declarations: {value:.2f} of 1.",
        "Regulars of a scene who buy from the same few unlike shops.",
        _CLAIM,
        _if(f"{_IN_CASE} AND c.accounts >= 5", f"c.meeting_share * (1 - c.declared_alike) * {_REMOTE}"),
        1,
    ),
    Trait(
        "undeclared_churn",
        "share",
        "accounts of its case that lived short or handed on, times what they do not declare in common",
        "Accounts of its case end and others begin, and they declare little in common: {value:.2f} of 1.",
        "Stalls of a market, and pop-up shops in one street.",
        _CARDFLEX,
        _if(_IN_CASE, "(c.handed_on + c.short_lived) * 5e-1 * (1 - c.declared_one)"),
        1,
    ),
    Trait(
        "undeclared_remote",
        "share",
        "payments without the card at hand, times what its case does not declare in common",
        "It is paid at a distance, and the accounts that share its payers declare little in common: {value:.2f} of 1.",
        "Web shops of all kinds whose customers are the same people.",
        _LAUNDERING,
        _if(f"{_IN_CASE} AND m.remote_known >= 10", "m.remote_share * (1 - c.declared_alike)"),
        1,
    ),
    Trait(
        "regulars",
        "share",
        "returning payers who come back monthly, and payers of its case seen nowhere else, added",
        "Its payers come back by the month, or are seen at its case alone: {value:.2f} of 2.",
        "Access by the month is a subscription too.",
        _ORDINARY,
        _if("m.repeat_payers >= 8 OR c.accounts >= 2", f"{_MONTHLY} + coalesce(c.loyal_share, 0e0)"),
        -1,
    ),
    Trait(
        "stream_meets",
        "powers of ten",
        "improbability that the payers of one of its prices are the same again elsewhere",
        "The payers of one of its prices are found together again elsewhere, at odds of 1 to 10 to the {value:.0f}.",
        "A club's fee and its kit, paid at two shops.",
        _LAUNDERING,
        _if("s.surprise IS NOT NULL", "s.surprise"),
        1,
    ),
)
"""Every trait, in the order in which a card lists them."""

NAMES = {trait.name: trait for trait in TRAITS}
