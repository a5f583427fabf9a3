"""Learns a scorecard's weights on a user's own payments, around the card that is there, and checks what it learned."""

from __future__ import annotations

from finpath.quality.fit.fit import Fit, FitPlan, fit
from finpath.quality.fit.held_out import Trialled
from finpath.quality.fit.told import fitted_record, tell_fit

__all__ = ["Fit", "FitPlan", "Trialled", "fit", "fitted_record", "tell_fit"]
