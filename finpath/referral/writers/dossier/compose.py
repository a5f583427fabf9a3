"""Composes the dossier of a referral: the title, the case in one breath, and the sections in reading order."""

from __future__ import annotations

from decimal import Decimal

from finpath.presentation.small_counts import count_payers, show_number
from finpath.presentation.text import count_of, euros, money
from finpath.presentation.words import day, join_names, words
from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.writers.dossier.annex import annex_section
from finpath.referral.writers.dossier.content import Dossier, Text, text
from finpath.referral.writers.dossier.context import against_section, coverage_section, reports_section
from finpath.referral.writers.dossier.money import money_section, totals
from finpath.referral.writers.dossier.network import network_section
from finpath.referral.writers.dossier.onward import onward_section
from finpath.referral.writers.dossier.payers import payers_section
from finpath.referral.writers.dossier.start import start_section
from finpath.referral.writers.dossier.weights import weights_section
from finpath.referral.writers.dossier.when import when_section
from finpath.referral.writers.dossier.who import who_section
from finpath.referral.writers.dossier.why import why_section

FIELDS_BY_SECTION = {
    "why_section": {"reasons"},
    "against_section": {"against"},
    "network_section": {"network"},
    "when_section": {"timeline", "hours"},
    "money_section": {"proceeds", "prices"},
    "weights_section": {"weights"},
}
"""By section, the fields of a profile that it shows."""

NO_BREAK = "\N{NON-BREAKING HYPHEN}"


def compose_dossier(case: Referral, rows: int) -> Dossier:
    """Put a case into words, tables and figures.

    Args:
        case: The referral.
        rows: Evidence rows to show; the annex says where the others are.
    """
    payments = sum(subject.trade.payments for subject in case.subjects)
    volume = sum((subject.trade.volume_eur for subject in case.subjects), Decimal(0))
    evidence = () if "evidence" in case.left_out else (annex_section(case, rows),)
    makers = (
        start_section,
        who_section,
        why_section,
        against_section,
        network_section,
        when_section,
        money_section,
        onward_section,
        payers_section,
        reports_section,
        weights_section,
        coverage_section,
    )
    sections = (maker(case) for maker in makers if not _is_hidden(maker.__name__, case))
    return Dossier(
        id=case.id,
        tlp=case.tlp.upper(),
        marks=(text("finpath referral", "strong"), text(case.id, "id"), (Text(f"as of {day(case.as_of)}"),)),
        title=_title(case),
        lead=_lead(case, payments),
        notice=NOTICE,
        figures=(
            (f"{case.score:.3f}", "score, of 1"),
            *_kinds_figure(case),
            (f"{payments:,}", "payments taken"),
            (show_number(case.trail.payers.total), "payers, counted once"),
            (euros(volume), "EUR before anything came back"),
        ),
        sections=(*(section for section in sections if section is not None), *evidence),
    )


def _kinds_figure(case: Referral) -> list[tuple[str, str]]:
    """How many kinds of indication speak, where its reader is shown them."""
    kinds = len(case.families)
    return (
        []
        if "reasons" in case.left_out
        else [(f"{kinds}", "kind of indication" if kinds == 1 else "kinds of indication")]
    )


def _is_hidden(section: str, case: Referral) -> bool:
    """Whether a recipient is shown nothing of a section; an empty one would say that there is nothing."""
    section_fields = FIELDS_BY_SECTION.get(section, set())
    return bool(section_fields) and section_fields <= set(case.left_out)


def _title(case: Referral) -> str:
    accounts = count_of(len(case.subjects), "merchant account")
    return f"{accounts} at {join_names(case.providers)}".replace("-", NO_BREAK)


def _lead(case: Referral, payments: int) -> str:
    """The case in one breath."""
    net = join_names([f"{total.currency} {money(total.net)}" for total in totals(case.trail.proceeds)])
    indications = join_names([words(each.rule_id).lower() for each in case.indicators[:4]])
    payments_text = f"{count_of(payments, 'payment')} from {count_payers(case.trail.payers.total)}"
    summary = f"{payments_text}; after what came back, {net} remains." if net else f"{payments_text}."
    return f"{summary} What stands out most: {indications}." if indications else summary
