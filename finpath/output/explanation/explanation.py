"""The explanation of one merchant: it shows itself as text, as JSON, and as HTML in a notebook."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from finpath.errors import ConfigError
from finpath.notebook.charts.chart import Chart
from finpath.notebook.charts.score_charts import waterfall_chart
from finpath.output.explanation.explanation_data import ExplanationData
from finpath.output.explanation.page import html_fragment
from finpath.output.explanation.text import explanation_text


class Explanation(ExplanationData):
    """Why a merchant is where it is in a run; print it, or let a notebook show it."""

    def __str__(self) -> str:
        """For a terminal."""
        return explanation_text(self)

    def __repr__(self) -> str:
        """Who, and where it stands."""
        standing = f"{self.standing.tier}, score {self.standing.score:.3f}" if self.standing else "protect"
        return f"Explanation({self.account.provider_id}/{self.account.merchant_id}: {standing}; print it to read it)"

    def to_json(self) -> str:
        """For another program: amounts as text, so that no reader rounds them."""
        return json.dumps(asdict(self), default=_json_value, indent=1, sort_keys=True, ensure_ascii=False)

    def chart(self) -> Chart:
        """What each reason adds to the score, as a waterfall in nats.

        Raises:
            ConfigError: It stands in the lane protect, which has no score; or Altair is not installed.
        """
        name = f"{self.account.provider_id}/{self.account.merchant_id}"
        if self.standing is None:
            raise ConfigError(f"{name} is in the lane protect, which has no score: there is no waterfall to draw.")
        parts = [(part.sentence, part.nats) for part in self.parts]
        return waterfall_chart(f"What makes the score of {self.account.name or name}", self.standing.prior, parts)

    def _repr_html_(self) -> str:
        """For a notebook."""
        return html_fragment(self)


def _json_value(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(value)
