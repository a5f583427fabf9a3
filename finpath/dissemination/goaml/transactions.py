"""The transactions of a report: who paid whom, how, and what it was worth in the FIU's currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from finpath.dissemination.goaml.fault import FilingFault
from finpath.dissemination.goaml.filing import Filing
from finpath.dissemination.goaml.fill import add_element
from finpath.dissemination.goaml.party import FilledParty, PartyData, fill_side
from finpath.dissemination.goaml.rates import round_to_cents
from finpath.presentation.text import legible_text
from finpath.referral.model.evidence import EvidenceRow, Exhibit
from finpath.referral.model.member_view import MemberView

IN, OUT = ("purchase", "representment"), ("refund", "reversal", "chargeback", "credit")
"""Kinds in which money moves to the merchant, and back from it; a decline or a fee moves none of a payer's."""

PLACE = "report/transaction"
INVOLVED = "report/transaction/involved_parties/party/{shape}"
"""Where everybody stands whom a role is given."""

PAYER = "report/transaction/t_from{client}/from_{form}"
PLACES = {
    "STR": "report/transaction/t_to{client}/to_{form}",
    "SAR": "report/activity/report_parties/report_party/{shape}",
}
"""Where a payer stands, and by form of the report a merchant."""


@dataclass
class Parties:
    """Everybody in a report, each filled once.

    Args:
        part: Whose merchants.
        filing: With the names.
    """

    part: MemberView
    filing: Filing
    _filled: dict[str, FilledParty] = field(default_factory=dict)

    def merchant(self, label: str) -> FilledParty:
        """The merchant of a label."""
        if label not in self._filled:
            (subject,) = (each for each in self.part.subjects if each.label == label)
            names, ident = self.filing.names, subject.merchant_id
            data = PartyData(
                f"merchant {legible_text(ident)}",
                names.merchants.get(ident, {}),
                names.source,
                INVOLVED if self._with_roles else PLACES[self.filing.form],
            )
            self._filled[label] = fill_side(data, client=True, needs=self.filing.dialect.needs)
        return self._filled[label]

    def payer(self, token: str) -> FilledParty:
        """The payer of a token; where the member cannot name it, as the FIU wants such a side."""
        names, dialect = self.filing.names, self.filing.dialect
        values = names.payers.get(token)
        place = token if values else ""
        if place not in self._filled:
            who = f"the payer {token}" if values else "payers that no row names"
            data = PartyData(
                who,
                values or dialect.unknown_payer or {"kind": "person"},
                names.source,
                INVOLVED if self._with_roles else PAYER,
            )
            self._filled[place] = fill_side(data, client=False, needs=dialect.needs)
        return self._filled[place]

    @property
    def _with_roles(self) -> bool:
        return self.filing.form == "STR" and bool(self.filing.dialect.roles)

    @property
    def faults(self) -> Iterator[FilingFault]:
        """What is missing of anybody."""
        for each in self._filled.values():
            yield from each.faults


def add_transactions(report: etree._Element, parties: Parties) -> Iterator[FilingFault]:
    """Add the transactions that the reasons rest on.

    Yields:
        What is missing in them.
    """
    part, filing = parties.part, parties.filing
    rows = [row for row in part.evidence if row.kind in (*IN, *OUT)]
    most = filing.dialect.limits["transactions"]
    if not rows:
        yield FilingFault(
            "missing", PLACE, "no payment stands behind the reasons", "file it activity-based: --form SAR"
        )
    if len(rows) > most:
        problem = f"the case has {len(rows):,} payments, and this FIU takes {most:,} in a report"
        yield FilingFault("rule", PLACE, problem, "file it activity-based (--form SAR), or raise [limits] transactions")
    files = {each.number: each for each in part.exhibits}
    for row in rows[:most]:
        yield from _fill_transaction(etree.SubElement(report, "transaction"), row, parties, files)


