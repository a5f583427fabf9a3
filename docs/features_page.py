# noqa: INP001 - a script to run, not a package
"""The features in, their reference as Markdown out: `python docs/features_page.py` writes docs/features.md anew.

What a feature is stands in its declaration in finpath/graph/features/ and nowhere else.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from finpath.graph import features
from finpath.graph.features import CATALOGUE, Feature
from finpath.rules import Rule, catalogue

PAGE = Path(__file__).with_name("features.md")

HEAD = """# The features

Written by `python docs/features_page.py` from the declarations of the features: do not edit. A feature is one number
about one merchant account. Together they are the table `merchants` of the graph, which rules ask, which detectors
compare among peers, and of which `finpath explain` shows what stands out. Counts are of purchases unless another kind
is named; a share lies between 0 and 1; money is in euros. What a merchant's payments cannot tell, as hours where no
time of day is known, is empty, never zero.

"Strange" is the side on which a merchant can stand out among its peers; features without one are for rules alone.
"""


def written(declared: Sequence[Feature], rules: Sequence[Rule]) -> str:
    """The whole page."""
    parts = [HEAD]
    for module in _modules():
        own = [feature for feature in declared if feature in module.FEATURES]
        parts += _section(module, own, rules)
    return "\n".join(parts) + "\n"


def _modules() -> Iterator[ModuleType]:
    """The files that declare features, in the order of the catalogue."""
    found = {module.FEATURES[0]: module for module in vars(features).values() if hasattr(module, "FEATURES")}
    return (found[feature] for feature in CATALOGUE if feature in found)


def _section(module: ModuleType, own: Sequence[Feature], rules: Sequence[Rule]) -> Iterator[str]:
    yield f"## {module.__name__.rpartition('.')[2].capitalize()}\n\n{(module.__doc__ or '').strip()}\n"
    yield "| feature | unit | meaning | counted from | strange | asked by |\n|---|---|---|---|---|---|"
    yield from (_line(feature, rules) for feature in own)
    yield ""


def _line(feature: Feature, rules: Sequence[Rule]) -> str:
    asked = ", ".join(f"[{rule.id}](rules.md#{rule.id})" for rule in rules if asks(rule, feature))
    cells = (f"`{feature.name}`", feature.unit, feature.meaning, f"`{feature.source}`", feature.strange, asked)
    return f"| {' | '.join(cells)} |"


def asks(rule: Rule, feature: Feature) -> bool:
    """Whether a rule's SQL reads a feature, of the merchant (`m.night_share`) or of its peers (`'night_share'`)."""
    return re.search(rf"\bm\.{feature.name}\b|'{feature.name}'", rule.sql) is not None


if __name__ == "__main__":
    PAGE.write_text(written(CATALOGUE, catalogue()), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE}\n")
