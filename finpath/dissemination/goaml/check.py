"""Checks a report in goAML by a dialect: codes, the FIU's rules, its schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from finpath.dissemination.goaml.codes import unknown_codes
from finpath.dissemination.goaml.dialect import Dialect
from finpath.dissemination.goaml.fault import FilingFault
from finpath.dissemination.goaml.rules import check_rules
from finpath.dissemination.goaml.schema import check_schema, safe_parser
from finpath.errors import ConfigError


def check_tree(tree: etree._ElementTree, dialect: Dialect) -> Iterator[FilingFault]:
    """What is wrong with a report by the dialect: codes, then rules, then the schema."""
    yield from unknown_codes(tree, dialect.codes)
    yield from check_rules(tree, dialect.rules)
    if dialect.schema is not None:
        yield from check_schema(tree, dialect.schema)


def check_file(path: Path, dialect: Dialect) -> tuple[FilingFault, ...]:
    """The same for a file.

    Raises:
        ConfigError: It is not there, or not XML.
    """
    try:
        tree = etree.parse(path, safe_parser())
    except OSError:
        raise ConfigError(f"There is no report {path}: name a file in goAML.") from None
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"The report {path} is not XML: {error}.") from None
    return tuple(check_tree(tree, dialect))
