"""Generates the XML Schema of a referral from its JSON Schema, so that both say the same.

`python -m finpath.referral.writers.xmlschema > finpath/referral/writers/referral.xsd` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import cast

from lxml import etree

from finpath.referral.writers.jsonschema import schema
from finpath.referral.writers.xml import ITEM, NAMESPACE

XS = "http://www.w3.org/2001/XMLSchema"
SPACES: dict[str | None, str] = {"xs": XS, None: NAMESPACE}
TYPES = {"string": "xs:string", "integer": "xs:integer", "number": "xs:double", "boolean": "xs:boolean"}

Said = Mapping[str, object]


def schema_text() -> str:
    """The schema as its file holds it."""
    whole = schema()
    root = etree.Element(_xs("schema"), nsmap=SPACES)  # type: ignore[arg-type] # the stubs know no default namespace
    root.set("targetNamespace", NAMESPACE)
    root.set("elementFormDefault", "qualified")
    etree.SubElement(root, _xs("element"), name="referral", type="Referral")
    _complex(root, whole, "Referral")
    for name, said in sorted(cast("Mapping[str, Said]", whole["$defs"]).items()):
        _complex(root, said, name)
    etree.indent(root, " ")
    return etree.tostring(root, encoding="unicode") + "\n"


def _xs(name: str) -> str:
    return f"{{{XS}}}{name}"


def _complex(parent: etree._Element, said: Said, name: str) -> None:
    """An object: its fields in alphabetical order."""
    made = etree.SubElement(parent, _xs("complexType"), name=name)
    _document(made, said)
    sequence = etree.SubElement(made, _xs("sequence"))
    properties = cast("Mapping[str, Said]", said["properties"])
    required = cast("list[str]", said["required"])
    for field in sorted(properties):
        _element(sequence, field, properties[field], optional=field not in required)


def _element(parent: etree._Element, name: str, said: Said, *, optional: bool = False) -> etree._Element:
    made = etree.SubElement(parent, _xs("element"), name=name)
    if optional:
        made.set("minOccurs", "0")
    _document(made, said)
    if "anyOf" in said:
        inner = [each for each in cast("list[Said]", said["anyOf"]) if each.get("type") != "null"]
        if len(inner) != 1:
            raise TypeError(f"{name} is one of several things: XML Schema 1.0 says one, or nothing.")
        made.set("nillable", "true")
        said = inner[0]
    _give_type(made, said)
    return made


def _give_type(element: etree._Element, said: Said) -> None:
    if "$ref" in said:
        element.set("type", str(said["$ref"]).rpartition("/")[2])
    elif said.get("type") == "array":
        sequence = etree.SubElement(etree.SubElement(element, _xs("complexType")), _xs("sequence"))
        pair = cast("list[Said]", said.get("prefixItems", []))
        item = _element(sequence, ITEM, _alike(pair) if pair else cast("Said", said["items"]))
        item.set("minOccurs", str(len(pair)))
        item.set("maxOccurs", str(len(pair)) if pair else "unbounded")
    elif "enum" in said or "pattern" in said or "const" in said:
        _restrict(element, said)
    else:
        element.set("type", TYPES[str(said["type"])])


def _alike(pair: list[Said]) -> Said:
    """What the members of a list of fixed length are: the same, or else texts; items of one name have one type."""
    if all(each == pair[0] for each in pair):
        return pair[0]
    if any("$ref" in each or each.get("type") == "array" for each in pair):
        raise TypeError("A list of unlike things has no form in XML: give them names.")
    return {"type": "string"}


def _restrict(element: etree._Element, said: Said) -> None:
    base = etree.SubElement(etree.SubElement(element, _xs("simpleType")), _xs("restriction"), base="xs:string")
    if "pattern" in said:
        etree.SubElement(base, _xs("pattern"), value=str(said["pattern"]).removeprefix("^").removesuffix("$"))
    for value in cast("list[object]", said.get("enum", [said["const"]] if "const" in said else [])):
        etree.SubElement(base, _xs("enumeration"), value=str(value))


def _document(element: etree._Element, said: Said) -> None:
    if "description" in said:
        note = etree.SubElement(element, _xs("annotation"))
        etree.SubElement(note, _xs("documentation")).text = str(said["description"])


if __name__ == "__main__":
    sys.stdout.write(schema_text())
