"""The rules in, `near_stages.json` out: `python -m tests.rules.near_stages` renews what is prepared of their texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from finpath.rules import Rule, catalogue
from finpath.rules.near_stages import FILE, prepare


def text(rules: Sequence[Rule]) -> str:
    """The file as it should be."""
    return json.dumps(prepare(rules), indent=0, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(catalogue()), encoding="utf-8")
    sys.stdout.write(f"Wrote {FILE}\n")
