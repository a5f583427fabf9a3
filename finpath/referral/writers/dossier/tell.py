"""A referral in, its dossier out: the title, the case in one breath, and the sections in the order of reading."""

from __future__ import annotations

from decimal import Decimal

from finpath.presentation.text import count_of, euros, money
from finpath.presentation.words import day, join_names, words
from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.writers.dossier.annex import annex
from finpath.referral.writers.dossier.content import Dossier, Text, text
from finpath.referral.writers.dossier.known import against, known, unseen
from finpath.referral.writers.dossier.money import money_section, totals
from finpath.referral.writers.dossier.network import network
from finpath.referral.writers.dossier.onward import onward_section
from finpath.referral.writers.dossier.payers import payers
from finpath.referral.writers.dossier.start import start
from finpath.referral.writers.dossier.weights import weights
from finpath.referral.writers.dossier.when import when
from finpath.referral.writers.dossier.who import who
from finpath.referral.writers.dossier.why import why

SHOWN_BY = {
    "why": {"reasons"},
    "against": {"against"},
    "network": {"network"},
    "when": {"timeline", "hours"},
    "money_section": {"proceeds", "prices"},
    "weights": {"weights"},
}
"""By section, the fields of a profile that it shows."""

NO_BREAK = "\N{NON-BREAKING HYPHEN}"


def tell(case: Referral, rows: int) -> Dossier:
    """Put a case into words, tables and figures.

    Args:
        case: The referral.
        rows: Evidence rows to show; the annex says where the others are.
    """
    payments = sum(subject.trade.payments for subject in case.subjects)
    volume = sum((subject.trade.volume_eur for subject in case.subjects), Decimal(0))
    annexed = () if "evidence" in case.left_out else (annex(case, rows),)
    makers = (start, who, why, against, network, when, money_section, onward_section, payers, known, weights, unseen)
    sections = (maker(case) for maker in makers if not _hidden(maker.__name__, case))
    return Dossier(
        id=case.id,
        tlp=case.tlp.upper(),
        marks=(text("finpath referral", "strong"), text(case.id, "id"), (Text(f"as of {day(case.as_of)}"),)),
        title=_title(case),
        lead=_lead(case, payments),
        notice=NOTICE,
        figures=(
            (f"{case.score:.3f}", "score, of 1"),
            *_kinds(case),
            (f"{payments:,}", "payments taken"),
            (f"{case.trail.payers.total:,}", "payers, counted once"),
            (euros(volume), "EUR before anything came back"),
        ),
        sections=(*(section for section in sections if section is not None), *annexed),
    )


def _kinds(case: Referral) -> list[tuple[str, str]]:
    """How many kinds of indication speak, where its reader is shown them."""
    kinds = len(case.families)
    return (
        []
        if "reasons" in case.left_out
        else [(f"{kinds}", "kind of indication" if kinds == 1 else "kinds of indication")]
    )


def _hidden(section: str, case: Referral) -> bool:
    """Whether a recipient is shown nothing of a section; an empty one would say that there is nothing."""
    shown_by = SHOWN_BY.get(section, set())
    return bool(shown_by) and shown_by <= set(case.left_out)


def _title(case: Referral) -> str:
    accounts = count_of(len(case.subjects), "merchant account")
    return f"{accounts} at {join_names(case.providers)}".replace("-", NO_BREAK)


def _lead(case: Referral, payments: int) -> str:
    """The case in one breath."""
    net = join_names([f"{total.currency} {money(total.net)}" for total in totals(case.trail.proceeds)])
    spoken = join_names([words(each.rule_id).lower() for each in case.indicators[:4]])
    taken = f"{count_of(payments, 'payment')} from {count_of(case.trail.payers.total, 'payer')}"
    kept = f"{taken}; after what came back, {net} remains." if net else f"{taken}."
    return f"{kept} What stands out most: {spoken}." if spoken else kept
