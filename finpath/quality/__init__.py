"""Runs held against an answer: evaluation, calibration, backtest and rerun."""

from __future__ import annotations
