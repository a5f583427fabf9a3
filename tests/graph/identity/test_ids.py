"""Ids last: what they are made of, what may change them, and that an earlier run's ids are kept."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath.config import Identities, IdentityDecision, IdentityDecisions, read_earlier
from finpath.config.earlier_entities import BORNE
from finpath.engine import Engine
from finpath.errors import ConfigError
from tests.graph.identity.found import Found, identities

HEADER = "provider_id | merchant_id | opened_on | principal\n"
FIRST = HEADER + "m | one | 2024-01-01 | anna\n n | two | 2024-06-01 | anna\n n | else | 2023-01-01 | boris\n"
GROWN = FIRST + "a | three | 2025-01-01 | anna\n a | four | 2025-02-01 | carla\n"
OLDER = FIRST + "z | nine | 2020-01-01 | anna\n"


def borne(found: Found) -> Identities:
    rows = [(*name.split("/"), entity) for name, entity in found.entities.items()]
    return Identities(earlier=pa.table(list(map(pa.array, zip(*rows, strict=True))), schema=BORNE))


def test_an_id_does_not_change_when_later_accounts_and_providers_join(engine: Engine) -> None:
    before, after = identities(engine, FIRST), identities(engine, GROWN)
    assert after.entities["a/three"] == before.entities["m/one"]
    assert {name: after.entities[name] for name in before.entities} == before.entities


def test_only_an_older_account_changes_it_and_not_where_ids_are_kept(engine: Engine) -> None:
    before = identities(engine, FIRST)
    assert identities(engine, OLDER).entities["m/one"] != before.entities["m/one"]
    after = identities(engine, OLDER, overrides=borne(before))
    assert after.entities["z/nine"] == after.entities["m/one"] == before.entities["m/one"]


def test_kept_ids_change_nothing_on_the_same_data(engine: Engine) -> None:
    before = identities(engine, GROWN)
    assert identities(engine, GROWN, overrides=borne(before)) == before


def test_of_two_that_become_one_the_id_of_most_accounts_stays(engine: Engine) -> None:
    before = identities(engine, GROWN)
    merge = IdentityDecision(("a/four", "m/one"), "J. Jansen", dt.date(2026, 1, 1), "Anna is Carla.", "same_controller")
    told = Identities(IdentityDecisions((merge,)), borne(before).earlier)
    assert set(identities(engine, GROWN, overrides=told).entities.values()) == {
        before.entities["m/one"],
        before.entities["n/else"],
    }


def test_what_splits_off_gets_a_new_id_and_never_one_that_was_borne(engine: Engine) -> None:
    before = identities(engine, GROWN)
    founder = IdentityDecision(("m/one",), "J. Jansen", dt.date(2026, 1, 1), "A namesake.")
    after = identities(engine, GROWN, overrides=Identities(IdentityDecisions((), (founder,)), borne(before).earlier))
    assert after.entities["n/two"] == after.entities["a/three"] == before.entities["n/two"]
    assert after.entities["m/one"] not in before.entities.values()
    assert identities(engine, GROWN, overrides=borne(before)).entities == before.entities


def test_no_two_entities_have_one_id(engine: Engine) -> None:
    before = identities(engine, OLDER)
    after = identities(engine, FIRST, overrides=borne(before))
    assert after.groups == {frozenset({"m/one", "n/two"})}


def test_ids_are_read_from_an_earlier_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no earlier run"):
        read_earlier(tmp_path / "run")
    pq.write_table(pa.table({"provider_id": ["a"]}), tmp_path / "findings.parquet")
    with pytest.raises(ConfigError, match="holds no entity ids"):
        read_earlier(tmp_path)
    (tmp_path / "findings.parquet").write_text("no table")
    with pytest.raises(ConfigError, match="holds no entity ids"):
        read_earlier(tmp_path)
    pq.write_table(pa.table({name: ["x"] for name in (*BORNE.names, "tier")}), tmp_path / "findings.parquet")
    assert read_earlier(tmp_path).to_pylist() == [{"provider_id": "x", "merchant_id": "x", "entity_id": "x"}]