def _fill_transaction(
    element: etree._Element, row: EvidenceRow, parties: Parties, files: Mapping[int, Exhibit]
) -> Iterator[FilingFault]:
    dialect, reporter = parties.filing.dialect, parties.filing.reporter
    modes = dialect.rails.get(row.rail)
    if modes is None:
        yield FilingFault(
            "missing", f"{PLACE}/transmode_code", f'no code for the rail "{row.rail}"', _map_rail(row.rail)
        )
    add_element(element, "transactionnumber", legible_text(row.transaction_id, 99))
    add_element(element, "internal_ref_number", parties.part.id)
    add_element(element, "transaction_location", legible_text(reporter.transaction_location, 200))
    add_element(
        element, "transaction_description", f"{row.kind.capitalize()}, an indication of: {', '.join(row.rules)}."
    )
    when = row.occurred_at.replace(tzinfo=dt.UTC).astimezone(reporter.zone)
    add_element(element, "date_transaction", f"{when:%Y-%m-%dT%H:%M:%S}")
    add_element(element, "transmode_code", modes[0] if modes else "")
    add_element(element, "transmode_comment", dialect.transmode_comment)
    local = parties.filing.rates.to_local(row, dialect.currency)
    if local is None:
        day = row.occurred_at.date()
        problem = f"no rate says what {row.currency} of {day} is worth in {dialect.currency}"
        yield FilingFault("missing", f"{PLACE}/amount_local", problem, "give it with --rates, as currency,date,eur")
    else:
        add_element(element, "amount_local", f"{local.local:f}")
    yield from _add_sides(element, row, parties, modes[1] if modes else "")
    file = files.get(row.file)
    add_element(element, "comments", f"Row {row.row} of file {file.sha256 if file else row.file}.")


def _map_rail(rail: str) -> str:
    return f'write {rail or "the rail"} = ["transmode", "funds"] under [rails] of dialect.toml'


def _add_sides(element: etree._Element, row: EvidenceRow, parties: Parties, funds: str) -> Iterator[FilingFault]:
    merchant, payer = parties.merchant(row.subject), parties.payer(row.payer)
    has_name = row.payer in parties.filing.names.payers
    giver, taker = (payer, merchant) if row.kind in IN else (merchant, payer)
    roles = parties.filing.dialect.roles
    within = etree.SubElement(element, "involved_parties") if roles else element
    for side, one in (("from", giver), ("to", taker)):
        if roles:
            parent = _add_party(within, one, roles[side], funds)
            _add_foreign_currency(parent, row, parties.filing, "")
        else:
            parent = etree.SubElement(element, f"t_{side}_my_client" if one.client else f"t_{side}")
            add_element(parent, f"{side}_funds_code", funds)
            _add_foreign_currency(parent, row, parties.filing, f"{side}_")
            one.add_copy(parent, f"{side}_{one.form}")
        country = "country" if roles else f"{side}_country"
        who = "merchant" if one is merchant else "payer" if has_name else "payer that no row names"
        if not one.country:
            mend = "give it in column country of " + parties.filing.names.source
            mend += "" if has_name or one is merchant else ", or under [unknown_payer] of dialect.toml"
            place = f"{PLACE}/involved_parties/party" if roles else f"{PLACE}/t_{side}"
            yield FilingFault("missing", f"{place}/{country}", f"a {who} has none", mend)
        else:
            add_element(parent, country, one.country)


def _add_party(within: etree._Element, one: FilledParty, role: str, funds: str) -> etree._Element:
    """A party with its role, as goAML wants it in a transaction of several; nobody is marked as a suspect."""
    parent = etree.SubElement(within, "party")
    add_element(parent, "role", role)
    one.add_copy(parent, f"{one.form}_my_client" if one.client else one.form)
    add_element(parent, "funds_code", funds)
    return parent


def _add_foreign_currency(parent: etree._Element, row: EvidenceRow, filing: Filing, prefix: str) -> None:
    """What was paid, where it was paid in another currency."""
    local = filing.rates.to_local(row, filing.dialect.currency)
    if local is None or local.rate is None:
        return
    element = etree.SubElement(parent, f"{prefix}foreign_currency")
    add_element(element, "foreign_currency_code", row.currency)
    add_element(element, "foreign_amount", f"{round_to_cents(row.amount):f}")
    add_element(element, "foreign_exchange_rate", f"{local.rate:f}")
