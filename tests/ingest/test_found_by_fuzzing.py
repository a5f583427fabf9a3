"""What fuzzing broke something with stays mended: the contribution is refused, or its rows are rejected."""

from __future__ import annotations

from pathlib import Path

import pytest

from finpath.engine import DuckDB, Limits
from finpath.errors import FinpathError
from tests.ingest.coalition import Coalition, rows

BROKEN = Path(__file__).parent / "broken"
GOLDEN = Path(__file__).parent / "formats" / "golden"


@pytest.mark.parametrize("path", sorted(BROKEN.iterdir()), ids=lambda path: path.name)
def test_it_is_refused_or_rejected(coalition: Coalition, path: Path) -> None:
    form = path.name.split("-")[0]
    entry = (GOLDEN / f"{form}.toml").read_text(encoding="utf-8").replace("[[files]]", f'[[files]]\nformat = "{form}"')
    coalition.hand_in("north", {f"{form}.input": path.read_bytes()}, entry)
    try:
        (file,) = coalition.load().files
    except FinpathError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert file.rows == file.taken + file.rejected + file.duplicates + file.superseded + file.later


def test_a_small_file_that_takes_up_all_memory_is_refused(tmp_path: Path) -> None:
    with DuckDB(Limits(memory="1GB", threads=1)) as engine:
        coalition = Coalition(tmp_path, engine)
        coalition.hand_in("good", {"t.csv": rows({})})
        coalition.hand_in("bad", {"t.parquet": (BROKEN / "parquet-size-of-a-page").read_bytes()})
        (refusal,) = coalition.load().refusals
    assert "t.parquet cannot be read: it is damaged" in refusal.reason


def test_what_the_engine_gives_up_at_costs_its_contribution_only(coalition: Coalition) -> None:
    for name in ("a", "z"):
        coalition.hand_in(name, {"t.csv": rows({})})
    for number, path in enumerate(sorted(BROKEN.glob("parquet-negative-*"))):
        coalition.hand_in(f"m{number}", {"t.parquet": path.read_bytes()})
    ledger = coalition.load()
    assert [provider.id for provider in ledger.providers] == ["a", "z"]
    assert [refusal.contribution for refusal in ledger.refusals] == ["m0", "m1"]
    assert all("t.parquet cannot be read: it is damaged" in refusal.reason for refusal in ledger.refusals)
