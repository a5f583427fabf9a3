"""The merchants of a run that begin as somebody has begun to type: for shells that complete."""

from __future__ import annotations

from pathlib import Path

import typer

from finpath.errors import FinpathError
from finpath.output.folder import Run

MOST = 50


def complete_merchants(ctx: typer.Context, incomplete: str) -> list[str]:
    """Merchants of the run that the command line names, the first by rank; none where there is no run."""
    try:
        found = Run(Path(str(ctx.params.get("run") or "run"))).findings.select(["provider_id", "merchant_id"])
    except (FinpathError, OSError):
        return []
    names = (f"{row['provider_id']}/{row['merchant_id']}" for row in found.to_pylist())
    return [name for name in names if name.startswith(incomplete)][:MOST]
