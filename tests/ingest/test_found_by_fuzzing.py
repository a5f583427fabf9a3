"""What fuzzing broke something with stays mended: the contribution is refused, or its rows are rejected."""

from __future__ import annotations

from pathlib import Path

import pytest

from finpath.errors import FinpathError
from tests.ingest.coalition import Coalition

BROKEN = Path(__file__).parent / "broken"
GOLDEN = Path(__file__).parent / "formats" / "golden"


@pytest.mark.parametrize("path", sorted(BROKEN.iterdir()), ids=lambda path: path.name)
def test_it_is_refused_or_rejected(coalition: Coalition, path: Path) -> None:
    form = path.name.split("-")[0]
    entry = (GOLDEN / f"{form}.toml").read_text(encoding="utf-8").replace("[[files]]", f'[[files]]\nformat = "{form}"')
    coalition.hand_in("north", {f"{form}.input": path.read_bytes()}, entry)
    try:
        (file,) = coalition.load().files
    except FinpathError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert file.rows == file.taken + file.rejected + file.duplicates + file.superseded + file.later
