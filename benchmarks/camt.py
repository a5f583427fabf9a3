"""A camt.053 statement read into the ledger, against lxml's own walk over its entries: processes, one after the other.

    python -m benchmarks.camt 500000 --work FOLDER [--limit 400MB]

The peer parses every entry, looks at nothing in it and clears it. finpath reads every entry into typed, validated and
tokenised rows. "finpath, reading" stops where the engine takes over. Compare CPU within one run. The statement is made
once and kept in the folder; 740,000 entries are a gigabyte.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.race import Effort, run

SHOPS, PAYERS = 400, 60_000
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2026-04-01T06:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>S</Id><Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ownr><Nm>Collector</Nm></Ownr></Acct>
<TxsSummry><TtlNtries><NbOfNtries>{entries}</NbOfNtries></TtlNtries></TxsSummry>
"""
ENTRY = """<Ntry><NtryRef>{i}</NtryRef><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-{day:02d}</Dt></BookgDt><ValDt><Dt>2026-03-{day:02d}</Dt></ValDt>\
<AcctSvcrRef>B{i:012d}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly>\
</Domn></BkTxCd><NtryDtls><TxDtls><Refs><AcctSvcrRef>B{i:012d}</AcctSvcrRef><EndToEndId>E2E-{i}</EndToEndId>{uetr}\
<TxId>T{i:012d}</TxId></Refs><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties>\
<Dbtr><Pty><Nm>Payer {payer}</Nm><PstlAdr><StrtNm>Street</StrtNm><BldgNb>{payer}</BldgNb><Ctry>DE</Ctry></PstlAdr>\
</Pty></Dbtr><DbtrAcct><Id><IBAN>{iban}</IBAN></Id></DbtrAcct><Cdtr><Pty><Nm>Collector</Nm></Pty></Cdtr>\
<CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct>{ultimate}</RltdPties><RltdAgts><DbtrAgt><FinInstnId>\
<BICFI>DEUTDEFF</BICFI></FinInstnId></DbtrAgt></RltdAgts><RmtInf><Ustrd>Invoice {i} &amp; thank you</Ustrd></RmtInf>\
<RltdDts><AccptncDtTm>2026-03-{day:02d}T{hour:02d}:15:00+01:00</AccptncDtTm></RltdDts></TxDtls></NtryDtls></Ntry>
"""
MANIFEST = """[provider]
id = "bank"
kind = "bank"
country = "NL"
timezone = "Europe/Amsterdam"
[agreement]
id = "B-1"
purpose = "detect commercial child sexual exploitation"
expires_on = 2099-12-31
[[files]]
table = "transactions"
path = "statement.xml"
"""

PEER = """
import sys
from lxml import etree
for _, entry in etree.iterparse(sys.argv[1], tag="{*}Ntry"):
    entry.clear()
"""
READING = """
import sys
from pathlib import Path
from finpath.ingest import Keys
from finpath.ingest.format import Request
from finpath.ingest.formats.camt import Camt
from finpath.ingest.surrogates import Surrogates
path = Path(sys.argv[1])
request = Request(path=path, label=path.name, options={}, wanted=(), texts=(), folder=path.parent,
                  table="transactions", surrogates=Surrogates(Keys(bytes(32)), "bank"))
print(sum(batch.num_rows for batch in Camt.records(request).scan.open([])), "rows read")
"""
LOADING = """
import sys
from pathlib import Path
from finpath.engine import DuckDB, Limits
from finpath.ingest import Keys, LoadOptions, load
limit = sys.argv[2] if len(sys.argv) > 2 else None
with DuckDB(Limits(memory=limit)) as engine:
    ledger = load(Path(sys.argv[1]).parents[1], engine=engine, options=LoadOptions(Keys(bytes(32))))
    print(ledger.files[0].taken, "rows in the ledger")
"""


def write(entries: int, folder: Path) -> Path:
    """Make the contribution of one bank, unless it is there."""
    path = folder / f"camt-{entries}" / "bank" / "statement.xml"
    if path.exists():
        return path
    path.parent.mkdir(parents=True)
    (path.parent / "contribution.toml").write_text(MANIFEST)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(entries=entries))
        file.writelines(map(entry, range(entries)))
        file.write("</Stmt></BkToCstmrStmt></Document>\n")
    return path


def entry(i: int) -> str:
    """One booked credit; some have a UETR, and most are collected for a shop."""
    payer, shop = i * 7919 % PAYERS, i * 104_729 % SHOPS
    return ENTRY.format(
        i=i,
        amount=f"{i * 31 % 9000 / 100 + 1:.2f}",
        day=i % 28 + 1,
        hour=i * 13 % 24,
        uetr=f"<UETR>a2d3fd17-7f2e-4c0d-81b2-{i:012x}</UETR>" if i % 3 else "",
        payer=payer,
        iban=iban(f"{payer:018d}"),
        ultimate=f"<UltmtCdtr><Pty><Nm>Shop {shop}</Nm></Pty></UltmtCdtr>" if shop else "",
    )


def iban(account: str) -> str:
    """A German IBAN with right check digits."""
    return f"DE{98 - int(f'{account}131400') % 97:02d}{account}"


def main() -> None:
    """Make the statement, run each, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("entries", type=int)
    parser.add_argument("--work", type=Path, required=True, help="where the statement is kept")
    parser.add_argument("--limit", help="the engine's memory limit")
    said = parser.parse_args()
    path = write(said.entries, said.work)
    limit = [said.limit] if said.limit else []
    efforts: list[Effort] = [
        run("lxml iterparse, cleared", [sys.executable, "-c", PEER, str(path)]),
        run("finpath, reading", [sys.executable, "-c", READING, str(path)]),
        run("finpath, into the ledger", [sys.executable, "-c", LOADING, str(path), *limit]),
    ]
    print(f"\n{said.entries:,} entries, {path.stat().st_size / 1e6:,.0f} MB")
    print(f"{'':<28}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}   times the CPU of the first")
    for effort in efforts:
        print(f"{effort.line()}{effort.cpu / efforts[0].cpu:>12.2f}")


if __name__ == "__main__":
    main()
