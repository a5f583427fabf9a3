"""An XML file in, its text out in pieces: checked as it is read, without comments, and never with a DTD.

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
MARKED = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
"""What may stand anywhere in XML and is no element."""

DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


class _Nothing:
    """What a parser builds that only checks."""

    def close(self) -> None:
        """Nothing was built."""


def encoding(head: bytes) -> str:
    """The encoding of an XML file, by its byte order mark, else as it declares.

    >>> encoding(b'<?xml version="1.0" encoding="ISO-8859-1"?>'), encoding(b"<Document/>")
    ('ISO-8859-1', 'utf-8')
    """
    for start, name in (BOMS | WIDE).items():
        if head.startswith(start):
            return name
    said = DECLARED.match(head)
    name = said[1].decode("ascii") if said else "utf-8"
    return "utf-8" if name.lower().startswith(("utf-16", "utf16", "utf-32", "utf32")) else name


def chunks(path: Path, shown: str) -> Iterator[str]:
    """The text of an XML file in pieces; when the last has come, the whole is well-formed.

    Args:
        path: The file.
        shown: Its name in messages.

    Raises:
        ContributionError: It is not well-formed, not in its encoding, or has a DTD.
    """
    parser = checker()
    left = ""
    try:
        for text in _decoded(path, shown):
            parser.feed(text)
            plain, left = _plain(left + text)
            if len(left) > LARGEST:
                raise ContributionError(f"{shown} has a comment of more than {LARGEST:,} characters; leave it out.")
            yield plain
        parser.close()
    except etree.XMLSyntaxError as error:
        raise unreadable(shown, error) from None
    yield left


def checker() -> etree.XMLParser:
    """A parser that builds nothing, fetches nothing and replaces no entity."""
    nothing = cast("etree.ParserTarget", _Nothing())  # a target may leave out what it does not care for
    return etree.XMLParser(target=nothing, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def unreadable(shown: str, error: etree.XMLSyntaxError) -> ContributionError:
    """What to say of a file that is not well-formed: where, but never what stands there."""
    return ContributionError(
        f"{shown} is not well-formed XML, or is nested deeper than a payment message can be (line {error.lineno}); "
        "write it anew and send it again."
    )


def _decoded(path: Path, shown: str) -> Iterator[str]:
    with path.open("rb") as file:
        name = encoding(file.read(CHUNK))
        file.seek(0)
        before = ""
        try:
            "".encode(name)  # knows encodings of text alone
            decoder = codecs.getincrementaldecoder(name)()
            while block := file.read(CHUNK):
                text = decoder.decode(block)
                if DTD in before + text:
                    raise ContributionError(
                        f"{shown} has a document type definition, which no payment message needs; leave it out."
                    )
                before = text[-len(DTD) :]
                yield text
            yield decoder.decode(b"", final=True)
        except (LookupError, UnicodeError):
            raise ContributionError(f"{shown} is not text in {name}, as it says; write it in UTF-8.") from None


def _plain(text: str) -> tuple[str, str]:
    """The text without what is no element, and the start of what ends in a later piece."""
    if "<!" in text or "<?" in text:
        text = MARKED.sub(lambda found: escape(found[1] or ""), text)
        for open_ in ("<!", "<?"):
            at = text.find(open_)
            if at >= 0:
                return text[:at], text[at:]
    return (text[:-1], "<") if text.endswith("<") else (text, "")
