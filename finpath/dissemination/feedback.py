"""Feedback to a reporter on its own reports, and on nobody's accounts.

Nothing about an account is said that the reporter has not sent: no member, no merchant, no amount, no payer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from finpath.dissemination.package import json_file
from finpath.presentation.page import environment

CORROBORATED = "The payments corroborate it: independent indications speak, also without any report."
FOUND_AMONG_PAYMENTS = "It was found among the payments, and little else speaks for it."
NOTICE = (
    "This says whether payments look as the report says; it says nothing about guilt. That a report is not listed means"
    " that nothing was found among the payments that members gave, not that it is wrong."
)


@dataclass(frozen=True)
class MatchedReport:
    """One account that a report was matched to.

    Args:
        tier: Of the account.
    """

    reporter_id: str
    report_id: str
    status: str
    tlp: str
    tier: str


@dataclass(frozen=True)
class Answer:
    """What a reporter is told of one report.

    Args:
        status: The reporter's own word.
    """

    report_id: str
    status: str
    corroborated: bool
    says: str


@dataclass(frozen=True)
class Feedback:
    """What a reporter is told.

    Args:
        reporter_id: Whose reports.
        silent: Reports marked too strictly for an answer.
    """

    reporter_id: str
    as_of: dt.date
    tlp: str
    notice: str
    answers: tuple[Answer, ...]
    silent: int = 0


def answer_reports(reports: Iterable[MatchedReport]) -> tuple[Answer, ...]:
    """One answer for each report: a report is corroborated when an account that it names is.

    Whatever is in the lane `protect` is answered like an account of which little is known: the lane is safeguarding's.
    """
    by_report: dict[str, Answer] = {}
    for each in sorted(reports, key=lambda one: (one.report_id, one.tier != "refer")):
        sure = each.tier == "refer"
        by_report.setdefault(
            each.report_id, Answer(each.report_id, each.status, sure, CORROBORATED if sure else FOUND_AMONG_PAYMENTS)
        )
    return tuple(by_report.values())


def feedback_files(feedback: Feedback) -> dict[str, bytes]:
    """The feedback as a page, and for other programs."""
    page = environment("finpath.dissemination").get_template("feedback.html.j2").render(it=feedback)
    return {"feedback.html": page.encode(errors="replace"), "feedback.json": json_file(feedback)}
