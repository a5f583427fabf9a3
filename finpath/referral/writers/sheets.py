"""The tables of a referral: one sheet for each thing that it holds many of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from finpath.presentation.small_counts import FEW
from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.writers.csv import COLUMNS, evidence_lines

Value = str | int | float | Decimal | dt.date | None
MAX_EVIDENCE = 1_000_000
"""Rows of one sheet; a spreadsheet takes 1,048,576. The CSV holds all."""


@dataclass(frozen=True)
class Sheet:
    """A table: instants are UTC."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheets(case: Referral) -> tuple[Sheet, ...]:
    """The tables of a case, those that a reader begins with first."""
    return (
        _case(case),
        _accounts(case),
        _reasons(case),
        _sentence_sheet("Against", "what speaks for an innocent explanation", case.against),
        _money(case),
        Sheet("Prices", ("currency", "amount", "payments", "accounts", "peers with it"), _prices(case)),
        Sheet(
            "Payers",
            ("country", "payers"),
            (*case.trail.payers.countries, ("others, and not known", case.trail.payers.other)),
        ),
        *_onward(case),
        _reports(case),
        _ties(case),
        Sheet("Files", ("number", "provider_id", "file", "sha256"), _files(case)),
        Sheet("Evidence", COLUMNS, tuple(evidence_lines(case))[:MAX_EVIDENCE]),
        _sentence_sheet("Not looked at", "what could not be looked at", (*case.coverage, *case.withheld)),
    )


def _payers(count: int | None) -> int | str:
    return FEW if count is None else count


def _case(case: Referral) -> Sheet:
    facts: tuple[tuple[str, Value], ...] = (
        ("referral", case.id),
        ("label", f"TLP:{case.tlp.upper()}"),
        ("as of", case.as_of),
        ("score, of 1", case.score),
        ("kinds of indication", ", ".join(case.families)),
        ("members", ", ".join(case.providers)),
        ("evidence rows", len(case.evidence)),
        ("payers, counted once", _payers(case.trail.payers.total)),
        ("what this is", NOTICE),
    )
    if case.excerpt:
        facts += (("evidence rows chosen", case.excerpt),)
    if len(case.evidence) > MAX_EVIDENCE:
        facts += (("evidence", f"The first {MAX_EVIDENCE:,} rows are here; all are in referral.csv."),)
    return Sheet("Case", ("what", "said"), facts)


def _accounts(case: Referral) -> Sheet:
    columns = (
        *("account", "provider_id", "merchant_id", "role", "tier", "score", "rank", "name", "descriptor"),
        *(
            "domain_token",
            "category",
            "country",
            "opened_on",
            "closed_on",
            "close_reason",
            "payers",
            "payments",
            "eur_taken",
        ),
        *("eur_returned", "first_seen", "last_seen"),
    )
    accounts = []
    for each in case.subjects:
        about, trade = each.about, each.trade
        who = (each.label, each.provider_id, each.merchant_id, each.role.value, each.tier, each.score, each.rank)
        declared = (about.name, about.descriptor, about.domain_token, about.category, about.country)
        life = (about.opened_on, about.closed_on, about.close_reason)
        amounts = (
            _payers(trade.payers),
            trade.payments,
            trade.volume_eur,
            trade.returned_eur,
            trade.first_seen,
            trade.last_seen,
        )
        accounts.append((*who, *declared, *life, *amounts))
    return Sheet("Accounts", columns, tuple(accounts))


def _reasons(case: Referral) -> Sheet:
    about = {each.rule_id: each for each in case.indicators}
    columns = ("account", "rule", "version", "kind", "share", "nats", "payments", "said", "meaning", "source")
    reasons = tuple(
        (
            each.subject,
            each.rule_id,
            about[each.rule_id].version,
            about[each.rule_id].family,
            each.share,
            each.weight,
            each.payments,
            each.sentence,
            about[each.rule_id].meaning,
            about[each.rule_id].source,
        )
        for each in case.reasons
    )
    return Sheet("Reasons", columns, reasons)


def _money(case: Referral) -> Sheet:
    columns = ("currency", "month", "gross", "refunded", "charged back", "net")
    proceeds = tuple((p.currency, p.month, p.gross, p.refunded, p.charged_back, p.net) for p in case.trail.proceeds)
    return Sheet("Proceeds", columns, proceeds)


def _onward(case: Referral) -> tuple[Sheet, ...]:
    """Where proceeds rest; nothing where nobody gave accounts to follow them through."""
    if case.trail.onward is None:
        return ()
    columns = (
        *("account", "currency", "proceeds", "share", "known balance", "transfers", "last movement", "why no further"),
        *("provider_id", "transfer_id"),
    )
    resting = tuple(
        (
            *(each.account, each.currency, each.proceeds, each.share, each.balance, each.hops, each.last_movement),
            *(each.stopped, each.provider_id, each.transfer_id),
        )
        for each in case.trail.onward.resting
    )
    return (Sheet("Where it rests", columns, resting),)


def _prices(case: Referral) -> tuple[tuple[Value, ...], ...]:
    return tuple((each.currency, each.amount, each.payments, each.members, each.peers) for each in case.trail.prices)


def _reports(case: Referral) -> Sheet:
    columns = ("account", "reporter_id", "report_id", "kind", "status", "reported_at", "label", "matched on")
    reports = tuple(
        (r.subject, r.reporter_id, r.report_id, r.source_kind, r.status, r.reported_at, f"TLP:{r.tlp.upper()}", r.how)
        for r in case.reports
    )
    return Sheet("Reports", columns, reports)


def _ties(case: Referral) -> Sheet:
    columns = ("one", "other", "relation", "by", "from", "to", "source", "confidence", "joins")
    ties = tuple(
        (
            t.one,
            t.other,
            t.relation,
            t.kind,
            t.valid_from,
            t.valid_to,
            t.source,
            t.confidence,
            "yes" if t.joins else "no",
        )
        for t in case.ties
    )
    return Sheet("Ties", columns, ties)


def _files(case: Referral) -> tuple[tuple[Value, ...], ...]:
    return tuple((each.number, each.provider_id, each.path, each.sha256) for each in case.exhibits)


def _sentence_sheet(name: str, column: str, lines: Iterable[str]) -> Sheet:
    return Sheet(name, (column,), tuple((line,) for line in lines))
