"""Builds the report of a member's part of a case, with all that keeps it from being filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from finpath.dissemination.goaml.check import check_tree
from finpath.dissemination.goaml.fault import FilingFault
from finpath.dissemination.goaml.filing import Amendment, Filing
from finpath.dissemination.goaml.fill import LONGEST, PartySheet, add_element, fill_party
from finpath.dissemination.goaml.reason import merchant_text, reason_text
from finpath.dissemination.goaml.shape import ADDRESS, REPORTING_PERSON
from finpath.dissemination.goaml.transactions import Parties, add_transactions
from finpath.presentation.text import legible_text
from finpath.referral.model.member_view import MemberView

__all__ = ["Amendment", "Filing", "GoamlReport", "build_report"]

DRAFT = " DRAFT, not to be filed: {count} thing(s) are missing or wrong; they are listed beside this file. "


@dataclass(frozen=True)
class GoamlReport:
    """A report as goAML, and what keeps it from being filed.

    Args:
        reference: Its entity_reference.
        xml: The whole file.
        faults: None where it can be filed.
    """

    reference: str
    xml: bytes
    faults: tuple[FilingFault, ...]

    @property
    def draft(self) -> bool:
        """Whether it must not be filed."""
        return bool(self.faults)


def entity_reference(part: MemberView, filing: Filing) -> str:
    """The entity_reference: the same case gives the same one, and each amendment a new one."""
    first = f"{part.id}-{part.member.id}-{filing.form}-{part.as_of:%Y%m%d}"
    return first if filing.amendment is None else f"{first}-A{filing.amendment.number}"


def build_report(part: MemberView, filing: Filing) -> GoamlReport:
    """Write a report, and check it: what is missing, codes, the FIU's rules, its schema, each apart."""
    root = etree.Element("report")
    faults = list(_add_head(root, part, filing))
    if filing.form == "STR" and not part.evidence:
        filing = replace(filing, form="SAR")  # no payment stands behind its reasons: what is left is an activity
    parties = Parties(part, filing)
    if filing.form == "STR":
        faults += add_transactions(root, parties)
    else:
        _add_activity(root, parties)
    faults += _add_indicators(root, part, filing)
    faults += parties.faults
    tree = etree.ElementTree(root)
    faults += check_tree(tree, filing.dialect)
    all_faults = tuple(dict.fromkeys(faults))
    if all_faults:
        root.insert(0, etree.Comment(DRAFT.format(count=len(all_faults))))
    etree.indent(root)
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return GoamlReport(entity_reference(part, filing), xml + b"\n", all_faults)


def _add_head(root: etree._Element, part: MemberView, filing: Filing) -> Iterator[FilingFault]:
    dialect, reporter = filing.dialect, filing.reporter
    if dialect.schema_version:
        add_element(root, "schema_version", dialect.schema_version)
    add_element(root, "rentity_id", str(reporter.number))
    if reporter.branch:
        add_element(root, "rentity_branch", reporter.branch)
    add_element(root, "submission_code", dialect.submission_code)
    code = dialect.reports.get(filing.form)
    if code is None:
        mend = f'write {filing.form} = "…" under [reports] of dialect.toml'
        yield FilingFault("missing", "report/report_code", f"the dialect has none for {filing.form}", mend)
    add_element(root, "report_code", code or filing.form)
    add_element(root, "entity_reference", entity_reference(part, filing))
    if filing.amendment:
        add_element(root, "fiu_ref_number", filing.amendment.fiu_number)
    if filing.rejected:
        add_element(root, "prev_rejected_ref_number", legible_text(filing.rejected, LONGEST))
    add_element(root, "submission_date", f"{filing.on or part.as_of.date()}T00:00:00")
    add_element(root, "currency_code_local", dialect.currency)
    yield from _add_reporter(root, filing)
    add_element(root, "reason", reason_text(part, dialect.limits["reason"]))
    if reporter.action:
        add_element(root, "action", reporter.action)


def _add_reporter(root: etree._Element, filing: Filing) -> Iterator[FilingFault]:
    """The reporting person, or its code; and where."""
    reporter = filing.reporter
    if reporter.person:
        sheet = PartySheet("the reporting person", reporter.person, reporter.source, "report/reporting_person")
        yield from fill_party(etree.SubElement(root, "reporting_person"), REPORTING_PERSON, "person", sheet)
    elif reporter.user_code:
        add_element(root, "reporting_user_code", reporter.user_code)
    else:
        mend = f"give user_code or [person] in {reporter.source}"
        yield FilingFault("missing", "report/reporting_person", "nobody reports", mend)
    if reporter.location:
        sheet = PartySheet("the reporter's location", reporter.location, reporter.source, "report/location")
        yield from fill_party(etree.SubElement(root, "location"), ADDRESS, "address", sheet)


def _add_activity(root: etree._Element, parties: Parties) -> None:
    """The merchants as parties of an activity; none is marked as a suspect: that is for a person to decide."""
    within = etree.SubElement(etree.SubElement(root, "activity"), "report_parties")
    for subject in parties.part.subjects:
        report_party = etree.SubElement(within, "report_party")
        one = parties.merchant(subject.label)
        one.add_copy(report_party, f"{one.form}_my_client" if one.client else one.form)
        if one.country:
            add_element(report_party, "country", one.country)
        add_element(
            report_party,
            "reason",
            merchant_text(parties.part, subject)[: parties.filing.dialect.limits["reason"]],
        )


def _add_indicators(root: etree._Element, part: MemberView, filing: Filing) -> Iterator[FilingFault]:
    codes_by_rule = filing.dialect.indicators
    keys = ["always", *(name for each in part.indicators for name in (each.family, each.rule_id))]
    codes = dict.fromkeys(code for name in keys for code in codes_by_rule.get(name, ()))
    within = etree.SubElement(root, "report_indicators")
    for code in codes:
        add_element(within, "indicator", code)
    if not codes:
        mend = 'write always = ["CODE"] under [indicators] of dialect.toml, or a code by kind of indication'
        yield FilingFault("missing", "report/report_indicators", "the dialect has no code for what is indicated", mend)
