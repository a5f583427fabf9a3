"""Of a broken file, every whole record is kept and every broken one is named."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.ingest.formats.csv import csv_dialect
from finpath.ingest.salvage import salvage

BROKEN = {"short": "x", "long": "a,b,c,d", "open quote": 'a,"b,c', "stray quote": 'a,"b"x,c'}
FIELD = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=6)
RECORDS = st.lists(st.one_of(st.lists(FIELD, min_size=3, max_size=3), st.sampled_from(sorted(BROKEN))), max_size=12)


@settings(max_examples=60, deadline=None)
@given(RECORDS)
def test_whole_records_survive_broken_neighbours(tmp_path_factory: object, records: list[list[str] | str]) -> None:
    folder = tmp_path_factory.mktemp("mend")  # type: ignore[attr-defined]
    assert isinstance(folder, Path)
    source, target = folder / "source", folder / "target"
    with source.open("w", encoding="utf-8", newline="") as out:
        out.write("one,two,three\n")
        writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for record in records:
            if isinstance(record, str):
                out.write(BROKEN[record] + "\n")
            else:
                writer.writerow(record)
    lost = salvage(source, target, csv_dialect(",", '"'), 3)
    with target.open(encoding="utf-8", newline="") as kept:
        found = {int(row): fields for row, *fields in csv.reader(kept)}
    assert found == {n: record for n, record in enumerate(records, start=1) if not isinstance(record, str)}
    assert sorted(lost) == [n for n, record in enumerate(records, start=1) if isinstance(record, str)]
