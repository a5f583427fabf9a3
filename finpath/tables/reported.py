"""Relations of what is reported: which reports live, which merchants they mean, and what a controller is known for."""

from __future__ import annotations

from finpath.tables import ledger
from finpath.tables.relation import Relation, instant, integer, text

_MERCHANT = integer("merchant", "number of the merchant account")

LIVE_REPORTS = Relation(
    "live_reports",
    "one row per report that was not withdrawn",
    ledger.REPORTS.fields,
    "finpath.graph.merchant_reports",
    rests_on_reports=True,
)

MATCHED_REPORTS = Relation(
    "matched_reports",
    "one row per live report and merchant that it means",
    (
        text("reporter_id", "the member that reports"),
        text("report_id", "the report"),
        _MERCHANT,
        text("how", "by which of them it was found: merchant id, domain, descriptor, test purchase"),
    ),
    "finpath.graph.merchant_reports",
    rests_on_reports=True,
)

KNOWN = Relation(
    "known",
    "one row per live report and merchant that it means, with what the report says",
    (
        _MERCHANT,
        text("how", "by what the merchant was found"),
        text("reporter_id", "the member that reports"),
        text("report_id", "the report"),
        text("source_kind", "what kind of source it is"),
        text("status", "alleged or confirmed"),
        instant("reported_at", "when"),
        text("tlp", "Traffic Light Protocol: how far it may go"),
    ),
    "finpath.graph.merchant_reports",
    rests_on_reports=True,
)

CONTROL = Relation(
    "control",
    "one row per merchant: what is reported of it, and of the other accounts of its controller",
    (
        _MERCHANT,
        integer("reported", "reports of it", "count", rests_on_reports=True),
        integer("confirmed", "of those, confirmed", "count", rests_on_reports=True),
        integer("accounts", "accounts of its controller, itself among them", "count"),
        integer("other_reported", "others of them with a confirmed report", "count", rests_on_reports=True),
    ),
    "finpath.graph.merchant_reports",
)
