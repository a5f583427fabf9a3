"""A referral as XML, for case systems that take XML: what the JSON says, by its schema (`referral.xsd`)."""

from __future__ import annotations

import re
from typing import ClassVar

from lxml import etree

from finpath.referral.model.case import Referral
from finpath.referral.writers.json import FORM, to_document
from finpath.referral.writers.writer import Writer

NAMESPACE = f"urn:finpath:referral:{FORM}"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
NIL = f"{{{INSTANCE}}}nil"
ITEM = "item"
SPACES: dict[str | None, str] = {None: NAMESPACE, "xsi": INSTANCE}

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 can hold."""


class Xml(Writer):
    """The form for case systems. Written where somebody asks for it: by a routing table, or at the desk."""

    name: ClassVar = "xml"
    suffix: ClassVar = ".xml"
    on_request: ClassVar = True

    def write(self, referral: Referral) -> bytes:
        """All of the referral, by names in alphabetical order."""
        root = etree.Element(f"{{{NAMESPACE}}}referral", nsmap=SPACES)  # type: ignore[arg-type] # the stubs know no default namespace
        _fill(root, to_document(referral))
        etree.indent(root, " ")
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _fill(element: etree._Element, value: object) -> None:
    """Put a value of JSON into an element: fields by name, members of a list as items, null as nil."""
    if isinstance(value, dict):
        for name in sorted(value):
            _fill(etree.SubElement(element, f"{{{NAMESPACE}}}{name}"), value[name])
    elif isinstance(value, list):
        for each in value:
            _fill(etree.SubElement(element, f"{{{NAMESPACE}}}{ITEM}"), each)
    elif value is None:
        element.set(NIL, "true")
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    else:
        element.text = _NO_XML.sub(lambda found: f"[U+{ord(found[0]):04X}]", str(value))
