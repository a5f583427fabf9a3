"""The relations of what is concluded: findings, scores, tiers, and whom a case is about."""

from __future__ import annotations

from finpath.tables.relation import Relation, flag, integer, money, number, text

_MERCHANT = integer("merchant", "number of the merchant account")
_ACCOUNT = (text("provider_id", "the member whose account it is"), text("merchant_id", "its id there"))

FINDINGS = Relation(
    "findings",
    "one row per rule or detector and merchant that it speaks of",
    (
        text("rule_id", "the rule or detector"),
        integer("rule_version", "raised when its meaning changes"),
        text("family", "the kind of indication"),
        number("weight", "weight of evidence at score 1", "nats"),
        _MERCHANT,
        number("score", "0 to 1"),
        text("sentence", "what it says, in English"),
        text("facts", "what the sentence is filled with, as JSON"),
        text("thresholds", "in force, as JSON"),
        flag("shadow", "whether it weighs nothing"),
    ),
    "finpath.rules.finding",
)

NEAR_MISSES = Relation(
    "near_misses",
    "one row per merchant, rule that nearly speaks of it, and threshold that is not met",
    (
        _MERCHANT,
        integer("place", "of the rule, 1 for the nearest"),
        text("rule_id", "the rule"),
        number("closeness", "1 where all is there, else how much of the farthest threshold is", "share"),
        text("what", "what is compared, in words"),
        text("unit", "of it"),
        text("asks", "at least, at most, more than or less than"),
        number("value", "of the merchant"),
        number("bar", "the threshold"),
        integer("slot", "number of the comparison in its rule"),
    ),
    "finpath.rules.near_miss",
)

SCORES = Relation(
    "scores",
    "one row per merchant account",
    (
        _MERCHANT,
        *_ACCOUNT,
        text("entity_id", "name of all accounts of its controller"),
        text("group_id", "name of the group whose evidence it shares"),
        number("score", "probability that it is what is sought, 0 to 1; calibrated where there is a calibration"),
        integer("rank", "1 for the highest"),
        integer("families", "independent kinds of indication that speak", "count"),
    ),
    "finpath.scoring.score",
)

TIERS = Relation(
    "tiers",
    "one row per merchant account",
    (
        _MERCHANT,
        text("tier", "protect, refer, review, watch or none"),
        text(
            "because",
            "what decides it: evidence; safeguarding; reviewed: a person has set it aside; or one_view: one other"
            " organisation alone sees what asks for a review",
        ),
        flag("safeguarding", "of the queue, or where somebody else flags a payer: seen by safeguarding"),
    ),
    "finpath.scoring.tiers",
)

CARRIED = Relation(
    "carried",
    "one row per merchant account whose evidence asks for a referral, and other organisation that carries part of it",
    (
        _MERCHANT,
        text("organisation", "who carries it"),
        number("lost", "weight of evidence that goes when its rows are left out", "nats"),
        number("remaining", "weight of independent evidence that remains, as everywhere without any report", "nats"),
    ),
    "finpath.scoring.authors",
)

BACKING = Relation(
    "backing",
    "one row per account that would be reviewed and whose merchant several organisations see",
    (
        _MERCHANT,
        number("own", "highest score by what its own organisation sees alone", "0 to 1"),
        number("others", "second highest score by what one other organisation sees alone", "0 to 1"),
    ),
    "finpath.scoring.backing",
)

STANDINGS = Relation(
    "standings",
    "one row per merchant account: its score and its tier",
    (*SCORES.fields, *TIERS.fields[1:]),
    "finpath.scoring.tiers",
)

SUSPECTS = Relation(
    "suspects",
    "one row per merchant account outside the safeguarding queue; the others are nobody's suspects",
    STANDINGS.fields,
    "finpath.scoring.tiers",
)

_OF_A_CASE = (
    _MERCHANT,
    text("group_id", "the case"),
    integer("place", "its place in the case, 1 for the highest rank"),
    text("label", "its short name in the case: M1, M2, …"),
)

CASE_MEMBERS = Relation(
    "case_members",
    "one row per merchant account that a referral is about",
    _OF_A_CASE,
    "finpath.referral.query.build",
)

DRAWN_MERCHANTS = Relation(
    "drawn_merchants",
    "one row per merchant account that is drawn, each a case of its own",
    _OF_A_CASE,
    "finpath.output.pictures.record",
)

DOUBTS = Relation(
    "doubts",
    "one row per merchant account: what speaks for an innocent explanation, where it does",
    (
        _MERCHANT,
        integer("long_life", "its life, where that is a year or more", "days"),
        number("domestic", "paid from its own country, where nearly all is", "share"),
        number("recurring", "paid by standing agreement, where much is", "share"),
        number("returning", "payers who come back, where many do", "share"),
        number("neighbours", "times chance that its payers meet elsewhere, where they often do", "times"),
        number("premises", "paid with the card at the till, where most is", "share"),
        number("baskets", "amounts that are paid once, where most are", "share"),
        number("daytime", "paid outside the night, where nearly all is", "share"),
        number("kin", "paid among family and friends, where half or more is", "share"),
        number("refunds", "given back, where it gives back as shops do", "share"),
        integer("adult", "1 where the declared category is that of lawful adult services"),
    ),
    "finpath.referral.query.mitigating_factors",
)

NET_VOLUMES = Relation(
    "net_volumes",
    "one row per merchant account",
    (_MERCHANT, money("volume_eur", "what it took less what went back, not below zero")),
    "finpath.output.folder.net_volume",
)

SHOWN_NAMES = Relation(
    "shown_names",
    "one row per merchant account: what may be shown of who it is",
    (
        _MERCHANT,
        text("name", "what the public sees; nothing of payees, who may be private persons, and of the lane protect"),
        text("country", "that its provider declares, of the same"),
        text("category", "declared or most often paid under, ISO 18245, of the same"),
    ),
    "finpath.output.folder.shown_names",
)

TRUTH = Relation(
    "truth",
    "one row per merchant account into which something was planted; only in a course",
    (
        _MERCHANT,
        text("name", "provider and merchant id"),
        text("plant", "the group that was planted"),
        text("typology", "what kind of group it is"),
        flag("reported", "whether it was reported"),
    ),
    "finpath.course.case",
)
