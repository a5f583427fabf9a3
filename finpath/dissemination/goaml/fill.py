"""A row of names and a shape in; out come the elements, and what is missing or cannot be written."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from finpath.dissemination.goaml.fault import Fault
from finpath.dissemination.goaml.shape import NEEDED, Slot
from finpath.presentation.text import legible_text

LONGEST = 255
"""Letters that goAML takes in a field of a party."""

SHOWN = 40
UNWRITABLE = frozenset({"Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that XML cannot hold, or that hide or turn what is read."""

YES = {"yes": "true", "true": "true", "1": "true", "no": "false", "false": "false", "0": "false"}


@dataclass(frozen=True)
class Sheet:
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

    def within(self, slot: Slot) -> Sheet:
        """The same, one element further in."""
        return replace(self, path=f"{self.path}/{slot.tag}", prefix=self.prefix + slot.prefix)


def fill(parent: etree._Element, slots: tuple[Slot, ...], kind: str, sheet: Sheet) -> list[Fault]:
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
    faults: list[Fault] = []
    for slot in slots:
        if slot.inside:
            faults += _nested(parent, slot, sheet.within(slot), needed=slot.tag in needed)
        else:
            faults += _plain(parent, slot, sheet, needed=slot.tag in needed)
    return faults


def _nested(parent: etree._Element, slot: Slot, sheet: Sheet, *, needed: bool) -> list[Fault]:
    made = etree.Element(slot.tag)
    faults = fill(made, slot.inside, slot.kind, sheet)
    weak = {each.tag for each in slot.inside if not each.alone}
    told = any(child.tag not in weak for child in made)
    if told:
        parent.append(made)
    return faults if told or needed else [fault for fault in faults if fault.check != "missing"]


def _plain(parent: etree._Element, slot: Slot, sheet: Sheet, *, needed: bool) -> Iterator[Fault]:
    tag, column = slot.tag, slot.column
    if slot.instead and sheet.value(slot.instead[1]):
        tag, column = slot.instead
    value, where = sheet.value(column), f"{sheet.path}/{tag}"
    named = f"column {sheet.prefix}{column}" + (f" or {sheet.prefix}{slot.instead[1]}" if slot.instead else "")
    if not value:
        if needed:
            yield Fault("missing", where, f"{sheet.who} has none", f"give it in {named} of {sheet.source}")
        return
    wrong = fault_in(value)
    written = _written(value, slot.form)
    if wrong or written is None:
        found = wrong or f"{legible_text(value, SHOWN)!r} is not {'a day' if slot.form == 'day' else 'yes or no'}"
        how = "as in 2026-06-30" if slot.form == "day" else "yes or no" if slot.form == "yes" else "as on the document"
        yield Fault("text", where, f"{sheet.who}: {found}", f"correct {named} of {sheet.source}: write it {how}")
    else:
        add(parent, tag, written)


def _written(value: str, form: str) -> str | None:
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


def add(parent: etree._Element, tag: str, text: str) -> etree._Element:
    """Add an element with a text."""
    made = etree.SubElement(parent, tag)
    made.text = text
    return made
