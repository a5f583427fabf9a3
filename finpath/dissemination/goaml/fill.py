"""Fills the elements of a party from a row of names, and says what is missing or cannot be written."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from finpath.dissemination.goaml.fault import FilingFault
from finpath.dissemination.goaml.shape import NEEDED, Slot
from finpath.presentation.text import legible_text

LONGEST = 255
"""Letters that goAML takes in a field of a party."""

SHOWN = 40
UNWRITABLE = frozenset({"Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that XML cannot hold, or that hide or turn what is read."""

YES = {"yes": "true", "true": "true", "1": "true", "no": "false", "false": "false", "0": "false"}


@dataclass(frozen=True)
class PartySheet:
    """What is known of one party, and where it goes.

    Args:
        who: In messages: "merchant 4711".
        values: By column.
        source: The file that should hold them.
        path: Of the element that is filled.
        prefix: Before each column.
        needs: What an FIU demands by kind of party.
    """

    who: str
    values: Mapping[str, str]
    source: str
    path: str
    prefix: str = ""
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NEEDED)

    def value(self, column: str) -> str:
        """What stands in a column, without blanks around it."""
        return self.values.get(self.prefix + column, "").strip()

    def within(self, slot: Slot) -> PartySheet:
        """The same, one element further in."""
        return replace(self, path=f"{self.path}/{slot.tag}", prefix=self.prefix + slot.prefix)


def fill_party(parent: etree._Element, slots: tuple[Slot, ...], kind: str, sheet: PartySheet) -> list[FilingFault]:
    """Add the elements of a shape.

    Args:
        parent: Gets them, in their order.
        slots: The shape.
        kind: Of party: it says what is needed.
        sheet: What is known.

    Returns:
        What is missing, and what cannot be written.
    """
    needed = sheet.needs.get(kind, ())
    faults: list[FilingFault] = []
    for slot in slots:
        if slot.inside:
            faults += _fill_nested(parent, slot, sheet.within(slot), needed=slot.tag in needed)
        else:
            faults += _fill_text(parent, slot, sheet, needed=slot.tag in needed)
    return faults


def _fill_nested(parent: etree._Element, slot: Slot, sheet: PartySheet, *, needed: bool) -> list[FilingFault]:
    element = etree.Element(slot.tag)
    faults = fill_party(element, slot.inside, slot.kind, sheet)
    weak = {each.tag for each in slot.inside if not each.alone}
    has_content = any(child.tag not in weak for child in element)
    if has_content:
        parent.append(element)
    return faults if has_content or needed else [fault for fault in faults if fault.check != "missing"]


def _fill_text(parent: etree._Element, slot: Slot, sheet: PartySheet, *, needed: bool) -> Iterator[FilingFault]:
    tag, column = slot.tag, slot.column
    if slot.instead and sheet.value(slot.instead[1]):
        tag, column = slot.instead
    value, where = sheet.value(column), f"{sheet.path}/{tag}"
    column_names = f"column {sheet.prefix}{column}" + (f" or {sheet.prefix}{slot.instead[1]}" if slot.instead else "")
    if not value:
        if needed:
            yield FilingFault("missing", where, f"{sheet.who} has none", f"give it in {column_names} of {sheet.source}")
        return
    fault = fault_in(value)
    text = _format_value(value, slot.form)
    if fault or text is None:
        problem = fault or f"{legible_text(value, SHOWN)!r} is not {'a day' if slot.form == 'day' else 'yes or no'}"
        how = "as in 2026-06-30" if slot.form == "day" else "yes or no" if slot.form == "yes" else "as on the document"
        yield FilingFault(
            "text", where, f"{sheet.who}: {problem}", f"correct {column_names} of {sheet.source}: write it {how}"
        )
    else:
        add_element(parent, tag, text)


def _format_value(value: str, form: str) -> str | None:
    if form == "yes":
        return YES.get(value.lower())
    if form == "day":
        try:
            return f"{dt.date.fromisoformat(value).isoformat()}T00:00:00"
        except ValueError:
            return None
    return value


def fault_in(value: str, longest: int = LONGEST) -> str:
    r"""What keeps a text out of a field; empty where nothing does.

    >>> fault_in("Sara"), fault_in("Sa\x00ra")
    ('', 'letter 3 is U+0000, which no document shows')
    """
    if len(value) > longest:
        return f"it has {len(value):,} letters, and {longest:,} are taken"
    for place, sign in enumerate(value, 1):
        if unicodedata.category(sign) in UNWRITABLE:
            return f"letter {place} is U+{ord(sign):04X}, which no document shows"
    return ""


def add_element(parent: etree._Element, tag: str, text: str) -> etree._Element:
    """Add an element with a text."""
    element = etree.SubElement(parent, tag)
    element.text = text
    return element
