"""What an explanation says in, a piece of HTML for a notebook out; text from strangers can only ever be text."""

from __future__ import annotations

from finpath.explanation.explained import Explained
from finpath.explanation.text import FACTS, FAR, LANE, OWED, ROWS, SAFEGUARDING
from finpath.explanation.units import apart, told
from finpath.referral.case import NOTICE
from finpath.referral.page import environment


def fragment(said: Explained) -> str:
    """A piece of a page with a style of its own: opens anywhere, asks nothing of any network."""
    far = [fact for fact in said.facts if fact.edge >= FAR][:FACTS]
    return (
        environment("finpath.explanation")
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
