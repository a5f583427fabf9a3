"""`finpath rules coverage`: which rules can look at what is there, and what the others would need."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import fill
from typing import Annotated, cast

import typer

from finpath import ingest
from finpath.cli.case import config_of
from finpath.cli.console import JSON, answer, say, tell
from finpath.cli.rules import CONFIG, WIDTH, in_force
from finpath.engine import DuckDB
from finpath.graph.column_coverage import supplied
from finpath.output.folder import Run
from finpath.pipeline import load_options
from finpath.rules.eligibility import UNSUPPORTED, Eligibility, assess, rank_missing_columns

OF_A_RUN = ("rules", "off", "refused_rules")


@dataclass(frozen=True)
class _Assessment:
    """Every rule beside what so many members contributed."""

    rules: tuple[Eligibility, ...]
    members: int


def coverage_command(
    place: Annotated[
        Path, typer.Argument(metavar="CONTRIBUTIONS_OR_RUN", help="A folder of contributions, or a run folder.")
    ],
    config: CONFIG = None,
    as_json: JSON = False,
) -> None:
    """Say which rules can look at these contributions, which cannot, and which column each of those lacks.

    Of a run folder: what its rules did. Published indicators that no table of the contract can support come last, each
    with the column that it would need. For example: finpath rules coverage contributions
    """
    run = Run(place) if (place / "manifest.json").is_file() else None
    assessment = _Assessment((), 0) if run else _look(place, config)
    if as_json:
        listed = (
            {name: run.coverage.get(name, []) for name in OF_A_RUN}
            if run
            else {"rules": [*map(_to_json, assessment.rules)]}
        )
        answer(listed | {"unsupported": [asdict(each) for each in UNSUPPORTED]})
        return
    lines = _describe_run(run) if run else _describe_contributions(assessment)
    sys.stdout.write("\n".join([*lines, *_list_unsupported()]) + "\n")


def _look(place: Path, config: Path | None) -> _Assessment:
    every, case = in_force(config), config_of(config, None)
    with say.status("starting") as status, DuckDB() as engine:
        ledger = ingest.load(place, engine=engine, options=load_options(case, lambda step: tell(status.update, step)))
        assessed = assess(every, supplied(ledger), {member.id: member.kind for member in ledger.providers})
    return _Assessment(assessed, len(ledger.providers))


def _to_json(each: Eligibility) -> dict[str, object]:
    """What is told of each rule, for another program."""
    rule = each.rule
    said = {"id": rule.id, "family": rule.family.value, "shadow": rule.shadow, "runs": each.runs}
    return said | {"lacks": each.lacks, "blind": dict(each.blind), "seers": each.seers}


def _describe_contributions(assessment: _Assessment) -> Iterator[str]:
    assessed = assessment.rules
    can = [each for each in assessed if each.runs]
    yield f"{len(can)} of {len(assessed)} rules can look at what {assessment.members} member(s) contributed.\n"
    yield from (line for each in can for line in _describe(each))
    if len(can) < len(assessed):
        yield "\nCannot run"
        yield from (_wrap(f"{each.rule.id}: nobody gave {', '.join(each.lacks)}") for each in assessed if not each.runs)
        yield "\nWhat would help most"
        yield from (_wrap(f"{column}: {', '.join(names)}") for column, names in rank_missing_columns(assessed).items())


def _describe(each: Eligibility) -> Iterator[str]:
    yield _wrap(f"{each.rule.id} ({each.rule.family.value}{', in shadow' if each.rule.shadow else ''})")
    for member, lacking in each.blind.items():
        yield _wrap(f"not for merchants of {member}, which gave no {', '.join(lacking)}", 6)
    if not each.seers:
        yield _wrap(f"no member is of a kind that sees it well: {', '.join(each.rule.observable_by)}", 6)


def _describe_run(run: Run) -> Iterator[str]:
    ran = cast("list[dict[str, object]]", run.coverage["rules"])
    able_ones = [rule for rule in ran if rule["ran"]]
    yield f"{len(able_ones)} of {len(ran)} rules ran.\n"
    for rule in able_ones:
        unseen = ", ".join(cast("list[str]", rule["unseen"]))
        blind = f"; could not judge merchants of {unseen}" if unseen else ""
        shadow = ", in shadow" if rule.get("shadow") else ""
        yield _wrap(f"{rule['id']}: speaks of {rule['found']:,} merchant(s){shadow}{blind}")
    if len(able_ones) < len(ran):
        yield "\nDid not run"
        yield from (_wrap(f"{rule['id']}: {rule['why']}") for rule in ran if not rule["ran"])
    for name, title in (("off", "Switched off"), ("refused_rules", "Refused")):
        if said := cast("list[str]", run.coverage.get(name, [])):
            yield f"\n{title}"
            yield from (_wrap(each) for each in said)


def _list_unsupported() -> Iterator[str]:
    yield f"\nPublished, and no column of the contract can show it ({len(UNSUPPORTED)})"
    for each in UNSUPPORTED:
        yield _wrap(f"{each.indicator}: {each.need}. {each.source}.")


def _wrap(text: str, indent: int = 2) -> str:
    pad = " " * indent
    return fill(text, WIDTH, initial_indent=pad, subsequent_indent=pad + "  ", break_on_hyphens=False)
