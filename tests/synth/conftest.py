"""One coalition at its default size for all tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from finpath.synth import write
from tests.synth.reading import Coalition, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the default coalition once."""
    out = tmp_path_factory.mktemp("synth") / "contributions"
    write(out)
    return out


@pytest.fixture(scope="session")
def coalition(folder: Path) -> Coalition:
    """Read the default coalition back, every value as text."""
    return read(folder)
