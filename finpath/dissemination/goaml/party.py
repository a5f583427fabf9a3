"""A merchant or payer as a party of goAML: account, entity or person."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from finpath.dissemination.goaml.fault import FilingFault
from finpath.dissemination.goaml.fill import PartySheet, fill_party
from finpath.dissemination.goaml.shape import CLIENT_ACCOUNT, NEEDED, SHAPES, Slot


@dataclass(frozen=True)
class FilledParty:
    """One side of a payment, filled once and copied to wherever it stands.

    Args:
        form: account, entity or person.
        client: The member's own customer.
        country: Where it is; empty where nobody said.
        element: The filled element.
        faults: What is missing in it.
    """

    form: str
    client: bool
    country: str
    element: etree._Element
    faults: tuple[FilingFault, ...]

    def add_copy(self, parent: etree._Element, tag: str) -> None:
        """Add a copy with a tag of its own."""
        copy = deepcopy(self.element)
        copy.tag = tag
        parent.append(copy)


@dataclass(frozen=True)
class PartyData:
    """What is known of somebody.

    Args:
        who: In messages.
        values: By column of `subjects.csv`.
        source: Where they stand.
        path: Of the element, in messages, with {form}, {shape} and {client} to fill in.
    """

    who: str
    values: Mapping[str, str]
    source: str
    path: str


def fill_side(data: PartyData, *, client: bool, needs: Mapping[str, tuple[str, ...]] = NEEDED) -> FilledParty:
    """Fill a party.

    Args:
        data: Of whom.
        client: Whether it is the member's customer where the row does not say.
        needs: Of the FIU.
    """
    kind = data.values.get("kind") or "entity"
    client = {"yes": True, "no": False}.get(data.values.get("client", ""), client)
    form = "account" if data.values.get("account", "").strip() else kind
    shape = f"{form}_my_client" if client else form
    element = etree.Element(form)
    path = data.path.format(form=form, shape=shape, client="_my_client" if client else "")
    sheet = PartySheet(data.who, data.values, data.source, path, needs=needs)
    faults = fill_party(element, _slots(shape, kind), shape, sheet)
    return FilledParty(form, client, data.values.get("country", "").strip(), element, tuple(faults))


def _slots(shape: str, kind: str) -> tuple[Slot, ...]:
    """An account of a person has no entity in it."""
    slots = CLIENT_ACCOUNT if shape == "account_my_client" else SHAPES[shape]
    return slots if kind == "entity" else tuple(slot for slot in slots if slot.tag != "t_entity")
