"""Says what a file is that finpath knows and does not read, by its content."""

from __future__ import annotations

import re

from finpath.ingest.iso20022.definition import describe_message, message_definition

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
    b"{\\rtf": "a text document (RTF): export the payments as CSV",
}
"""How files of other kinds start, and what they are."""

PAGE = re.compile(rb"\s*(<!doctype\s+html|<html[\s>])", re.IGNORECASE)

GOAML = re.compile(rb"<report\b[^>]*>.{0,4096}<rentity_id", re.DOTALL)


def describe(head: bytes) -> str | None:
    """What a file is by its start; None where it is nothing that is known here.

    >>> describe(b"%PDF-1.7 ...")
    'a PDF document: export the payments as CSV, or hand in the statement as camt.053'
    >>> describe(b"transaction_id,amount")
    """
    for start, what in MAGIC.items():
        if head.startswith(start):
            return what
    if PAGE.match(head):
        return "a web page: hand in the payments themselves, as CSV or a format of the contract"
    if GOAML.search(head):
        return "a goAML report: it tells of suspicions, and carries no payments of a member"
    if (definition := message_definition(head)) is not None:
        return describe_message(definition)
    return None
