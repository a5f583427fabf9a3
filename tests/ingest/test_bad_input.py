"""Every bad input gets one sentence that says what was found, where, and what to do; the other members go on."""

from __future__ import annotations

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from finpath.engine import DuckDB, Engine
from tests.ingest.coalition import Coalition, rows

ENTRY = '[[files]]\ntable = "transactions"\npath = "t.csv"\n'


def parquet() -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"transaction_id": ["t1"] * 500}), out)
    return bytes(out.getvalue())


Case = tuple[dict[str, str | bytes], str, str]

FILES: list[Case] = [
    ({"t.csv": rows({})}, "[[files]\n", "contribution.toml is not valid TOML"),
    ({"t.csv": rows({})}, ENTRY + 'mode = "replace"\n', 'says mode = "replace", which is unknown'),
    ({"t.csv": rows({})}, '[[files]]\ntable = "payments"\npath = "t.csv"\n', 'table = "payments"'),
    ({"t.csv": rows({})}, ENTRY.replace("t.csv", "x.csv"), "there is no file x.csv"),
    ({"t.csv": rows({})}, ENTRY.replace("t.csv", "../aaa-good/t.csv"), "outside the contribution's folder"),
    ({"t.csv": rows({})}, ENTRY.replace("t.csv", "/etc/hostname"), "outside the contribution's folder"),
    (
        {"t.csv": rows({})},
        ENTRY + '[files.columns]\nmcc = "CODE"\n',
        "lacks the column CODE, which is mapped to mcc",
    ),
    ({"t.csv": rows({})}, ENTRY + '[files.columns]\ncode = "mcc"\n', "names code; known are"),
    ({"t.csv": rows({})}, ENTRY + '[files.options]\ncolour = "red"\n', "names colour; known are"),
    ({"t.csv": "a,b\n1,2\n"}, ENTRY, "has no column transaction_id, which every row of transactions needs"),
    ({"t.csv": ""}, ENTRY, "t.csv is empty"),
    ({"t.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"}, ENTRY, "is of no known format"),
    ({"t.csv": rows({})}, ENTRY + 'format = "parquet"\n', "is declared as parquet, but its content is not"),
    ({"t.csv": rows({})}, ENTRY + 'format = "fax"\n', 'the format "fax" is unknown; known are '),
    ({"t.csv": parquet()[:-40]}, ENTRY, "damaged or truncated Parquet"),
    ({"t.csv": gzip.compress(rows({}).encode() * 50)[:-12]}, ENTRY, "its compression ends too early"),
    ({"t.csv": zstandard.compress(rows({}).encode() * 50)[:-12]}, ENTRY, "its compression ends too early"),
    ({"t.csv": rows({})}, ENTRY + '[files.options]\nencoding = "klingon"\n', 'the encoding "klingon" is unknown'),
    ({"t.csv": rows({"occurred_at": "01/02/2026"})}, ENTRY, "day and month cannot be told apart"),
    ({"t.csv": rows({"occurred_at": "soon"})}, ENTRY, "not a known way; declare date_format"),
    ({"t.csv": rows({"amount": "1,234"})}, ENTRY, "can mean two things; declare decimal"),
    ({"t.csv": rows({"amount": "1,5"}, {"amount": "1.5"})}, ENTRY, "with a comma and with a dot"),
]
"""Files, entries of the manifest, and what is said."""

