"""From the tables of a run to a case: one query to a file."""

from __future__ import annotations
