"""The relations of shared payers: who meets whom beyond chance, who is one circle, what is near to reports."""

from __future__ import annotations

from finpath.tables.relation import Relation, instant, integer, money, number, text

_MERCHANT = integer("merchant", "number of the merchant account")
_OTHER = integer("other", "number of the other account")
_SHARED = integer("shared", "payers of both", "count")
_SURPRISE = number("surprise", "minus log10 of the chance of so many", "powers of ten")
_MEETING = number("meeting_ratio", "times chance that these payers meet at other merchants", "times")

SHARED_PAYERS = Relation(
    "shared_payers",
    "one row per merchant and other that share payers beyond chance; both ways round",
    (_MERCHANT, _OTHER, _SHARED, number("expected", "payers in common that chance explains", "count"), _SURPRISE),
    "finpath.graph.co_payer_stats",
)

MEETINGS = Relation(
    "meetings",
    "one row per merchant",
    (_MERCHANT, number("meeting_ratio", "times chance that its payers meet outside its circle", "times")),
    "finpath.graph.co_payer_stats",
)

CIRCLES = Relation(
    "circles",
    "one row per merchant that shares payers with any beyond chance",
    (
        _MERCHANT,
        integer("neighbours", "merchants that it shares payers with", "count"),
        integer("most_shared", "payers shared with one of them at most", "count"),
        integer("circle_payers", "payers shared, over all of them", "count"),
        integer("surprise", "largest minus log10 p of a pair", "millionths"),
        integer("lift", "largest number of times that chance explains", "millionths"),
    ),
    "finpath.graph.co_payer_stats",
)

BLOCK_MEMBERS = Relation(
    "block_members",
    "one row per member of a dense community of payers and merchants",
    (
        integer("block", "number of the community"),
        _MERCHANT,
        integer("shared", "payers of it who pay another member too", "count"),
        number("surprise", "minus log10 of the chance of so many", "powers of ten"),
    ),
    "finpath.graph.blocks",
)

BLOCKS = Relation(
    "blocks",
    "one row per dense community of payers and merchants",
    (
        integer("block", "its number"),
        integer("merchants", "in it", "count"),
        integer("payers", "of two of them or more", "count"),
        number("density", "minus log10 p, on average over the members", "powers of ten"),
        _MEETING,
        instant("first_seen", "first payment at any member"),
        instant("last_seen", "last payment at any member"),
        number("usual_life", "median of the members' lives", "days"),
    ),
    "finpath.graph.blocks",
)

OUTSIDER_MEETINGS = Relation(
    "outsider_meetings",
    "one row per merchant and other whose payers from elsewhere are the same beyond chance",
    (_MERCHANT, _OTHER, _SHARED, _SURPRISE, _MEETING),
    "finpath.graph.non_local_payers",
)

OUTSIDER_LINKS = Relation(
    "outsider_links",
    "one row per payer who is not at home where it pays, and merchant; of the merchants of outsider_meetings",
    (_MERCHANT, integer("payer", "number of the payer")),
    "finpath.graph.non_local_payers",
)

OUTSIDER_CROWDS = Relation(
    "outsider_crowds",
    "one row per merchant of outsider_meetings: its payers from elsewhere",
    (
        _MERCHANT,
        integer("payers", "of them", "count"),
        integer("active_days", "with purchases of theirs", "days"),
        number("remote_share", "of their purchases without the card at hand, by days", "share"),
        number("country_diversity", "chance that two of them are of different countries", "share"),
    ),
    "finpath.graph.non_local_payers",
)

STREAMS = Relation(
    "streams",
    "one row per merchant and price that enough payers paid, and that is a minority of its payments",
    (
        integer("stream", "its number"),
        _MERCHANT,
        text("currency", "ISO 4217 code"),
        money("amount", "the price, in its currency", ""),
        integer("payments", "of it", "count"),
        integer("payers", "of it", "count"),
    ),
    "finpath.graph.price_clusters",
)

STREAM_MEETINGS = Relation(
    "stream_meetings",
    "one row per stream and other merchant where its payers are found again beyond chance",
    (integer("stream", "its number"), _OTHER, _SHARED, _SURPRISE, _MEETING),
    "finpath.graph.price_clusters",
)

STREAM_PAYERS = Relation(
    "stream_payers",
    "one row per stream whose payers are found again elsewhere, and payer of it",
    (integer("stream", "its number"), integer("payer", "number of the payer")),
    "finpath.graph.price_clusters",
)

AGREEMENT = Relation(
    "agreement",
    "one row per merchant account: how far it agrees with those whom it shares payers with",
    (
        _MERCHANT,
        integer("compared", "merchants it is compared with", "count"),
        number("same_category", "of them that declare its category, of those that declare any", "share"),
        number("same_country", "of them in its country, of those that declare any", "share"),
        number("same_acquirer", "of them at its acquirer", "share"),
        number("same_word", "of them whose name begins as its own, of those that have one", "share"),
        number("same_controller", "of them that its controller holds", "share"),
        number("same_price", "of them whose most common price is its own, of those that have one", "share"),
        number("took_turns", "of them that began after it ended, or ended before it began", "share"),
        number("short_lived", "of them that lived less than 60 days", "share"),
        number("overlap", "payers shared, of the smaller one's, on average", "share"),
        number("surprise", "largest minus log10 of the chance of so many shared", "powers of ten"),
    ),
    "finpath.graph.agreement",
)

NEARNESS = Relation(
    "nearness",
    "one row per merchant",
    (
        _MERCHANT,
        number("report_lift", "times nearer to merchants of confirmed reports than its popularity explains", "times"),
        number("lift_without_one", "the same without the most influential report", "times"),
    ),
    "finpath.graph.report_proximity",
    rests_on_reports=True,
)

REPORT_SHARES = Relation(
    "report_shares",
    "one row per merchant near to reports and reported merchant that it is owed to",
    (
        _MERCHANT,
        integer("reported", "number of the reported merchant"),
        number("share", "of the nearness that it gives", "share"),
    ),
    "finpath.graph.report_proximity",
    rests_on_reports=True,
)

REPORT_WAYS = Relation(
    "report_ways",
    "one row per merchant near to reports and reported merchant that gives most of it: the likeliest path",
    (
        _MERCHANT,
        integer("reported", "number of the reported merchant"),
        number("share", "of the nearness that it gives", "share"),
        integer("via", "number of the merchant between them; empty where they share payers themselves"),
        integer("near_payers", "shared with the one between, or with the reported one", "count"),
        integer("far_payers", "shared by the one between and the reported one", "count"),
    ),
    "finpath.graph.report_proximity",
    rests_on_reports=True,
)
