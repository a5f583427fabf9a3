from __future__ import annotations

import pytest

import finpath
from finpath import Run, read_case, synth
from tests.running import CASE, KEY


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of a small coalition with low bars, whose contributions are gone."""
    place = tmp_path_factory.mktemp("drawn")
    synth.write(place / "contributions", payers=2_000, merchants=400, days=90)
    (place / "case.toml").write_text(CASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        run = finpath.run(place / "contributions", place / "run", case=read_case(place / "case.toml"))
    (place / "contributions").rename(place / "elsewhere")
    return run
