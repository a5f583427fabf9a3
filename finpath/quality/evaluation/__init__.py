"""Runs against a known answer: how much is found, how early, and who is named for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.quality.evaluation.evaluate import QUICK, Evaluation, EvaluationPlan, evaluate
    from finpath.quality.evaluation.page import figures, vacant, write
    from finpath.quality.evaluation.rounds import Round

__all__ = ["QUICK", "Evaluation", "EvaluationPlan", "Round", "evaluate", "figures", "vacant", "write"]

lazily(
    __name__,
    {
        "QUICK": "finpath.quality.evaluation.evaluate",
        "Evaluation": "finpath.quality.evaluation.evaluate",
        "EvaluationPlan": "finpath.quality.evaluation.evaluate",
        "Round": "finpath.quality.evaluation.rounds",
        "evaluate": "finpath.quality.evaluation.evaluate",
        "figures": "finpath.quality.evaluation.page",
        "vacant": "finpath.quality.evaluation.page",
        "write": "finpath.quality.evaluation.page",
    },
)
