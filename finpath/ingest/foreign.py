"""Says what a file is that finpath knows and does not read, by its content."""

from __future__ import annotations

import re

from finpath.ingest.iso20022.definition import message_definition

MAGIC = {
    b"%PDF": "a PDF document: export the payments as CSV, or hand in the statement as camt.053",
    b"SQLite format 3\0": "an SQLite database: export its table as CSV or Parquet",
    b"Obj\x01": "an Avro file: write it as Parquet",
    b"ORC": "an ORC file: write it as Parquet",
    b"FEA1": "a Feather file of version 1: write it as Arrow or Parquet",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: hand in what is in it",
    b"Rar!\x1a\x07": "a RAR archive: hand in what is in it",
    b"BZh": "packed with bzip2: pack it with gzip or zstd, or not at all",
    b"\xfd7zXZ\0": "packed with xz: pack it with gzip or zstd, or not at all",
    b"-----BEGIN PGP": "encrypted or signed with PGP: hand in what is in it",
    b"\x89PNG": "a picture: hand in the payments themselves",
    b"\xff\xd8\xff": "a picture: hand in the payments themselves",
    b"!Type:": "a QIF file: it has no ids and no currency; hand in camt.053, MT940 or CSV",
    b"{\\rtf": "a text document (RTF): export the payments as CSV",
}
"""How files of other kinds start, and what they are."""

OFX = re.compile(rb"(\xef\xbb\xbf)?\s*(OFXHEADER\s*:|<\?OFX\s|<\?xml[^>]*>\s*<\?OFX\s|<OFX>)", re.IGNORECASE)
"""How OFX starts, in either form."""

PAGE = re.compile(rb"\s*(<!doctype\s+html|<html[\s>])", re.IGNORECASE)

VISA = re.compile(r"90[0-9]{6}[0-9]{5}[ 0-9]")
"""A file header of Visa's Base II: transaction code 90, the centre's BIN, and the day of the year."""

VISA_RECORDS = (168, 170)
"""Letters of one of its records, with and without what goes before it."""

GOAML = re.compile(rb"<report\b[^>]*>.{0,4096}<rentity_id", re.DOTALL)


def describe_file(head: bytes) -> str | None:
    """What a file is by its start; None where it is nothing that is known here.

    >>> describe_file(b"%PDF-1.7 ...")
    'a PDF document: export the payments as CSV, or hand in the statement as camt.053'
    >>> describe_file(b"transaction_id,amount")
    """
    magic = (what for start, what in MAGIC.items() if head.startswith(start))
    return next(magic, None) or next((what for is_one, what in KNOWN if is_one(head)), None)


def _is_page(head: bytes) -> bool:
    return PAGE.match(head) is not None


def _is_goaml(head: bytes) -> bool:
    return GOAML.search(head) is not None


def _is_wide(head: bytes) -> bool:
    """Say whether every second byte is nothing, as in UTF-16 of Latin letters; XML says itself how it is written."""
    if head.startswith((b"\0<", b"<\0")):
        return False
    is_half_empty = head.count(b"\0") > len(head) // 3 and not head.startswith(b"\0\0")
    return is_half_empty and head.replace(b"\0", b"").isascii()


def _is_other_xml(head: bytes) -> bool:
    return head.lstrip().startswith(b"<") and message_definition(head) is None and not OFX.match(head)


def _is_visa(head: bytes) -> bool:
    """Say whether a file begins with the header of a clearing file, in ASCII or EBCDIC."""
    for encoding in ("ascii", "cp037"):
        text = head.decode(encoding, errors="replace")
        line = text.splitlines()[0] if text else ""
        if VISA.match(text) and (len(line) in VISA_RECORDS or (len(line) > max(VISA_RECORDS) and "\n" not in text)):
            return True
    return False


KNOWN = (
    (_is_page, "a web page: hand in the payments themselves, as CSV or a format of the contract"),
    (_is_goaml, "a goAML report: it tells of suspicions, and carries no payments of a member"),
    (
        _is_wide,
        'text in UTF-16 without a byte order mark: declare encoding = "utf-16-le" or "utf-16-be" in [files.options]',
    ),
    (_is_other_xml, "XML with no message of ISO 20022 among its elements: one inside CDATA has to be taken out of it"),
    (
        _is_visa,
        "a Visa Base II clearing file (CTF), whose fields are not public: hand in what your processor exports of it",
    ),
)
"""How files of other kinds look beyond their first bytes, and what they are."""
