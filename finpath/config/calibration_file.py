"""A file that `finpath calibrate` wrote in, the calibration out."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from finpath.config.toml import reading
from finpath.errors import ConfigError
from finpath.scoring.calibration import Calibration, Line

T = TypeVar("T")


def read_calibration(path: Path) -> Calibration:
    """Read `calibration.toml`.

    Raises:
        ConfigError: It is not there, is not what finpath calibrate writes, or its line does not rise.
    """
    with reading(path, "calibration", "correct its path in the case file"):
        content = path.read_bytes()
        told = tomllib.loads(content.decode("utf-8"))
    try:
        decisions, rules = _table(told, "decisions"), _table(told, "rules")
        return Calibration(
            _line(_table(told, "map")),
            _of(int, decisions["confirmed"]),
            _of(int, decisions["cleared"]),
            {name: _of(str, said) for name, said in rules.items()},
            hashlib.sha256(content).hexdigest(),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f"The calibration {path} is not as finpath calibrate writes it ({error}): write it anew."
        ) from None


def _line(told: Mapping[str, object]) -> Line:
    evidence, log_odds, slopes = (_numbers(told[name]) for name in ("evidence", "log_odds", "slopes"))
    before, after = slopes
    return Line(evidence, log_odds, (before, after))


def _table(told: Mapping[str, object], name: str) -> Mapping[str, object]:
    return _of(dict, told[name])


def _numbers(told: object) -> tuple[float, ...]:
    return tuple(float(each if isinstance(each, int) else _of(float, each)) for each in _of(list, told))


def _of(kind: type[T], told: object) -> T:
    if not isinstance(told, kind):
        raise TypeError(f"{told!r} stands where a {kind.__name__} was expected")
    return told
