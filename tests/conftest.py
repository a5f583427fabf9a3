"""Tests that need something from outside: skipped with a reason, or failed where FINPATH_REQUIRE demands them.

`FINPATH_REQUIRE=field,browser` is for machines that must run them: there, a need that is not met is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from finpath.engine import Spark
from finpath.engine.functions import spark_statements
from tests import sparks
from tests.browser import BROWSERS

# The same examples each time, however busy the machine is: a test that fails once fails always.
settings.register_profile("finpath", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("finpath")

FIELD_DATA = "FINPATH_FIELD_DATA"


def field_is_missing() -> str | None:
    """Say what is missing for tests on the payments of others."""
    folder = os.environ.get(FIELD_DATA, "")
    if not folder:
        return f"{FIELD_DATA} is not set: name the folder that holds the field data"
    return None if Path(folder).is_dir() else f"{FIELD_DATA} names {folder}, and no such folder exists"


def browser_is_missing() -> str | None:
    """Say what is missing for tests that look at a page."""
    return None if any(map(shutil.which, BROWSERS)) else f"none of {', '.join(BROWSERS)} is installed"


def postgres_is_missing() -> str | None:
    """Say what is missing for tests on PostgreSQL."""
    programs = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), *filter(None, [shutil.which("initdb")])]
    return None if programs else "PostgreSQL is not installed"


def ftm_is_missing() -> str | None:
    """Say what is missing for tests that read entities with FollowTheMoney."""
    there = find_spec("followthemoney") and find_spec("icu")
    return None if there else "followthemoney is not installed: make venv-all does it, with a C++ compiler and ICU"


def bundle_is_missing() -> str | None:
    """Say what is missing for tests that open bundles with other programs than finpath."""
    gone = [program for program in ("minisign", "age") if not shutil.which(program)]
    return f"{' and '.join(gone)} not installed" if gone else None


def java_is_missing() -> str | None:
    """Say what is missing for tests that start a Java program."""
    return None if shutil.which("java") else "java is not installed"


def spark_is_missing() -> str | None:
    """Say what is missing for tests that run on Spark."""
    return java_is_missing() or (None if find_spec("pyspark") else "pyspark is not installed: make venv-all does it")


NEEDS = {
    "field": field_is_missing,
    "browser": browser_is_missing,
    "bundle": bundle_is_missing,
    "ftm": ftm_is_missing,
    "java": java_is_missing,
    "postgres": postgres_is_missing,
    "spark": spark_is_missing,
}


LONG = (
    "test_cluster.py",
    "test_notebooks.py",
    "test_docs.py",
    "test_solved.py",
    "test_course.py",
    "test_attacks.py",
    "test_pipeline.py",
    "test_plant.py",
    "test_cli.py",
    "test_evaluate.py",
    "test_catalogue.py",
    "test_memory.py",
    "test_rerun.py",
    "test_kept_ledger.py",
    "test_equality.py",
)
"""Files that take minutes: they come first, so that no worker is left with one when the others are done."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first, and leave the order within each."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail before any fixture is made."""
    required = os.environ.get("FINPATH_REQUIRE", "").split(",")
    for name, missing in NEEDS.items():
        if item.get_closest_marker(name) is None or (reason := missing()) is None:
            continue
        if name in required:
            pytest.fail(f"this machine must run the {name} tests, but {reason}", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def field_data() -> Path:
    """The folder of the field data, for tests marked `field`."""
    return Path(os.environ[FIELD_DATA])


@pytest.fixture(scope="session")
def spark_session() -> Iterator[sparks.SparkSession]:
    """The one Spark session of a test run, with our functions, for tests marked `spark`."""
    session = sparks.session()
    for statement in spark_statements():
        session.sql(statement)
    yield session
    session.stop()


@pytest.fixture(scope="session")
def spark(spark_session: sparks.SparkSession) -> Iterator[Spark]:
    """The one engine on Spark of a test run, for tests marked `spark`."""
    with Spark(spark_session) as engine:
        yield engine
