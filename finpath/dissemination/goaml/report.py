"""A member's part of a case in, the report out, with all that keeps it from being filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from finpath.dissemination.goaml.check import check
from finpath.dissemination.goaml.fault import Fault
from finpath.dissemination.goaml.filing import Amendment, Filing
from finpath.dissemination.goaml.fill import Sheet, add, fill
from finpath.dissemination.goaml.reason import about, reason
from finpath.dissemination.goaml.shape import ADDRESS, REPORTING_PERSON
from finpath.dissemination.goaml.transactions import Parties, transactions
from finpath.referral.model.member_view import MemberView

__all__ = ["Amendment", "Filing", "Report", "report"]

DRAFT = " DRAFT, not to be filed: {count} thing(s) are missing or wrong; they are listed beside this file. "


@dataclass(frozen=True)
class Report:
    """A report as goAML, and what keeps it from being filed.

    Args:
        reference: Its entity_reference.
        xml: The whole file.
        faults: None where it can be filed.
    """

    reference: str
    xml: bytes
    faults: tuple[Fault, ...]

    @property
    def draft(self) -> bool:
        """Whether it must not be filed."""
        return bool(self.faults)


def reference(part: MemberView, filing: Filing) -> str:
    """The entity_reference: the same case gives the same one, and each amendment a new one."""
    plain = f"{part.id}-{part.member.id}-{filing.form}-{part.as_of:%Y%m%d}"
    return plain if filing.amendment is None else f"{plain}-A{filing.amendment.number}"


def report(part: MemberView, filing: Filing) -> Report:
    """Write a report, and check it: what is missing, codes, the FIU's rules, its schema, each apart."""
    root = etree.Element("report")
    faults = list(_head(root, part, filing))
    if filing.form == "STR" and not part.evidence:
        filing = replace(filing, form="SAR")  # no payment stands behind its reasons: what is left is an activity
    parties = Parties(part, filing)
    if filing.form == "STR":
        faults += transactions(root, parties)
    else:
        _activity(root, parties)
    faults += _indicators(root, part, filing)
    faults += parties.faults
    tree = etree.ElementTree(root)
    faults += check(tree, filing.dialect)
    told = tuple(dict.fromkeys(faults))
    if told:
        root.insert(0, etree.Comment(DRAFT.format(count=len(told))))
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Report(reference(part, filing), written + b"\n", told)


def _head(root: etree._Element, part: MemberView, filing: Filing) -> Iterator[Fault]:
    dialect, reporter = filing.dialect, filing.reporter
    if dialect.schema_version:
        add(root, "schema_version", dialect.schema_version)
    add(root, "rentity_id", str(reporter.number))
    if reporter.branch:
        add(root, "rentity_branch", reporter.branch)
    add(root, "submission_code", dialect.submission_code)
    code = dialect.reports.get(filing.form)
    if code is None:
        mend = f'write {filing.form} = "…" under [reports] of dialect.toml'
        yield Fault("missing", "report/report_code", f"the dialect has none for {filing.form}", mend)
    add(root, "report_code", code or filing.form)
    add(root, "entity_reference", reference(part, filing))
    if filing.amendment:
        add(root, "fiu_ref_number", filing.amendment.fiu_number)
    add(root, "submission_date", f"{filing.on or part.as_of.date()}T00:00:00")
    add(root, "currency_code_local", dialect.currency)
    yield from _who(root, filing)
    add(root, "reason", reason(part, dialect.limits["reason"]))
    if reporter.action:
        add(root, "action", reporter.action)


def _who(root: etree._Element, filing: Filing) -> Iterator[Fault]:
    """The reporting person, or its code; and where."""
    reporter = filing.reporter
    if reporter.person:
        sheet = Sheet("the reporting person", reporter.person, reporter.source, "report/reporting_person")
        yield from fill(etree.SubElement(root, "reporting_person"), REPORTING_PERSON, "person", sheet)
    elif reporter.user_code:
        add(root, "reporting_user_code", reporter.user_code)
    else:
        mend = f"give user_code or [person] in {reporter.source}"
        yield Fault("missing", "report/reporting_person", "nobody reports", mend)
    if reporter.location:
        sheet = Sheet("the reporter's location", reporter.location, reporter.source, "report/location")
        yield from fill(etree.SubElement(root, "location"), ADDRESS, "address", sheet)


def _activity(root: etree._Element, parties: Parties) -> None:
    """The merchants as parties of an activity; none is marked as a suspect: that is for a person to decide."""
    within = etree.SubElement(etree.SubElement(root, "activity"), "report_parties")
    for subject in parties.part.subjects:
        made = etree.SubElement(within, "report_party")
        one = parties.merchant(subject.label)
        one.under(made, f"{one.form}_my_client" if one.client else one.form)
        if one.country:
            add(made, "country", one.country)
        add(made, "reason", about(parties.part, subject)[: parties.filing.dialect.limits["reason"]])


def _indicators(root: etree._Element, part: MemberView, filing: Filing) -> Iterator[Fault]:
    known = filing.dialect.indicators
    named = ["always", *(name for each in part.indicators for name in (each.family, each.rule_id))]
    codes = dict.fromkeys(code for name in named for code in known.get(name, ()))
    within = etree.SubElement(root, "report_indicators")
    for code in codes:
        add(within, "indicator", code)
    if not codes:
        mend = 'write always = ["CODE"] under [indicators] of dialect.toml, or a code by kind of indication'
        yield Fault("missing", "report/report_indicators", "the dialect has no code for what is indicated", mend)
