"""A referral as FollowTheMoney entities, one JSON to a line: accounts, what is said of them, payments; no payer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import ClassVar

from finpath.presentation.small_counts import count_payers
from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.model.evidence import EvidenceRow
from finpath.referral.model.serialization import to_json_value
from finpath.referral.model.subject import Subject
from finpath.referral.writers.writer import Writer

TO_PAYERS = frozenset({"refund", "reversal", "chargeback"})
"""Kinds of payment that go from the account to payers."""

Properties = dict[str, str | None]


class FollowTheMoney(Writer):
    """The form for tools that investigators link data in."""

    name: ClassVar = "ftm"
    suffix: ClassVar = ".ftm.json"

    def write(self, referral: Referral) -> bytes:
        """An entity to a line; each but documents and links names its referral as proof."""
        lines = (json.dumps(each, ensure_ascii=False, sort_keys=True) for each in _entities(referral))
        return "".join(f"{line}\n" for line in lines).encode(errors="replace")


def _entities(case: Referral) -> Iterator[dict[str, object]]:
    document = _id("referral", case.id)
    about: Properties = {
        "fileName": "referral.json",
        "title": f"Referral {case.id}",
        "publisher": "finpath",
        "summary": NOTICE,
    }
    about |= {"date": _day(case.as_of), "notes": case.excerpt, "keywords": f"TLP:{case.tlp.upper()}"}
    yield _entity("Document", document, **about)
    for file in case.exhibits:
        digest = f"SHA-256 {file.sha256}"
        yield _entity(
            "Document", _file_id(case, file.number), fileName=file.path, publisher=file.provider_id, summary=digest
        )
    for provider in case.providers:
        yield _entity("LegalEntity", _id("member", provider), name=provider, notes="A member of the coalition.")
    payers = f"Payers of referral {case.id} ({count_payers(case.trail.payers.total)}, counted and not named)"
    yield _entity("LegalEntity", _id("payers", case.id), name=payers, proof=document)
    for subject in case.subjects:
        yield from _account(case, subject, document)
    yield from _links(case, document)
    accounts = {subject.label: subject for subject in case.subjects}
    for number, row in enumerate(case.evidence):
        yield _payment(case, accounts[row.subject], row, number)


def _account(case: Referral, subject: Subject, document: str) -> Iterator[dict[str, object]]:
    account, holder, about = _account_id(subject), _holder_id(subject), subject.about
    declared: Properties = {
        "accountNumber": subject.merchant_id,
        "bank": _id("member", subject.provider_id),
        "country": about.country,
    }
    life: Properties = {"openingDate": _day(about.opened_on), "closingDate": _day(about.closed_on)}
    kind: Properties = {"accountType": "merchant account", "description": about.close_reason, "proof": document}
    yield _entity(
        "BankAccount", account, name=f"{subject.provider_id} {subject.merchant_id}", **declared, **life, **kind
    )
    # The name is what the member says of the account; whether it is a company, and whose, nobody has said.
    name = about.name or f"Holder of {subject.provider_id} {subject.merchant_id}"
    domain = about.domain_token and f"domain {about.domain_token}"
    trade: Properties = {"country": about.country, "classification": about.category, "notes": domain}
    yield _entity("LegalEntity", holder, name=name, alias=about.descriptor, **trade, proof=document)
    link = {"owner": holder, "asset": account, "role": "merchant, by the member's word"}
    yield _entity("Ownership", _id("holds", account, holder), **link, proof=document)
    reasons = " ".join(each.sentence for each in case.reasons if each.subject == subject.label)
    role = f"{subject.role.value}; {subject.tier}, score {subject.score:.3f}"
    statement = {"document": document, "entity": account, "role": role, "summary": reasons, "date": _day(case.as_of)}
    yield _entity("Documentation", _id("tells", document, account), **statement)


def _links(case: Referral, document: str) -> Iterator[dict[str, object]]:
    accounts = {subject.label: _account_id(subject) for subject in case.subjects}
    for number, tie in enumerate(case.ties):
        if tie.one in accounts and tie.other in accounts:
            ends: Properties = {"subject": accounts[tie.one], "object": accounts[tie.other], "role": tie.relation}
            days: Properties = {"startDate": _day(tie.valid_from), "endDate": _day(tie.valid_to)}
            summary = f"{tie.kind}; {tie.source}; confidence {tie.confidence:.2f}"
            name = _id("tie", case.id, str(number))
            yield _entity("UnknownLink", name, **ends, **days, summary=summary, proof=document)


def _payment(case: Referral, subject: Subject, row: EvidenceRow, number: int) -> dict[str, object]:
    ends: Properties = {
        "payer": _id("payers", case.id),
        "beneficiary": _holder_id(subject),
        "beneficiaryAccount": _account_id(subject),
    }
    if row.kind in TO_PAYERS:
        ends = {
            "payer": _holder_id(subject),
            "payerAccount": _account_id(subject),
            "beneficiary": _id("payers", case.id),
        }
    value: Properties = {
        "amount": f"{row.amount:f}",
        "currency": row.currency,
        "date": str(to_json_value(row.occurred_at))[:19],
    }
    value["amountEur"] = None if row.eur is None else f"{row.eur:f}"
    origin: Properties = {
        "proof": _file_id(case, row.file),
        "recordId": str(row.row),
        "transactionNumber": row.transaction_id,
    }
    name = _id("payment", case.id, str(number))
    return _entity("Payment", name, **ends, **value, **origin, summary=row.kind, description=" ".join(row.rules))


def _account_id(subject: Subject) -> str:
    return _id("account", subject.provider_id, subject.merchant_id)


def _holder_id(subject: Subject) -> str:
    return _id("holder", subject.provider_id, subject.merchant_id)


def _file_id(case: Referral, number: int) -> str:
    return _id("file", *(file.sha256 for file in case.exhibits if file.number == number))


def _day(day: object) -> str | None:
    return None if day is None else str(to_json_value(day))[:10]


def _id(*parts: str) -> str:
    """The same thing has the same id in every referral."""
    return f"finpath-{hashlib.sha256(chr(31).join(parts).encode(errors='replace')).hexdigest()[:24]}"


def _entity(schema: str, key: str, /, **properties: str | None) -> dict[str, object]:
    return {
        "id": key,
        "schema": schema,
        "properties": {what: [value] for what, value in sorted(properties.items()) if value},
    }
