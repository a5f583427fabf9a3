"""The network section of a dossier: who shares what with whom, drawn and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from finpath.presentation.text import count_of
from finpath.presentation.words import day, words
from finpath.referral.model.case import Referral
from finpath.referral.model.network import NEIGHBOUR, PRICE, SUBJECT, Node, Tie
from finpath.referral.writers.dossier.content import Block, Fold, Line, Listing, Paragraph, Section, Text, text
from finpath.referral.writers.dossier.pictures import network_picture

ASIDE = (
    "The case's accounts, what they share, and what has many of the same payers: accounts outside, and prices inside "
    "them. Thicker lines mean more payers."
)


def network_section(case: Referral) -> Section:
    """The surroundings of the case."""
    blocks: list[Block] = [network_picture(case.network)] if case.network.nodes else []
    node_lines = _node_lines([node for node in case.network.nodes if node.kind != SUBJECT])
    blocks.append(
        Fold("What the signs are, in words", (Listing(node_lines),))
        if node_lines
        else Paragraph(text("No identifier is shared, and no payers are shared with an account outside this case."))
    )
    if case.network.left_out:
        more = count_of(case.network.left_out, "more node did", "more nodes did")
        blocks.append(Paragraph(text(f"{more} not fit."), soft=True))
    if case.ties:
        ties = count_of(len(case.ties), "tie")
        summary = f"{ties} of one merchant or one controller, with dates and sources"
        blocks.append(Fold(summary, (Listing(tuple(text(_tie_text(tie)) for tie in case.ties)),), paper=False))
    if overlaps := _overlap_lines(case):
        blocks.append(Fold("Payers in common, in words", (Listing(overlaps),), paper=False))
    return Section("network", "The network around it", ASIDE, tuple(blocks))


def _node_lines(nodes: Sequence[Node]) -> tuple[Line, ...]:
    """Names and what they are; those that are the same are said together."""
    by_note: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        by_note[node.note if node.kind == NEIGHBOUR else f"{node.note} {node.id}"].append(node.id)
    notes = {node.id: node.note for node in nodes}
    return tuple((Text(", ".join(names), "strong"), Text(f" {notes[names[0]]}")) for names in by_note.values())


def _overlap_lines(case: Referral) -> tuple[Line, ...]:
    kinds = {node.id: node.kind for node in case.network.nodes}
    edges = [edge for edge in case.network.edges if {kinds[edge.one], kinds[edge.other]} <= {SUBJECT, NEIGHBOUR, PRICE}]
    return tuple(text(f"{edge.one} and {edge.other}: {edge.note}") for edge in edges)


def _tie_text(tie: Tie) -> str:
    until = f" to {day(tie.valid_to)}" if tie.valid_to else ""
    since = f", {day(tie.valid_from)}{until}" if tie.valid_from else ""
    alone = "" if tie.joins else ", which ties nobody by itself"
    by = f"{words(tie.relation).lower()} by {tie.kind.replace('_', ' ')}"
    return f"{tie.one} and {tie.other}: {by}{since}; {tie.source}; confidence {tie.confidence:.2f}{alone}"
