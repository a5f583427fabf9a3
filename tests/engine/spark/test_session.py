"""A session that is handed over stays as it was, whatever engines are made of it; what is missing is told first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from finpath.engine import Limits, Spark
from finpath.engine.spark.workers import check_places
from finpath.errors import EngineError
from tests.engine.spark.conftest import Unanswered
from tests.sparks import SparkSession

pytestmark = pytest.mark.spark


def about(session: SparkSession) -> tuple[object, ...]:
    """Settings, tables and functions."""
    return dict(session.conf.getAll), session.sql("SHOW TABLES").collect(), session.sql("SHOW USER FUNCTIONS").collect()


@pytest.mark.parametrize("name", ["plain", "two words, ä", "50%20#[1]{x}"])
def test_a_session_serves_two_engines_and_stays_as_it_was(
    name: str, spark_session: SparkSession, tmp_path: Path
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    session = spark_session.newSession()
    session.sql("CREATE TEMPORARY VIEW mine AS SELECT 1 AS a")
    before = about(session)
    for _ in range(2):
        with Spark(session, Limits(temp_dir=folder)) as engine:
            engine.register("mine", pa.table({"a": [2]}))
            engine.materialize("kept", "SELECT a, fp_sha256(CAST(a AS STRING)) AS s FROM mine")
            engine.numbered("counted", "SELECT a FROM kept")
            assert engine.rows("SELECT position, a FROM counted") == [(1, 2)]
        assert about(session) == before
        assert [row.a for row in session.sql("SELECT a FROM mine").collect()] == [1]
        assert list(folder.iterdir()) == []


def test_workers_are_asked_for_the_folder(spark_session: SparkSession, tmp_path: Path) -> None:
    check_places(spark_session, tmp_path, 2)
    with pytest.raises(EngineError, match=r"A worker of Spark does not see .*elsewhere: contributions and --temp-dir"):
        check_places(spark_session, tmp_path / "elsewhere", 2)


def test_workers_without_a_package_are_told_of(spark: Spark, monkeypatch: pytest.MonkeyPatch) -> None:
    only_here = ModuleType("only_here")
    exec("def same(batch):\n    return batch", only_here.__dict__)  # noqa: S102 - a module that no file holds
    monkeypatch.setitem(sys.modules, "only_here", only_here)
    with pytest.raises(EngineError, match="The Python of Spark's workers has no only_here: install there what is"):
        spark.map_batches("same", "SELECT 1 AS a", only_here.same, pa.schema([("a", pa.int32())]))


def test_a_java_that_does_not_start_is_named(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'has been compiled by a more recent version of the Java Runtime' >&2\nexit 1\n")
    java.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", "import finpath; finpath.Spark.on('local[1]')"],
        env={**os.environ, "JAVA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.splitlines()[-1] == (
        "finpath.errors.ConfigError: Spark needs Java, 17 or later: install it, or name its folder in JAVA_HOME. "
        f"The one at {tmp_path} ended before Spark began."
    )


def test_whoever_listens_and_is_no_master_is_named(unanswered: Unanswered) -> None:
    _, told = unanswered.process.communicate(timeout=240)
    assert told.splitlines()[-1] == (
        f"finpath.errors.ConfigError: No master of Spark took the application at {unanswered.address}: look into its"
        " log, or correct the address."
    )
