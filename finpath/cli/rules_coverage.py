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
from finpath.cli.case import case_of
from finpath.cli.console import JSON, answer, say, tell
from finpath.cli.rules import CONFIG, WIDTH, in_force
from finpath.engine import DuckDB
from finpath.graph.column_coverage import supplied
from finpath.output.folder import Run
from finpath.pipeline import load_options
from finpath.rules.eligibility import Able, able, unfilled
from finpath.rules.unsupported import UNSUPPORTED

OF_A_RUN = ("rules", "off", "refused_rules")


@dataclass(frozen=True)
class _Seen:
    """Every rule beside what so many members contributed."""

    judged: tuple[Able, ...]
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
    seen = _Seen((), 0) if run else _look(place, config)
    if as_json:
        told = (
            {name: run.coverage.get(name, []) for name in OF_A_RUN} if run else {"rules": [*map(_plain, seen.judged)]}
        )
        answer(told | {"unsupported": [asdict(each) for each in UNSUPPORTED]})
        return
    lines = _of_run(run) if run else _of_contributions(seen)
    sys.stdout.write("\n".join([*lines, *_unsupported()]) + "\n")


def _look(place: Path, config: Path | None) -> _Seen:
    every, case = in_force(config), case_of(config, None)
    with say.status("starting") as status, DuckDB() as engine:
        ledger = ingest.load(place, engine=engine, options=load_options(case, lambda step: tell(status.update, step)))
        judged = able(every, supplied(ledger), {member.id: member.kind for member in ledger.providers})
    return _Seen(judged, len(ledger.providers))


def _plain(each: Able) -> dict[str, object]:
    """What is told of each rule, for another program."""
    rule = each.rule
    said = {"id": rule.id, "family": rule.family.value, "shadow": rule.shadow, "runs": each.runs}
    return said | {"lacks": each.lacks, "blind": dict(each.blind), "seers": each.seers}


def _of_contributions(seen: _Seen) -> Iterator[str]:
    judged = seen.judged
    can = [each for each in judged if each.runs]
    yield f"{len(can)} of {len(judged)} rules can look at what {seen.members} member(s) contributed.\n"
    yield from (line for each in can for line in _able(each))
    if len(can) < len(judged):
        yield "\nCannot run"
        yield from (_line(f"{each.rule.id}: nobody gave {', '.join(each.lacks)}") for each in judged if not each.runs)
        yield "\nWhat would help most"
        yield from (_line(f"{column}: {', '.join(names)}") for column, names in unfilled(judged).items())


def _able(each: Able) -> Iterator[str]:
    yield _line(f"{each.rule.id} ({each.rule.family.value}{', in shadow' if each.rule.shadow else ''})")
    for member, lacking in each.blind.items():
        yield _line(f"not for merchants of {member}, which gave no {', '.join(lacking)}", 6)
    if not each.seers:
        yield _line(f"no member is of a kind that sees it well: {', '.join(each.rule.observable_by)}", 6)


def _of_run(run: Run) -> Iterator[str]:
    ran = cast("list[dict[str, object]]", run.coverage["rules"])
    able_ones = [rule for rule in ran if rule["ran"]]
    yield f"{len(able_ones)} of {len(ran)} rules ran.\n"
    for rule in able_ones:
        unseen = ", ".join(cast("list[str]", rule["unseen"]))
        blind = f"; could not judge merchants of {unseen}" if unseen else ""
        shadow = ", in shadow" if rule.get("shadow") else ""
        yield _line(f"{rule['id']}: speaks of {rule['found']:,} merchant(s){shadow}{blind}")
    if len(able_ones) < len(ran):
        yield "\nDid not run"
        yield from (_line(f"{rule['id']}: {rule['why']}") for rule in ran if not rule["ran"])
    for name, title in (("off", "Switched off"), ("refused_rules", "Refused")):
        if said := cast("list[str]", run.coverage.get(name, [])):
            yield f"\n{title}"
            yield from (_line(each) for each in said)


def _unsupported() -> Iterator[str]:
    yield f"\nPublished, and no column of the contract can show it ({len(UNSUPPORTED)})"
    for each in UNSUPPORTED:
        yield _line(f"{each.indicator}: {each.need}. {each.source}.")


def _line(text: str, indent: int = 2) -> str:
    pad = " " * indent
    return fill(text, WIDTH, initial_indent=pad, subsequent_indent=pad + "  ", break_on_hyphens=False)
