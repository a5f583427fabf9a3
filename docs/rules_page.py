# noqa: INP001 - a script to run, not a package
"""Writes the reference of the rules, docs/rules.md, and docs/weights.md: `python docs/rules_page.py`.

What a rule means is told in its own file and nowhere else. Lift is what a benchmark measured: `docs/lift.json` holds,
by rule, rows of background, planter, lift, low, high, merchants; a rule without rows says so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import dedent

from finpath.config.scorecard import standard_card
from finpath.rules import Family, Rule, catalogue
from finpath.rules.eligibility import UNSUPPORTED
from finpath.rules.thresholds import describe_thresholds

PAGE = Path(__file__).with_name("rules.md")
WEIGHTS = Path(__file__).with_name("weights.md")
LIFT = Path(__file__).with_name("lift.json")

Row = Mapping[str, str | float | int | None]

HEAD = """# The rules

Written by `python docs/rules_page.py` from the rules themselves: do not edit. Each rule is one published indicator.
Its weight is in nats, at its strongest; families add up, rules of one family do not. A rule in shadow runs and is
reported, and weighs nothing. `finpath rules show ID` says the same for the rules of a case file.

Lift is how much more often a planted merchant is among those that a rule finds than among all. A rule leaves the shadow
when the interval of its lift lies above 2 on some background, with ten merchants found or more. One exception:
`reported_by_name` speaks only of merchants that a report names, and those are left out of the measure. Merchants of one
planted group stand and fall together, so the intervals are narrower than they should be.
"""


HEAD_OF_WEIGHTS = """# The weights of the rules

Written by `python docs/rules_page.py` from the rules themselves: do not edit. A weight is in nats: what a finding at
its strongest adds to the logarithm of the odds. 0.7 nats double the odds, 2.3 make them ten times as large. Families
add up, rules of one family do not. A rule in shadow weighs nothing; the weight here is for when it leaves the shadow.
A case file sets another weight: `[rules.round_amounts]`, then `weight = 0.5`.
"""


def render(rules: Sequence[Rule], lift: Mapping[str, Sequence[Row]]) -> str:
    """The whole page."""
    parts = [HEAD, *_overview(rules)]
    for rule in rules:
        parts += _section(rule, lift.get(rule.id, ()))
    return "\n".join([*parts, *_unsupported()]) + "\n"


def read_lift() -> dict[str, list[Row]]:
    """What a benchmark measured, by rule."""
    return dict(json.loads(LIFT.read_text(encoding="utf-8"))) if LIFT.is_file() else {}


def _overview(rules: Sequence[Rule]) -> Iterator[str]:
    yield "| rule | kind | weight | version | source |\n|---|---|---|---|---|"
    for rule in rules:
        weight = "shadow" if rule.shadow else f"{rule.weight:g}"
        yield f"| [{rule.id}](#{rule.id}) | {rule.family.value} | {weight} | {rule.version} | {rule.source} |"


def _section(rule: Rule, lift: Sequence[Row]) -> Iterator[str]:
    weight = "in shadow" if rule.shadow else f"weighs up to {rule.weight:g} nats"
    yield f"\n## {rule.id}\n\n{rule.meaning}\n"
    yield f"- {rule.family.value}; {weight}; version {rule.version}"
    yield f"- Source: {rule.source}"
    yield f"- Requires: {', '.join(f'`{column}`' for column in rule.requires)}"
    yield f"- Seen by: {', '.join(rule.observable_by)}"
    yield f"- Says: {rule.sentence}"
    yield from _thresholds(rule)
    yield "\nExamples:\n"
    yield from (f"- {'finds' if example.finds else 'leaves alone'}: {example.title}" for example in rule.examples)
    yield from _lift(lift)
    yield f"\n```sql\n{dedent(rule.sql).strip()}\n```"


def render_weights(rules: Sequence[Rule]) -> str:
    """The page of all weights: by family, the heaviest first, those in shadow last."""
    parts = [HEAD_OF_WEIGHTS]
    for family in Family:
        own = sorted(
            (rule for rule in rules if rule.family is family), key=lambda rule: (rule.shadow, -rule.weight, rule.id)
        )
        if not own:  # what a scorecard says, below
            continue
        parts += [
            f"## {family.value.capitalize()}\n",
            "| rule | weight | in shadow | version | source |\n|---|---|---|---|---|",
        ]
        parts += [
            f"| [{rule.id}](rules.md#{rule.id}) | {rule.weight:g} | {'yes' if rule.shadow else ''} | {rule.version}"
            f" | {rule.source} |"
            for rule in own
        ]
        parts.append("")
    return "\n".join((*parts, *_steps()))


def _steps() -> Iterator[str]:
    """What finpath's own scorecard weighs, by trait."""
    yield "## Character and openness: the [scorecard](scorecard.md)\n"
    yield "| trait | of each step, in nats | only where payers are shared | source |\n|---|---|---|---|"
    for shape in standard_card().shapes:
        bounds = ", ".join(f"{bound:g}" for bound in shape.at)
        nats = ", ".join(f"{each:+g}" for each in shape.nats)
        tied = "yes" if shape.tied else ""
        yield f"| {shape.about.meaning} (steps end at {bounds}) | {nats} | {tied} | {shape.about.source} |"
    yield ""


def _thresholds(rule: Rule) -> Iterator[str]:
    if rule.thresholds:
        yield "\n| threshold | value | meaning and unit |\n|---|---|---|"
        yield from (f"| `{each.name}` | {each.value} | {each.meaning} |" for each in describe_thresholds(rule))


def _lift(rows: Sequence[Row]) -> Iterator[str]:
    """How much more often a planted merchant is among those found than among all, with its 95 % interval."""
    if not rows:
        yield "\nLift on planted data: not measured yet."
        return
    yield "\n| background | planter | lift | 95 % | merchants found |\n|---|---|---|---|---|"
    for row in rows:
        known = row.get("lift") is not None
        lift, span = (row["lift"], f"{row['low']} to {row['high']}") if known else ("none", "none")
        yield f"| {row['background']} | {row['planter']} | {lift} | {span} | {row['merchants']} |"


def _unsupported() -> Iterator[str]:
    yield "\n## What no column of the contract can show"
    yield "\nPublished indicators that cannot be rules, and what they would need.\n"
    yield "| indicator | would need | source |\n|---|---|---|"
    yield from (f"| {each.indicator} | {each.lacks} | {each.source} |" for each in UNSUPPORTED)


if __name__ == "__main__":
    PAGE.write_text(render(catalogue(), read_lift()), encoding="utf-8")
    WEIGHTS.write_text(render_weights(catalogue()), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE} and {WEIGHTS}\n")
