"""A referral as one self-contained page: opens from disk, asks nothing of any network, prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from finpath.referral import charts
from finpath.referral.case import NOTICE, Indicator, Reason, Referral, Voice
from finpath.referral.drawing import draw
from finpath.referral.network import Node
from finpath.referral.page import environment, words
from finpath.referral.text import counted, money
from finpath.referral.trail import Proceeds
from finpath.referral.writer import Writer

ROWS = 1000
"""Evidence rows on the page; the JSON holds all."""

NO_BREAK = "\N{NON-BREAKING HYPHEN}"
FIRST = 6
"""Statements of one indicator that are seen at once."""


@dataclass(frozen=True)
class Why:
    """An indicator with what it says, the weightiest first."""

    indicator: Indicator
    first: tuple[Reason, ...]
    more: tuple[Reason, ...]


class Html(Writer):
    """The form for people."""

    name: ClassVar = "html"
    suffix: ClassVar = ".html"

    def write(self, referral: Referral) -> bytes:
        """The whole page."""
        template = environment("finpath.referral").get_template("referral.html.j2")
        page = template.render(
            case=referral,
            notice=NOTICE,
            title=_title(referral),
            lead=_lead(referral),
            payments=sum(subject.trade.payments for subject in referral.subjects),
            volume=sum((subject.trade.volume_eur for subject in referral.subjects), Decimal(0)),
            whys=_whys(referral),
            totals=_totals(referral.trail.proceeds),
            families=_families(referral),
            weights=_weights(referral),
            evidence=referral.evidence[:ROWS],
            **_pictures(referral),
        )
        return page.encode(errors="replace")


def _title(referral: Referral) -> str:
    accounts = counted(len(referral.subjects), "merchant account")
    return f"{accounts} at {_listed(referral.providers)}".replace("-", NO_BREAK)


def _lead(referral: Referral) -> str:
    """The case in one breath."""
    payments = sum(subject.trade.payments for subject in referral.subjects)
    net = _listed([f"{total.currency} {money(total.net)}" for total in _totals(referral.trail.proceeds)])
    spoken = _listed([words(each.rule_id).lower() for each in referral.indicators[:4]])
    taken = f"{counted(payments, 'payment')} from {counted(referral.trail.payers.total, 'payer')}"
    kept = f"{taken}; after what came back, {net} remains." if net else f"{taken}."
    return f"{kept} What stands out most: {spoken}." if spoken else kept


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _whys(referral: Referral) -> tuple[Why, ...]:
    said: dict[str, list[Reason]] = defaultdict(list)
    for reason in sorted(referral.reasons, key=lambda each: (-each.share, -each.weight, int(each.subject[1:]))):
        said[reason.rule_id].append(reason)
    return tuple(
        Why(each, tuple(said[each.rule_id][:FIRST]), tuple(said[each.rule_id][FIRST:])) for each in referral.indicators
    )


def _totals(proceeds: Sequence[Proceeds]) -> tuple[Proceeds, ...]:
    currencies = sorted({each.currency for each in proceeds})
    return tuple(_total(currency, [each for each in proceeds if each.currency == currency]) for currency in currencies)


def _total(currency: str, months: Sequence[Proceeds]) -> Proceeds:
    nothing = Decimal(0)
    return Proceeds(
        currency,
        "",
        sum((each.gross for each in months), nothing),
        sum((each.refunded for each in months), nothing),
        sum((each.charged_back for each in months), nothing),
    )


def _families(referral: Referral) -> tuple[str, ...]:
    return tuple(sorted({voice.family for subject in referral.subjects for voice in subject.voices}))


def _weights(referral: Referral) -> dict[str, tuple[Voice | None, ...]]:
    """One cell per family for each subject."""
    families = _families(referral)
    found = {subject.label: {voice.family: voice for voice in subject.voices} for subject in referral.subjects}
    return {label: tuple(voices.get(family) for family in families) for label, voices in found.items()}


def _told(nodes: Sequence[Node]) -> tuple[tuple[str, str], ...]:
    """Names and what they are; those that are the same are said together."""
    alike: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        alike[node.note if node.kind == "neighbour" else f"{node.note} {node.id}"].append(node.id)
    notes = {node.id: node.note for node in nodes}
    return tuple((", ".join(names), notes[names[0]]) for names in alike.values())


def _pictures(referral: Referral) -> dict[str, object]:
    nodes, edges = referral.network.nodes, referral.network.edges
    kinds = {node.id: node.kind for node in nodes}
    return {
        "drawing": draw(referral.network),
        "told": _told([node for node in nodes if node.kind != "subject"]),
        "meets": [edge for edge in edges if {kinds[edge.one], kinds[edge.other]} <= {"subject", "neighbour"}],
        "lanes": charts.lanes(referral.trail.timeline, [subject.label for subject in referral.subjects]),
        "lane_width": charts.WIDTH,
        "lane_gutter": charts.GUTTER,
        "lane_top": charts.TOP,
        "cells": charts.hours(referral.trail.clock),
        "nights": charts.at_night(referral.trail.clock),
    }
