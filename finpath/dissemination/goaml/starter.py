"""Writes the code lists of a dialect pack from the enumerations of an FIU's schema, with their comments."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from lxml import etree

from finpath.dissemination.goaml.codes import COLUMNS, TYPES
from finpath.dissemination.goaml.schema import safe_parser
from finpath.errors import ConfigError

SCHEMA = "{http://www.w3.org/2001/XMLSchema}"


def code_lists_of_schema(path: Path) -> str:
    """The `codes.csv` that a schema holds.

    Raises:
        ConfigError: It is not there, is not XML, or has no code list that goAML knows.
    """
    try:
        tree = etree.parse(path, safe_parser())
    except OSError:
        raise ConfigError(f"There is no schema {path}: name the XSD that the FIU publishes.") from None
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"The schema {path} is not XML: {error}.") from None
    rows = [
        (TYPES[name], code.get("value") or "", _meaning(code))
        for kind in tree.iter(f"{SCHEMA}simpleType")
        if (name := kind.get("name") or "") in TYPES
        for code in kind.iter(f"{SCHEMA}enumeration")
    ]
    if not rows:
        raise ConfigError(f"The schema {path} has no code list that goAML knows: write codes.csv by hand.")
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\n")
    lines.writerow(COLUMNS)
    lines.writerows(row for row in rows if row[1])
    return file.getvalue()


def _meaning(code: etree._Element) -> str:
    """FIUs write it as a comment, or as documentation."""
    return " ".join(" ".join(str(text) for text in code.xpath(".//comment() | .//*/text()")).split()).strip("<!-> ")  # type: ignore[union-attr] # a path of nodes
