"""What is planted among files that a planter does not write itself."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.engine import DuckDB
from finpath.ingest import Keys, LoadOptions, load
from finpath.synth import plant, write

MEMBER = "acquirer-north"


def test_among_arrow_files_it_is_csv_that_loads(tmp_path: Path) -> None:
    write(tmp_path / "given", payers=1_000, merchants=200, days=60)
    member = tmp_path / "given" / MEMBER
    said = pq.read_table(member / "transactions.parquet")
    with pa.OSFile(str(member / "transactions.arrow"), "wb") as file, pa.ipc.new_file(file, said.schema) as writer:
        writer.write_table(said)
    (member / "transactions.parquet").unlink()
    manifest = (member / "contribution.toml").read_text().replace("transactions.parquet", "transactions.arrow")
    (member / "contribution.toml").write_text(manifest)
    plant(tmp_path / "given", tmp_path / "out" / "planted", seed=1)
    assert (tmp_path / "out" / "planted" / f"{MEMBER}-supplement" / "transactions.csv").is_file()
    with DuckDB() as engine:
        ledger = load(tmp_path / "out" / "planted", engine=engine, options=LoadOptions(Keys(b"k" * 32)))
        assert not ledger.refusals
        assert not [file.path for file in ledger.files if "supplement" in file.path and file.rejected]
