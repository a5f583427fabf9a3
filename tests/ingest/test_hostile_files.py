"""Files made to do harm: each gets one sentence that says what was found, and costs next to nothing."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from finpath.engine import Batches, Engine, Scan, Table
from finpath.errors import NothingToDo
from tests.ingest.coalition import Coalition, rows

ENTRY = '[[files]]\ntable = "transactions"\npath = "{path}"\n'
ZEROS = bytes(1 << 20)


def refused(coalition: Coalition) -> str:
    """What is said when the one contribution is not taken."""
    with pytest.raises(NothingToDo) as caught:
        coalition.load()
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 3000
    return said


def packed_zip(members: dict[str, bytes], times: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            with made.open(name, "w") as member:
                for _ in range(times):
                    member.write(content)
    return out.getvalue()


def gzip_bomb() -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as made:
        for _ in range(300):
            made.write(ZEROS)
    return out.getvalue()


def zstd_bomb() -> bytes:
    return zstandard.compress(ZEROS * 64) * 16


@pytest.mark.parametrize("bomb", [gzip_bomb, zstd_bomb, lambda: packed_zip({"t.csv": ZEROS}, 300)])
def test_what_unpacks_without_end_is_stopped(coalition: Coalition, bomb: Callable[[], bytes]) -> None:
    coalition.hand_in("north", {"t.csv": bomb()})
    assert "unpacks to more than 268 MB, 200 times its size" in refused(coalition)


def test_a_zip_with_one_file_is_unpacked_whatever_that_calls_itself(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.zip": packed_zip({"../../../etc/passwd": rows({}).encode()})})
    assert coalition.load().files[0].taken == 1


def test_a_zip_with_several_files_is_refused(coalition: Coalition) -> None:
    content = rows({}).encode()
    coalition.hand_in("north", {"t.zip": packed_zip({"a.csv": content, "b.csv": content})})
    assert "t.zip is a zip of 2 files; hand in each file by itself" in refused(coalition)


def test_a_truncated_zip_is_refused(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.zip": packed_zip({"a.csv": rows({}).encode() * 99})[:-30]})
    assert "damaged or truncated" in refused(coalition)


def test_ten_million_columns_are_refused(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": b"a," * 10_000_000 + b"\n"})
    assert "has a line of more than 8 MB" in refused(coalition)
    coalition.hand_in("north", {"t.csv": b"," * 7_000_000 + b"\n1,2\n"})
    assert "has more than 4,096 columns" in refused(coalition)


def test_names_without_end_are_no_json_either(coalition: Coalition) -> None:
    record = "{" + ",".join(f'"n{number}": 1' for number in range(20_000)) + "}\n"
    coalition.hand_in("north", {"t.jsonl": record})
    assert "has more than 4,096 columns" in refused(coalition)


def test_a_line_without_end_is_refused(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({}).encode() + b"x" * (1 << 25)})
    assert "has a line of more than 8 MB" in refused(coalition)


def test_rows_that_cannot_be_in_so_small_a_file_are_refused(coalition: Coalition) -> None:
    out = pa.BufferOutputStream()
    column = pa.DictionaryArray.from_arrays(pa.array(bytes(5_000_000), pa.int8()), pa.array(["t"]))
    pq.write_table(pa.table({"transaction_id": column}), out)
    coalition.hand_in("north", {"t.parquet": bytes(out.getvalue())})
    assert "says that it has 5,000,000 rows" in refused(coalition)


GOOD = (
    '{"transaction_id": "t1", "occurred_at": "2026-03-01T10:00:00Z", "payer_ref": "p", "merchant_id": "m", '
    '"amount": 10.5, "currency": "EUR"}\n'
)


def test_json_in_json_ten_thousand_times_is_one_bad_record(coalition: Coalition) -> None:
    deep = '{"a":' * 10_000 + "1" + "}" * 10_000 + "\n"
    coalition.hand_in("north", {"t.jsonl": GOOD + deep + '{"transaction_id": ' + "[" * 10_000 + "\n"})
    ledger = coalition.load()
    assert (ledger.files[0].taken, ledger.files[0].rejected) == (1, 2)


def test_a_header_that_is_a_record_tells_no_card_number(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": "4111 1111 1111 1111,5555444433331111,x\n4111111111111111,2,3\n"})
    said = refused(coalition)
    assert "has no column transaction_id" in said
    assert "1111" not in said


def test_a_column_left_out_tells_no_card_number(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.csv": rows({"4111111111111111": "x", "a" * 999: "y"})})
    (note,) = [note for note in coalition.load().notes if "not used" in note]
    assert "1 that look like values" in note
    assert "4111" not in note
    assert len(note) < 200


SQL = "'); DROP TABLE files; SELECT ('\"--"


def test_sql_is_a_name_like_any_other(coalition: Coalition) -> None:
    said = {"merchant_id": SQL, "descriptor": SQL, "payer_ref": SQL, SQL: SQL}
    entry = ENTRY + '[files.columns]\nrelated_id = "{name}"\n[files.constants]\nacquirer_id = "{name}"\n'
    name = SQL.replace('"', '\\"')
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({key: [value] for key, value in {**ROW, "transaction_id": "p", **said}.items()}), out)
    for path, content in (
        ("t.csv", rows(said)),
        ("t.jsonl", JSON.replace("SQL", name)),
        ("t.parquet", bytes(out.getvalue())),
    ):
        coalition.hand_in(f"o'{path}", {path: content}, entry.format(path=path, name=name))
    ledger = coalition.load()
    assert [file.taken for file in ledger.files] == [1, 1, 1]
    assert {provider.id for provider in ledger.providers} == {"o't.csv", "o't.jsonl", "o't.parquet"}
    columns = "(merchant_id, transactions.descriptor, related_id, transactions.acquirer_id)"
    assert coalition.column(columns, of=JOINED, order="transactions.file") == [(SQL,) * 4] * 3


ROW = {"occurred_at": "2026-03-01T10:00:00Z", "amount": "1.50", "currency": "EUR"}
JSON = (
    '{"transaction_id": "j", "occurred_at": "2026-03-01T10:00:00Z", "amount": 1.5, "currency": "EUR", '
    '"merchant_id": "SQL", "descriptor": "SQL", "payer_ref": "SQL", "SQL": "SQL"}\n'
)
JOINED = "transactions JOIN merchant_accounts USING (merchant)"


@pytest.mark.parametrize("name", ["=1+1", '=HYPERLINK("x";"y")', "+49", "-2+3", "@SUM(A1)", "\tx"])
def test_a_formula_is_a_name_like_any_other(coalition: Coalition, name: str) -> None:
    coalition.hand_in("north", {"t.csv": rows({"descriptor": name})})
    coalition.load()
    assert coalition.column("descriptor") == [name]


@contextmanager
def touched_while_read(engine: Engine, path: Path) -> Iterator[None]:
    """Write to a file once the engine has it."""
    scan = engine.scan

    def scanned(name: str, source: Scan | Batches) -> Table:
        with path.open("ab") as file:
            file.write(rows({}, {"amount": "99"}).encode().splitlines(keepends=True)[-1])
        return scan(name, source)

    engine.scan = scanned  # type: ignore[method-assign]
    yield
    engine.scan = scan  # type: ignore[method-assign]


def test_a_file_that_changes_while_it_is_read_is_refused(coalition: Coalition) -> None:
    folder = coalition.hand_in("north", {"t.csv": rows({})})
    with touched_while_read(coalition.engine, folder / "t.csv"):
        assert "t.csv changed while it was read" in refused(coalition)
    assert coalition.load().files[0].taken == 2


def test_a_pipe_is_not_waited_for(coalition: Coalition) -> None:
    folder = coalition.hand_in("north", {}, ENTRY.format(path="t.csv"))
    os.mkfifo(folder / "t.csv")
    assert "t.csv is a pipe, a device or a link to nothing" in refused(coalition)


def test_too_many_files_are_refused(coalition: Coalition) -> None:
    folder = coalition.hand_in("north", {}, ENTRY.format(path="*.csv"))
    (folder / "0.csv").write_text(rows({}))
    for number in range(1, 10_001):
        os.link(folder / "0.csv", folder / f"{number}.csv")
    assert "*.csv names more than 10,000 files; join them to fewer" in refused(coalition)


@pytest.mark.parametrize("path", ["a/../../x.csv", "a/../t.csv", "a/../..", "/etc/passwd", "../*", "**/../*.csv"])
def test_a_path_that_climbs_is_refused(coalition: Coalition, path: str) -> None:
    (coalition.hand_in("north", {"t.csv": rows({})}, ENTRY.format(path=path)) / "a").mkdir()
    assert "lies outside the contribution's folder" in refused(coalition)


@pytest.mark.parametrize("path", [".", "**x", "a\\u0000b", "x" * 5000, "[", "***"])
def test_a_path_that_is_none_is_refused(coalition: Coalition, path: str) -> None:
    coalition.hand_in("north", {"t.csv": rows({})}, ENTRY.format(path=path))
    said = refused(coalition)
    assert "is no path and no glob" in said or "there is no file" in said


def test_a_link_to_another_folder_leads_nowhere(coalition: Coalition, tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "t.csv").write_text(rows({}))
    folder = coalition.hand_in("north", {}, ENTRY.format(path="sub/*.csv"))
    (folder / "sub").symlink_to(tmp_path / "others", target_is_directory=True)
    assert "sub/t.csv lies outside the contribution's folder" in refused(coalition)
    (folder / "sub").unlink()
    (folder / "sub").symlink_to(folder / "sub", target_is_directory=True)
    assert "there is no file" in refused(coalition) or "lies outside" in refused(coalition)


def test_a_link_to_nothing_is_named(coalition: Coalition) -> None:
    folder = coalition.hand_in("north", {}, ENTRY.format(path="*.csv"))
    (folder / "t.csv").symlink_to(folder / "none.csv")
    assert "a link to nothing" in refused(coalition)


def test_a_manifest_that_is_a_link_is_refused(coalition: Coalition, tmp_path: Path) -> None:
    manifest = coalition.hand_in("north", {"t.csv": rows({})}) / "contribution.toml"
    manifest.rename(tmp_path / "elsewhere.toml")
    manifest.symlink_to(tmp_path / "elsewhere.toml")
    assert "contribution.toml is a link" in refused(coalition)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 10_000, "contribution.toml cannot be read"),
        ("a = " + "1" * 5000, "contribution.toml cannot be read"),
        ("# " + "x" * (1 << 20), "contribution.toml is larger than 1 MB"),
        ("a = \x00", "contribution.toml is not valid TOML"),
    ],
)
def test_a_manifest_without_end_is_refused(coalition: Coalition, text: str, said: str) -> None:
    (coalition.hand_in("north", {"t.csv": rows({})}) / "contribution.toml").write_text(text)
    assert said in refused(coalition)


@pytest.mark.parametrize("name", ["zlib", "rot13", "base64", "unicode_escape", "undefined", "idna", "a\\u0000b"])
def test_what_is_no_encoding_of_text_is_none(coalition: Coalition, name: str) -> None:
    entry = ENTRY.format(path="t.csv") + f'[files.options]\nencoding = "{name}"\n'
    coalition.hand_in("north", {"t.csv": rows({})}, entry)
    assert "is unknown; write it as" in refused(coalition)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le-bom"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(coalition: Coalition, encoding: str) -> None:
    text = rows({"descriptor": "Café"})
    content = b"\xff\xfe" + text.encode("utf-16-le") if encoding.endswith("-bom") else text.encode(encoding)
    coalition.hand_in("north", {"t.csv": content})
    coalition.load()
    assert coalition.column("descriptor") == ["Café"]
