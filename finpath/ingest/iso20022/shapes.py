"""Reads the wanted parts of an XML element; elements of the same shape are parsed once.

Two payments of a file have the same tags more often than not, and differ in what stands between them. So the tags of
an element, its shape, are parsed once, with marks in place of the texts: that tells which text is which part. Every
further element of that shape is only split at its tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from lxml import etree

from finpath.errors import ContributionError
from finpath.ingest.iso20022.text import unreadable

Texts = tuple[str | None, ...]
Paths = Mapping[str, tuple[str, ...]]
"""What is asked for, and where it may stand: the first place that is there counts; `A/B*` joins all that are there."""

SPLIT = re.compile(r">([^<]+)<").split
MARK = re.compile("\ue000([0-9]+)\ue001")
PREFIX = re.compile(r"[<\s]/?([A-Za-z_][\w.-]*):")
ESCAPES = {"lt": "<", "gt": ">", "quot": '"', "apos": "'", "amp": "&"}
ESCAPED = re.compile(r"&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);")
NO_PART = ("Pty",)
"""Elements that later versions put around what earlier versions say without them."""

LONGEST = 1 << 20
"""Characters of one text; the longest that a message may hold has 2,048."""

REMEMBERED = 1 << 12
"""Shapes that are kept; every file has few."""


@dataclass(frozen=True)
class Shape:
    """Which text of an element is which part.

    Args:
        pick: Takes every part from the texts and the constants after them.
        constants: Nothing, and the values of attributes.
        joined: Parts that several texts make: the place of the part, and the texts.
    """

    pick: Callable[[list[str | None]], Texts]
    constants: list[str | None]
    joined: tuple[tuple[int, tuple[int, ...]], ...]


class ElementReader:
    """Reads elements of one kind."""

    def __init__(self, paths: Paths, label: str) -> None:
        """Know nothing yet.

        Args:
            paths: What is asked for.
            label: The file's name in messages.
        """
        self._paths = paths
        self._label = label
        self._known: dict[str, Shape] = {}

    def read(self, text: str) -> Texts:
        """The parts of an element, in the order they are asked for.

        >>> paths = {"amount": ("Amt",), "currency": ("Amt/@Ccy",), "said": ("Inf/Ustrd*",)}
        >>> shapes = ElementReader(paths, "north/x.xml")
        >>> shapes.read('<Tx><Amt Ccy="EUR">5</Amt><Inf><Ustrd>a &amp; b</Ustrd><Ustrd>c</Ustrd></Inf></Tx>')
        ('5', 'EUR', 'a & b c')
        >>> shapes.read("<Tx><Inf/></Tx>")
        (None, None, None)

        Raises:
            ContributionError: It is not what a parser can read.
        """
        parts = SPLIT(text)
        key = "\n".join(parts[::2])
        shape = self._known.get(key) or self._learn_shape(key, parts)
        values: list[str | None] = [*parts[1::2]]
        if "\n" in text:  # indented, it may be inside the elements too
            values = [value and value.strip() for value in values]
        if "&" in text:
            values = [_unescape(value) if value and "&" in value else value for value in values]
        if len(text) > LONGEST and max(map(len, parts[1::2])) > LONGEST:
            raise ContributionError(
                f"{self._label} has more than {LONGEST:,} characters in one text; no payment message needs as many."
            )
        texts = shape.pick(values + shape.constants)
        return _join_texts(texts, shape, values) if shape.joined else texts

    def _learn_shape(self, key: str, parts: list[str]) -> Shape:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        marked = [part if place % 2 == 0 else f">\ue000{place // 2}\ue001<" for place, part in enumerate(parts)]
        self._known[key] = shape = self._parse_shape("".join(marked), len(parts) // 2)
        return shape

    def _parse_shape(self, text: str, texts: int) -> Shape:
        prefixes = " ".join(
            f'xmlns:{prefix}="urn:{prefix}"' for prefix in sorted(set(PREFIX.findall(text)) - {"xmlns"})
        )
        try:
            (element,) = etree.fromstring(f"<shape {prefixes}>{text}</shape>", _parser())
        except etree.XMLSyntaxError as error:
            raise unreadable(self._label, error) from None
        except ValueError:
            raise ContributionError(f"{self._label} has elements where none may stand; write it anew.") from None
        places: dict[str, list[int]] = {}
        constants: list[str | None] = [None]
        for path, value in _flat(element, ""):
            mark = MARK.fullmatch(value)
            places.setdefault(path, []).append(int(mark[1]) if mark else texts + len(constants))
            if not mark:
                constants.append(value)
        return self._shape(places, constants, texts)

    def _shape(self, places: Mapping[str, list[int]], constants: list[str | None], texts: int) -> Shape:
        picks, joined = [], []
        for part, paths in enumerate(self._paths.values()):
            path = next((path for path in paths if path.removesuffix("*") in places), "")
            here = places.get(path.removesuffix("*"), [texts])
            picks.append(here[0])
            if path.endswith("*") and len(here) > 1:
                joined.append((part, tuple(here)))
        pick = itemgetter(*picks) if len(picks) > 1 else lambda values: (values[picks[0]],)
        return Shape(pick, constants, tuple(joined))


def local_name(tag: str) -> str:
    """The name of an element without its namespace, whatever letters that has.

    >>> local_name("{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}GrpHdr")
    'GrpHdr'
    """
    return tag.rpartition("}")[2]


def parts(element: etree._Element, paths: Paths) -> Texts:
    """The parts of an element that a parser has read."""
    by_path: dict[str, str] = {}
    for path, text in _flat(element, ""):
        by_path.setdefault(path, text.strip())
    return tuple(next((by_path[path] for path in places if path in by_path), None) for places in paths.values())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _flat(element: etree._Element, path: str) -> Iterator[tuple[str, str]]:
    """Every text and attribute below an element, with its path of local names."""
    for name, value in element.attrib.items():
        yield f"{path}@{local_name(str(name))}", str(value)
    if element.text is not None and not len(element):
        yield path.removesuffix("/"), element.text
    for child in element:
        name = local_name(child.tag)
        yield from _flat(child, path if name in NO_PART else f"{path}{name}/")


def _join_texts(texts: Texts, shape: Shape, values: list[str | None]) -> Texts:
    changed = list(texts)
    for part, places in shape.joined:
        changed[part] = " ".join(str(values[place]) for place in places)
    return tuple(changed)


def _unescape(text: str) -> str:
    """The text that escapes mean.

    >>> _unescape("A &amp; B &#8364; &#38;lt;")
    'A & B € &lt;'
    """
    return ESCAPED.sub(lambda found: ESCAPES.get(found[1]) or _character(found[1]), text)


def _character(number: str) -> str:
    digits = number.removeprefix("#")
    return chr(int(f"0{digits}", 0) if digits.startswith("x") else int(digits))
