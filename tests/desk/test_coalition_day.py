"""The day of a coalition, from a public report to what is left of two cases; the demo plays the same."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import select

from examples.coalition.play import PLANTED, left, play
from finpath.desk.store.seals import read_desk_key
from finpath.desk.store.store import Store
from finpath.desk.store.tables import CASES, HITS, REMOTE_HITS, TOMBS
from finpath.output.folder import Run
from tests.conftest import postgres_is_missing
from tests.desk.conftest import new_database
from tests.desk.test_retention import left_of
from tests.running import KEY
from tests.running import finpath as start


def test_the_day_of_a_coalition(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    hub, service = (f"sqlite:///{tmp_path}/{name}.sqlite" for name in ("hub", "service"))
    if postgres_is_missing() is None:
        service = new_database(request.getfixturevalue("cluster"))
    keys: list[bytes] = []
    told: list[str] = []

    def say(sentence: str, where: Path) -> None:
        told.append(sentence)
        assert where.exists(), sentence
        if sentence.startswith("The agreement ends"):
            keys.extend(keys_of(hub, tmp_path))

    played = play(tmp_path, (hub, service), say)
    assert len(told) > 20
    assert all(sentence.endswith(".") for sentence in told)
    run = tmp_path / "hub" / "run"
    reported = {row["merchant_id"] for row in Run(run).findings.to_pylist() if row["reported"]}
    assert played.site in reported
    (feedback,) = (tmp_path / "feedback").rglob("feedback.json")
    assert played.report in feedback.read_text(), "whoever reported is told what became of it"
    for office, case in ((played.hub, played.cases[0]), (played.service, played.cases[1])):
        assert left_of(office, case) == 0
        with office.desk.store.read() as db:
            (tomb,) = db.execute(select(TOMBS)).all()
            assert (tomb.mac, tomb.why) == (office.desk.store.key.mac(case), "unfounded")
            assert case not in db.scalars(select(REMOTE_HITS.c.case_id)).all()
            assert case not in db.scalars(select(HITS.c.left_case)).all()
        office.desk.store.close()
    for log in played.logs:
        assert start("custody", "verify", log).returncode == 0
    assert list(left(tmp_path, PLANTED)) == []
    assert len(keys) > 10
    content = b"".join(path.read_bytes() for path in tmp_path.glob("hub.sqlite*"))
    assert sum(key in content for key in keys) == len(keys) - 1, "the key of the purged case is gone, the others stand"
    kept = pq.read_table(run / "explanations" / "keys.parquet")
    assert "name_and_address" in kept["kind"].to_pylist()


def keys_of(address: str, folder: Path) -> list[bytes]:
    """The wrapped keys of the hub's cases, before any is purged."""
    store = Store(address, read_desk_key(folder / "desks" / "north" / "desk.key"))
    with store.read() as db:
        found = list(db.scalars(select(CASES.c.key)))
    store.close()
    return found
