"""Runs against a known answer: how much is found, how early, and who is named for nothing."""

from __future__ import annotations

from finpath.quality.evaluation.evaluate import QUICK, Evaluation, Plan, evaluate
from finpath.quality.evaluation.page import figures, vacant, write
from finpath.quality.evaluation.rounds import Round

__all__ = ["QUICK", "Evaluation", "Plan", "Round", "evaluate", "figures", "vacant", "write"]
