"""What ingest says to the engine is portable: checked as it is said, since it is put together at run time."""

from __future__ import annotations

import pytest

from finpath.engine import Engine, Table, binding, portable
from finpath.engine.duckdb import Params
from tests.ingest.coalition import Coalition, rows


def test_ingest_speaks_portable_sql(coalition: Coalition, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    numbered = Engine.numbered

    def listen(sql: str, values: Params | None = None) -> str:
        bound = binding.bind(sql, values)
        said.append(bound)
        return bound

    def listen_too(engine: Engine, name: str, sql: str) -> Table:
        said.append(sql)
        return numbered(engine, name, sql)

    monkeypatch.setattr("finpath.engine.duckdb.bind", listen)
    monkeypatch.setattr(Engine, "numbered", listen_too)
    coalition.hand_in("one", {"t.csv": rows({"network_reference": "7", "mcc": "5411", "purpose_text": "gift"})})
    coalition.hand_in("two", {"t.csv": rows({"network_reference": "7"}, {}, {})}, kind="issuer")
    coalition.load()
    own = [sql for sql in said if "rowid" not in sql and "read_csv" not in sql]
    found = {fault: sql for sql in own for fault in portable.faults(sql)}
    assert found == {}
