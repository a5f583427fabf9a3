"""Two answers of a kernel in; they are the same, or a test fails."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import numpy as np
import pytest


def same(one: object, two: object) -> None:
    """Compare all arrays of two answers: integers exactly, floats to 1e-9."""
    for field in fields(one):  # type: ignore[arg-type]
        ours, theirs = (getattr(each, field.name) for each in (one, two))
        if is_dataclass(ours):
            same(ours, theirs)
        elif isinstance(ours, np.ndarray) and ours.dtype.kind == "f":
            assert theirs == pytest.approx(ours, rel=1e-9, abs=1e-9), field.name
        else:
            assert np.array_equal(ours, theirs), field.name
