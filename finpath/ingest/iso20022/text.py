"""The text of an XML file in chunks: checked as it is read, without comments, never with a DTD.

The parser sees every character but builds nothing, so a statement of any size takes the memory of one piece.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from xml.sax.saxutils import escape

from lxml import etree

from finpath.errors import ContributionError

CHUNK = 1 << 20
LARGEST = 1 << 26
"""Characters that one comment, or one payment of a message, may have: what is larger would be held in memory."""

DTD = "<!DOCTYPE"
NO_ELEMENT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
"""What may stand anywhere in XML and is no element."""

XML_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


class _Nothing:
    """What a parser builds that only checks."""

    def close(self) -> None:
        """Nothing was built."""


def xml_encoding(head: bytes) -> str:
    """The encoding of an XML file, by its byte order mark, else as it declares.

    >>> xml_encoding(b'<?xml version="1.0" encoding="ISO-8859-1"?>'), xml_encoding(b"<Document/>")
    ('ISO-8859-1', 'utf-8')
    """
    for start, name in (BOMS | WIDE).items():
        if head.startswith(start):
            return name
    declaration = XML_DECLARATION.match(head)
    name = declaration[1].decode("ascii") if declaration else "utf-8"
    return "utf-8" if name.lower().startswith(("utf-16", "utf16", "utf-32", "utf32")) else name


def chunks(path: Path, label: str) -> Iterator[str]:
    """The text of an XML file in pieces; when the last has come, the whole is well-formed.

    Args:
        path: The file.
        label: Its name in messages.

    Raises:
        ContributionError: It is not well-formed, not in its encoding, or has a DTD.
    """
    parser = checker()
    rest = ""
    try:
        for text in _decode(path, label):
            parser.feed(text)
            complete, rest = _strip_markup(rest + text)
            if len(rest) > LARGEST:
                raise ContributionError(f"{label} has a comment of more than {LARGEST:,} characters; leave it out.")
            yield complete
        parser.close()
    except etree.XMLSyntaxError as error:
        raise unreadable(label, error) from None
    yield rest


def checker() -> etree.XMLParser:
    """A parser that builds nothing, fetches nothing and replaces no entity."""
    nothing = cast("etree.ParserTarget", _Nothing())  # a target may leave out what it does not care for
    return etree.XMLParser(target=nothing, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def unreadable(label: str, error: etree.XMLSyntaxError) -> ContributionError:
    """What to say of a file that is not well-formed: where, but never what stands there."""
    return ContributionError(
        f"{label} is not well-formed XML, or is nested deeper than a payment message can be (line {error.lineno}); "
        "write it anew and send it again."
    )


def _decode(path: Path, label: str) -> Iterator[str]:
    with path.open("rb") as file:
        name = xml_encoding(file.read(CHUNK))
        file.seek(0)
        before = ""
        try:
            "".encode(name)  # knows encodings of text alone
            decoder = codecs.getincrementaldecoder(name)()
            while block := file.read(CHUNK):
                text = decoder.decode(block)
                if DTD in before + text:
                    raise ContributionError(
                        f"{label} has a document type definition, which no payment message needs; leave it out."
                    )
                before = text[-len(DTD) :]
                yield text
            yield decoder.decode(b"", final=True)
        except (LookupError, UnicodeError):
            raise ContributionError(f"{label} is not text in {name}, as it says; write it in UTF-8.") from None


def _strip_markup(text: str) -> tuple[str, str]:
    """The text without what is no element, and the start of what ends in a later piece."""
    if "<!" in text or "<?" in text:
        text = NO_ELEMENT.sub(lambda found: escape(found[1] or ""), text)
        for open_ in ("<!", "<?"):
            at = text.find(open_)
            if at >= 0:
                return text[:at], text[at:]
    return (text[:-1], "<") if text.endswith("<") else (text, "")
