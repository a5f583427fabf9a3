"""Runs against a known answer: how much is found, how early, and who is named for nothing."""

from __future__ import annotations

from finpath.evaluation.evaluate import QUICK, Evaluation, Plan, evaluate
from finpath.evaluation.page import figures, vacant, write
from finpath.evaluation.rounds import Round

__all__ = ["QUICK", "Evaluation", "Plan", "Round", "evaluate", "figures", "vacant", "write"]
