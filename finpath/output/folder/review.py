"""The suppression of a merchant that a person has reviewed, with the evidence that was seen."""

from __future__ import annotations

import datetime as dt

import pyarrow.compute as pc

from finpath.config import Suppression
from finpath.errors import ConfigError
from finpath.output.folder.run import Run
from finpath.scoring.evidence import DEPENDENT


def record_review(run: Run, merchant: str, *, by: str, why: str, days: tuple[dt.date, dt.date]) -> Suppression:
    """What a run shows of a merchant, as the evidence that was reviewed.

    Args:
        run: That was reviewed.
        merchant: "provider/merchant".
        by: Who decided it.
        why: The reason.
        days: Of the decision, and the last that it holds.

    Raises:
        ConfigError: The run has no such merchant, it is for safeguarding, or the review ends before it began.
    """
    provider, _, name = merchant.partition("/")
    rows = run.findings.filter((pc.field("provider_id") == provider) & (pc.field("merchant_id") == name)).to_pylist()
    if not rows:
        raise ConfigError(
            f"The run has no merchant {merchant}: name it as its findings.parquet does, provider/merchant."
        )
    if rows[0]["tier"] == "protect":
        raise ConfigError(f"{merchant} is for safeguarding: that is no suspicion, and no review sets it aside.")
    if days[1] <= days[0] or not by.strip() or not why.strip():
        raise ConfigError("A review has a name, a reason, and a last day that is later than its own.")
    reasons = run.reasons.filter(pc.field("subject_id") == merchant).to_pylist()
    evidence = {
        f"{row['rule_id']}@{row['rule_version']}": len(row["transaction_ids"])
        for row in reasons
        if row["family"] not in DEPENDENT
    }
    return Suppression(provider, name, by, days[0], why, days[1], run.as_of, evidence)