MANIFESTS = [
    ("[agreement]", "[other]", "there is no agreement"),
    ("detect commercial child sexual exploitation", "marketing", 'has the purpose "marketing"'),
    ("2027-12-31", "2026-02-28", "expired on 2026-02-28, before the as-of date 2026-03-01"),
    ("2027-12-31", "2027-12-31\nkeep_until = 2026-02-28", "lets it be kept until 2026-02-28, before the as-of date"),
    ("2027-12-31", '2027-12-31\nkeep_until = "soon"', 'says keep_until = "soon", which is no date'),
    ('kind = "acquirer"', 'kind = "shop"', 'says kind = "shop", which is unknown'),
    ('country = "NL"', 'country = "ZZ"', 'says country = "ZZ"'),
    ('timezone = "Europe/Amsterdam"', 'timezone = "Europe/Atlantis"', 'says timezone = "Europe/Atlantis"'),
    ('id = "manifest-8"', 'id = ""', "has no id"),
]
"""What a good manifest says, what stands there instead, and what is said of it."""


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The reason of every refusal, when all bad contributions and one good one come together."""
    folder = tmp_path_factory.mktemp("bad")
    with DuckDB() as engine:
        coalition = Coalition(folder / "contributions", engine)
        coalition.hand_in("good", {"t.csv": rows({})})
        for number, (files, entries, _) in enumerate(FILES):
            coalition.hand_in(f"file-{number}", files, entries)
        for number, (found, instead, _) in enumerate(MANIFESTS):
            manifest = coalition.hand_in(f"manifest-{number}", {"t.csv": rows({})}) / "contribution.toml"
            manifest.write_text(manifest.read_text().replace(found, instead))
        (folder / "secret.csv").write_text(rows({}))
        linked = coalition.hand_in("link", {}, ENTRY.replace("t.csv", "*.csv"))
        (linked / "t.csv").symlink_to(folder / "secret.csv")
        ledger = coalition.load()
        assert [provider.id for provider in ledger.providers] == ["good"]
        assert not any(name.startswith(("staged", "raw", "rejects_")) for name in engine_tables(engine))
    return {refusal.contribution: refusal.reason for refusal in ledger.refusals}


def engine_tables(engine: Engine) -> list[str]:
    return [str(name) for (name,) in engine.rows("SELECT table_name FROM information_schema.tables")]


@pytest.mark.parametrize("number", range(len(FILES)))
def test_files_that_cannot_be_taken(refusals: dict[str, str], number: int) -> None:
    reason = refusals[f"file-{number}"]
    assert FILES[number][2] in reason
    assert reason.startswith(f"file-{number}")
    assert "\n" not in reason


@pytest.mark.parametrize("number", range(len(MANIFESTS)))
def test_a_manifest_that_cannot_be_taken(refusals: dict[str, str], number: int) -> None:
    assert MANIFESTS[number][2] in refusals[f"manifest-{number}"]


def test_a_link_out_of_the_folder_is_refused(refusals: dict[str, str]) -> None:
    assert "outside the contribution's folder" in refusals["link"]


BAD = "t2,2026-03-01T10:00:00Z,p1,m1,10.00,EUR\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"t2,x\n", "the record has 2 fields where the header names 6"),
        (BAD.replace("EUR", "EUR,more").encode(), "the record has 7 fields where the header names 6"),
        (
            BAD.replace("p1", '"p1').encode(),
            "a quote is open or misplaced; close it, and double a quote inside a field",
        ),
        (
            BAD.replace("p1", '"p"1').encode(),
            "a quote is open or misplaced; close it, and double a quote inside a field",
        ),
        (BAD.replace("p1", "p\0").encode(), "the record has bytes that are no text; write it in UTF-8"),
        (BAD.encode().replace(b"p1", b"p\xff"), "the record has bytes that are no text; write it in UTF-8"),
    ],
)
def test_one_bad_record_goes_to_the_rejects_with_its_row(coalition: Coalition, line: bytes, reason: str) -> None:
    first, *others = (
        rows({}, {"transaction_id": "t3"}, {"descriptor": 'a "quoted\ntext"'}).encode().splitlines(keepends=True)
    )
    first, others = first.replace(b",descriptor", b""), [other.rstrip(b",\n") + b"\n" for other in others[:2]]
    coalition.hand_in("north", {"t.csv": first + others[0] + line + others[1]})
    ledger = coalition.load()
    assert coalition.rejects() == [(2, None, reason)]
    assert coalition.column("(transaction_id, row)") == [("t1", 1), ("t3", 3)]
    assert (ledger.files[0].rows, ledger.files[0].taken, ledger.files[0].rejected) == (3, 2, 1)


def test_a_broken_line_of_json_goes_to_the_rejects(coalition: Coalition) -> None:
    good = '{"transaction_id": "t1", "occurred_at": "2026-03-01T10:00:00Z", "payer_ref": "p", "merchant_id": "m", '
    good += '"amount": 10.5, "currency": "EUR"}\n'
    text = good + '{"transaction_id": "t2", \n' + "[1]\n" + good.replace("t1", "t4")
    coalition.hand_in("north", {"t.jsonl": text})
    coalition.load()
    assert [row for row, _, _ in coalition.rejects()] == [2, 3]
    assert coalition.column("(transaction_id, row)") == [("t1", 1), ("t4", 4)]


def test_damage_inside_a_parquet_file_is_its_contributions(coalition: Coalition) -> None:
    names = ("transaction_id", "payer_ref", "merchant_id", "amount", "currency", "occurred_at")
    columns = {name: [f"{number * 7919 % 100_003}" for number in range(20_000)] for name in names}
    columns["occurred_at"] = ["2026-03-01T10:00:00Z"] * 20_000
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), out)
    content = bytearray(out.getvalue())
    content[20_000:21_000] = bytes(byte ^ 0x5A for byte in content[20_000:21_000])
    coalition.hand_in("bad", {"t.parquet": bytes(content)})
    coalition.hand_in("good", {"t.csv": rows({})})
    (refusal,) = coalition.load().refusals
    assert refusal.reason == "bad/t.parquet cannot be read: it is damaged. Write it anew and send it again."
