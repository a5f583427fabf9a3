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

CLIENT = "_my_client"
SIDES = frozenset(f"t_{side}{client}" for side in ("from", "to") for client in ("", CLIENT))
PARTIES = frozenset(f"{form}{client}" for form in ("account", "entity", "person") for client in ("", CLIENT))
MEND = (
    "write yes in column client of subjects.csv for whoever is your customer, so that t_from_my_client or "
    "t_to_my_client stands there; a payment of no customer of yours is another member's to report"
)


def check_tree(tree: etree._ElementTree, dialect: Dialect) -> Iterator[FilingFault]:
    """What is wrong with a report by the dialect: codes, then rules, then the schema."""
    yield from unknown_codes(tree, dialect.codes)
    yield from check_clients(tree)
    yield from check_rules(tree, dialect.rules)
    if dialect.schema is not None:
        yield from check_schema(tree, dialect.schema)


def check_clients(tree: etree._ElementTree) -> Iterator[FilingFault]:
    """Transactions of which neither side is a customer of who reports: goAML takes none such."""
    for transaction in tree.iter("transaction"):
        sides = [str(side.tag) for side in transaction.iterfind("*") if side.tag in SIDES]
        sides += [str(party.tag) for party in transaction.iterfind("involved_parties/party/*") if party.tag in PARTIES]
        if sides and not any(side.endswith(CLIENT) for side in sides):
            yield FilingFault("rule", tree.getpath(transaction), "neither side is a customer of yours", MEND)


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
