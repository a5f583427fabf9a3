"""Which message an ISO 20022 file holds, however long its envelope is, and what those are that hold no payments."""

from __future__ import annotations

import re
from pathlib import Path

from finpath.ingest.decode_text import HEAD
from finpath.ingest.iso20022.text import BOMS, LARGEST, NO_ELEMENT, WIDE, xml_encoding

ROOTS = {
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "FIToFICstmrDrctDbt": "pacs.003",
    "PmtRtr": "pacs.004",
    "FIToFICstmrCdtTrf": "pacs.008",
    "CstmrCdtTrfInitn": "pain.001",
    "CstmrDrctDbtInitn": "pain.008",
    "FIToFIPmtStsRpt": "pacs.002",
    "FIToFIPmtRvsl": "pacs.007",
    "FICdtTrf": "pacs.009",
    "FIDrctDbt": "pacs.010",
    "FIToFIPmtStsReq": "pacs.028",
    "CstmrPmtStsRpt": "pain.002",
    "CstmrPmtRvsl": "pain.007",
    "CdtrPmtActvtnReq": "pain.013",
    "CdtrPmtActvtnReqStsRpt": "pain.014",
    "RsltnOfInvstgtn": "camt.029",
    "CstmrPmtCxlReq": "camt.055",
    "FIToFIPmtCxlReq": "camt.056",
}
"""The element in a Document, which some envelopes have without one, and the message that it is of."""

PAYMENTS = frozenset(
    ("camt.052", "camt.053", "camt.054", "pacs.003", "pacs.004", "pacs.008", "pain.001", "pain.008")
)  # fmt: skip
"""The messages that are read."""

OTHERS = {
    "pacs.002": "a status report",
    "pacs.007": "a reversal of direct debits",
    "pacs.009": "a transfer between banks for themselves",
    "pacs.010": "a direct debit between banks for themselves",
    "pacs.028": "a request for a status",
    "pain.002": "a status report",
    "pain.007": "a reversal of direct debits",
    "pain.009": "a mandate",
    "pain.010": "a change of a mandate",
    "pain.011": "the end of a mandate",
    "pain.012": "an answer about a mandate",
    "pain.013": "a request to pay",
    "pain.014": "an answer to a request to pay",
    "camt.026": "an inquiry",
    "camt.027": "an inquiry",
    "camt.028": "an answer to an inquiry",
    "camt.029": "an answer to a request to cancel",
    "camt.055": "a request to cancel",
    "camt.056": "a request to cancel",
    "camt.060": "a request for a report",
    "camt.086": "a bill of a bank",
    "camt.087": "a request to change a payment",
}
"""What the messages are that are not."""

DEFINITION = r"[a-z]{4}\.[0-9]{3}\.[0-9]{3}\.[0-9]{2}"
NAMESPACE = re.compile(rf"""xmlns(?::([\w.-]+))?\s*=\s*["'][^"']*?({DEFINITION})""")
ELEMENT = re.compile(rf"<(?:([\w.-]+):)?(Document|{'|'.join(ROOTS)}|{DEFINITION})(?:V[0-9]{{2}})?(?=[\s/>])[^>]*>")
HEADER = "head."
"""The family of the header that stands before a Document."""

GROWTH = 8
"""How many times as much is looked at next, where the start of a file does not tell."""


def message_definition(head: bytes) -> str | None:
    """The message that a file starts as: by the namespace of its Document, else by the element that is in it.

    >>> message_definition(b'<!-- x --><m><h/><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">')
    'camt.053.001.08'
    >>> message_definition(b"<Batch><Document><FIToFIPmtStsRpt>")
    'pacs.002'
    """
    try:
        text = head.decode(xml_encoding(head), errors="replace")
    except LookupError:
        text = head.decode("utf-8", errors="replace")  # whoever reads it will say that there is no such encoding
    text = NO_ELEMENT.sub("", text).lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return None
    for element in ELEMENT.finditer(text):
        prefix, name = element[1] or "", str(element[2])
        if name not in ROOTS and name != "Document":
            return name
        spaces: dict[str, str] = {space or "": found for space, found in NAMESPACE.findall(text[: element.end()])}
        if not spaces.get(prefix, HEADER).startswith(HEADER):
            return spaces[prefix]
        if name in ROOTS:
            return ROOTS[name]
    return None


def extend_head(path: Path, head: bytes) -> bytes:
    """As much of an XML file as it takes to know its message; of any other file the head as it is."""
    if not head.lstrip().startswith((b"<", *BOMS, *WIDE)):
        return head
    size = min(path.stat().st_size, LARGEST)
    while len(head) < size and message_definition(head) is None:
        with path.open("rb") as file:
            head = file.read(min(size, GROWTH * len(head)))
    return head


def file_definition(path: Path) -> str:
    """The message that a file holds; nothing where it holds none."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    return message_definition(extend_head(path, head)) or ""


def describe_message(definition: str) -> str | None:
    """What to say of a message that holds no payments; None of one that does, and of what is none.

    >>> describe_message("pacs.002.001.10")
    'a pacs.002.001.10, a status report: it carries no payments; leave it out'
    """
    message = definition[:8]
    if not message or message in PAYMENTS:
        return None
    what = OTHERS.get(message, "another message of ISO 20022")
    return f"a {definition}, {what}: it carries no payments; leave it out"
