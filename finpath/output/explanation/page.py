"""The explanation as HTML for a notebook; text from strangers can only ever be text."""

from __future__ import annotations

from finpath.output.explanation.explanation_data import ExplanationData
from finpath.output.explanation.text import FACTS, LANE, MAX_SHARES, MIN_EDGE, ROWS, SAFEGUARDING
from finpath.output.explanation.units import format_feature, format_lack, format_value
from finpath.presentation.page import environment
from finpath.referral.model.case import NOTICE


def html_fragment(explanation: ExplanationData) -> str:
    """A piece of a page with a style of its own: opens anywhere, asks nothing of any network."""
    far = [fact for fact in explanation.facts if fact.edge >= MIN_EDGE][:FACTS]
    return (
        environment("finpath.output.explanation")
        .get_template("explanation.html.j2")
        .render(
            explanation=explanation,
            lane=LANE.get(explanation.protects or "", ""),
            safeguarding=SAFEGUARDING,
            notice=NOTICE,
            facts=far,
            rows=ROWS,
            owed=explanation.owed[:MAX_SHARES],
            format_value=format_value,
            format_feature=format_feature,
            format_lack=format_lack,
        )
    )
