"""Composes the dossier of a referral: the title, the case in one breath, and the sections in reading order."""

from __future__ import annotations

from finpath.presentation.words import day
from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.writers.dossier.annex import annex_section
from finpath.referral.writers.dossier.brief import brief, case_title
from finpath.referral.writers.dossier.content import Dossier, Text, text
from finpath.referral.writers.dossier.context import against_section, coverage_section, reports_section
from finpath.referral.writers.dossier.money import money_section
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

STALE = "This is of run {}: beside a list that names another run, it is out of date."
NO_BREAK = "\N{NON-BREAKING HYPHEN}"


def compose_dossier(case: Referral, rows: int, run: str = "") -> Dossier:
    """Put a case into words, tables and figures.

    Args:
        case: The referral.
        rows: Evidence rows to show; the annex says where the others are.
        run: The name of the run that it belongs to; empty where its reader has none.
    """
    evidence = () if "evidence" in case.left_out else (annex_section(case, rows),)
    makers = (
        who_section,
        why_section,
        against_section,
        network_section,
        onward_section,
        when_section,
        money_section,
        payers_section,
        reports_section,
        weights_section,
        coverage_section,
        start_section,
    )
    sections = (maker(case) for maker in makers if not _is_hidden(maker.__name__, case))
    of_run = ((Text("run "), Text(run, "id")),) if run else ()
    return Dossier(
        id=case.id,
        tlp=case.tlp.upper(),
        marks=(text("finpath referral", "strong"), text(case.id, "id"), (Text(f"as of {day(case.as_of)}"),), *of_run),
        title=case_title(case).replace("-", NO_BREAK),
        points=brief(case),
        notice=NOTICE,
        stale=STALE.format(run) if run else "",
        sections=(*(section for section in sections if section is not None), *evidence),
    )


def _is_hidden(section: str, case: Referral) -> bool:
    """Whether a recipient is shown nothing of a section; an empty one would say that there is nothing."""
    section_fields = FIELDS_BY_SECTION.get(section, set())
    return bool(section_fields) and section_fields <= set(case.left_out)
