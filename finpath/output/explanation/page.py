"""What an explanation says in, a piece of HTML for a notebook out; text from strangers can only ever be text."""

from __future__ import annotations

from finpath.output.explanation.explained import Explained
from finpath.output.explanation.text import FACTS, FAR, LANE, OWED, ROWS, SAFEGUARDING
from finpath.output.explanation.units import apart, told
from finpath.presentation.page import environment
from finpath.referral.model.case import NOTICE


def fragment(said: Explained) -> str:
    """A piece of a page with a style of its own: opens anywhere, asks nothing of any network."""
    far = [fact for fact in said.facts if fact.edge >= FAR][:FACTS]
    return (
        environment("finpath.output.explanation")
        .get_template("explanation.html.j2")
        .render(
            said=said,
            lane=LANE.get(said.protects or "", ""),
            safeguarding=SAFEGUARDING,
            notice=NOTICE,
            facts=far,
            rows=ROWS,
            owed=said.owed[:OWED],
            told=told,
            apart=apart,
        )
    )
