"""Checks a report by an FIU's own rules.

[[rules]]
id = "R12"
each = "//transaction"                     # XPath: what is looked at
must = "number(amount_local) > 0"          # XPath: what must hold there
says = "a transaction has no positive amount"
mend = "leave it out, or correct its amount"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from finpath.dissemination.goaml.fault import FilingFault
from finpath.errors import ConfigError

PARTS = ("id", "each", "must", "says", "mend")
MAX_PLACES = 20
"""Places told for one rule."""


@dataclass(frozen=True)
class BusinessRule:
    """What an FIU asks beyond its schema."""

    id: str
    each: str
    must: str
    says: str
    mend: str


def read_rules(tables: object, where: str) -> tuple[BusinessRule, ...]:
    """The rules of a dialect.

    Raises:
        ConfigError: One is not complete, or its XPath is none.
    """
    if not isinstance(tables, list):
        raise ConfigError(f"{where}: rules is {tables!r:.60}: write each as a table [[rules]].")
    return tuple(_rule(each, f"{where}, rule {number}") for number, each in enumerate(tables, 1))


def _rule(table: object, where: str) -> BusinessRule:
    if not isinstance(table, Mapping) or set(table) != set(PARTS) or not all(isinstance(table[n], str) for n in PARTS):
        raise ConfigError(f"{where} must have the texts {', '.join(PARTS)}, and nothing else.")
    rule = BusinessRule(**{name: str(table[name]) for name in PARTS})
    for name in ("each", "must"):
        try:
            etree.XPath(getattr(rule, name))
        except etree.XPathSyntaxError as error:
            raise ConfigError(f"{where} ({rule.id}): {name} is not XPath: {error}.") from None
    return rule


def check_rules(tree: etree._ElementTree, rules: Sequence[BusinessRule]) -> Iterator[FilingFault]:
    """The places that break a rule, the first of each.

    Raises:
        ConfigError: A rule asks something that XPath cannot answer here.
    """
    for rule in rules:
        try:
            must = etree.XPath(f"boolean({rule.must})")
            places = [place for place in _places(tree, rule) if not must(place)]
        except etree.XPathError as error:
            raise ConfigError(f"Rule {rule.id} of the dialect cannot be asked: {error}. Correct its XPath.") from None
        for place in places[:MAX_PLACES]:
            yield FilingFault("rule", tree.getpath(place), f"{rule.says} ({rule.id})", rule.mend)
        if len(places) > MAX_PLACES:
            yield FilingFault(
                "rule", rule.each, f"{rule.says} ({rule.id}), at {len(places) - MAX_PLACES:,} more places", rule.mend
            )


def _places(tree: etree._ElementTree, rule: BusinessRule) -> list[etree._Element]:
    elements = tree.xpath(rule.each)
    if not isinstance(elements, list) or not all(isinstance(each, etree._Element) for each in elements):  # noqa: SLF001 - lxml names the type so
        raise ConfigError(f"Rule {rule.id} of the dialect: each must name elements, as in //transaction.")
    return [each for each in elements if isinstance(each, etree._Element)]  # noqa: SLF001 - as above
