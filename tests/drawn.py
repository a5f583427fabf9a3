"""A run of a small coalition with low bars, in a folder of its own; the contributions are gone when it is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

import finpath
from finpath import Run, read_config, synth
from tests.running import CASE, KEY


def draw(place: Path) -> Run:
    synth.write(place / "contributions", payers=2_000, merchants=400, days=90)
    (place / "case.toml").write_text(CASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        run = finpath.run(place / "contributions", place / "run", config=read_config(place / "case.toml"))
    (place / "contributions").rename(place / "elsewhere")
    return run
