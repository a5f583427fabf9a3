"""Fractions as pairs of integers, which add up to the same whatever the order of rows.

A sum of floats depends on its order, which no engine of many machines keeps. As two integers of 31 binary places each,
a fraction loses at most 2^-62 of the largest, and four billion of them have room.
"""

from __future__ import annotations

import numpy as np

from finpath.graph.kernels.meeting import Floats, Ints

LIMB = 2.0**31


def parted(values: Floats) -> tuple[Ints, Ints, float]:
    """The high and the low part of each value, and the power of two that they are parts of.

    >>> together(*parted(np.array([0.1, -3.0]))).tolist()
    [0.1, -3.0]
    """
    scale = 2.0 ** np.frexp(np.abs(values).max(initial=0.0))[1]
    whole = values / scale * LIMB
    high = np.floor(whole)
    return high.astype(np.int64), np.floor((whole - high) * LIMB).astype(np.int64), float(scale)


def together(high: Ints, low: Ints, scale: float) -> Floats:
    """What parts stand for."""
    whole: Floats = (high + low / LIMB) / LIMB * scale
    return whole


def summed(high: str, low: str, over: str) -> str:
    """SQL of a sum of parts over a window, as one float, in units of the high one."""
    sums = [f"CAST(CAST(sum({part}) {over} AS BIGINT) AS DOUBLE)" for part in (high, low)]
    return f"({sums[0]} + {sums[1]} / {LIMB!r}e0)"


def high(value: str) -> str:
    """SQL of the high part of a float in units of it."""
    return f"CAST(floor({value}) AS BIGINT)"


def low(value: str) -> str:
    """SQL of the low part of the same."""
    return f"CAST(floor(({value} - floor({value})) * {LIMB!r}e0) AS BIGINT)"
