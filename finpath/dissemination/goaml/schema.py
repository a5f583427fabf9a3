"""Checks a report by the FIU's schema: each place that breaks it, with its path and the mend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from finpath.dissemination.goaml.fault import FilingFault
from finpath.dissemination.goaml.shape import column_at
from finpath.errors import ConfigError

MAX_FAULTS = 200
"""Faults told; a report that breaks its schema at more places breaks it everywhere."""

WHERE = "{http://www.w3.org/2001/XMLSchema}"
QUOTED = re.compile(r"'([^']*)'")


def safe_parser() -> etree.XMLParser:
    """A parser that never reads anything outside the file."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def read_schema(path: Path) -> etree.XMLSchema:
    """Compile a schema.

    Raises:
        ConfigError: It is not there, does not compile, or reaches for another place.
    """
    try:
        tree = etree.parse(path, safe_parser())
        for reach in tree.iter(f"{WHERE}include", f"{WHERE}import", f"{WHERE}redefine"):
            _check_location(path, reach.get("schemaLocation") or "")
        return etree.XMLSchema(tree)
    except OSError:
        raise ConfigError(
            f"The dialect has no schema {path}: put the FIU's XSD there, or leave schema out of dialect.toml."
        ) from None
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        raise ConfigError(
            f"The schema {path} does not compile: {error}. Ask the FIU for one that does, or correct it and say so."
        ) from None


def _check_location(path: Path, location: str) -> None:
    """A schema reads nothing outside its pack."""
    if location and ("://" in location or not (path.parent / location).resolve().is_relative_to(path.parent.resolve())):
        raise ConfigError(f"The schema {path} reads {location}: put that file beside it, and name it without a path.")


def check_schema(tree: etree._ElementTree, schema: etree.XMLSchema) -> Iterator[FilingFault]:
    """The places that break the schema, the first of many."""
    if schema.validate(tree):
        return
    seen: set[tuple[str, str]] = set()
    for error in schema.error_log:  # type: ignore[attr-defined] # the stubs leave out that it iterates
        path = re.sub(r"\[\d+\]", "", error.path or "report")
        if (path, error.message) not in seen and len(seen) < MAX_FAULTS:
            seen.add((path, error.message))
            yield FilingFault("schema", error.path or "report", _shorten(error.message), _advice(error))


def _shorten(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:300]}…"  # noqa: PLR2004 - an enumeration lists thousands


def _advice(error: etree._LogEntry) -> str:
    column = column_at(error.path or "")
    where = f" in column {column} of subjects.csv" if column else ""
    match error.type_name:
        case "SCHEMAV_CVC_PATTERN_VALID":
            return f"write it with the letters that the pattern takes{where}"
        case "SCHEMAV_CVC_ENUMERATION_VALID":
            return f"use a code of the FIU's list{where}"
        case "SCHEMAV_CVC_MAXLENGTH_VALID" | "SCHEMAV_CVC_MINLENGTH_VALID":
            return f"write it in the length that is allowed{where}"
        case "SCHEMAV_ELEMENT_CONTENT":
            expected = QUOTED.findall(error.message.rsplit("Expected is", 1)[-1]) if "Expected" in error.message else []
            return f"give the element that is expected before it{', in ' + expected[0] if expected else ''}"
    return f"write it as the schema says{where}"
