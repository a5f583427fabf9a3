from __future__ import annotations

import pytest

from finpath import Run
from tests.drawn import draw


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return draw(tmp_path_factory.mktemp("drawn"))
