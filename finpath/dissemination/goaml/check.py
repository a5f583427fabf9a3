"""A file in goAML and a dialect in; out comes what is wrong with it: codes, the FIU's rules, its schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from finpath.dissemination.goaml.codes import unknown_codes
from finpath.dissemination.goaml.dialect import Dialect
from finpath.dissemination.goaml.fault import Fault
from finpath.dissemination.goaml.rules import broken
from finpath.dissemination.goaml.schema import invalid, safe_parser
from finpath.errors import ConfigError


def check(tree: etree._ElementTree, dialect: Dialect) -> Iterator[Fault]:
    """What is wrong with a report by the dialect: codes, then rules, then the schema."""
    yield from unknown_codes(tree, dialect.codes)
    yield from broken(tree, dialect.rules)
    if dialect.schema is not None:
        yield from invalid(tree, dialect.schema)


def checked(path: Path, dialect: Dialect) -> tuple[Fault, ...]:
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
    return tuple(check(tree, dialect))
