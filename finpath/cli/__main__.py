"""`python -m finpath.cli` is `finpath`."""

from __future__ import annotations

from finpath.cli.program import main

main()
