"""The command line: the pipeline for batch."""

from __future__ import annotations

from finpath.cli.program import app, main

__all__ = ["app", "main"]
