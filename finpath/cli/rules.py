"""`finpath rules`: what the rules mean, whether they hold on their examples, and what they can look at."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from textwrap import dedent, fill
from types import MappingProxyType
from typing import Annotated, ClassVar

import typer

from finpath.cli.case import config_of
from finpath.cli.console import JSON, answer, say
from finpath.cli.later import Later
from finpath.engine import DuckDB
from finpath.errors import ConfigError, nearest
from finpath.presentation.text import count_of
from finpath.rules import Family, Rule, catalogue, origin
from finpath.rules.thresholds import describe_thresholds
from finpath.ruleset import choose
from finpath.testing import check, vet


class _Rules(Later):
    """The commands below, and two that need more than rules."""

    places: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "coverage": "finpath.cli.rules_coverage:coverage_command",
            "backtest": "finpath.cli.rules_backtest:backtest_command",
        }
    )


rules = typer.Typer(
    cls=_Rules,
    help="The published indicators: list, show and test them; see what they can look at.",
    no_args_is_help=True,
)

WIDTH = 100

CONFIG = Annotated[Path | None, typer.Option(help="A case file: rules of your own, thresholds, weights, shadow, off.")]


def _complete(incomplete: str) -> list[str]:
    """For a shell that completes."""
    return [rule.id for rule in catalogue() if rule.id.startswith(incomplete)]


def _to_json(rule: Rule) -> dict[str, object]:
    """What is told of each rule, for another program."""
    origin_of_rule = origin(rule)
    names = ("id", "version", "family", "weight", "source", "meaning")
    return {name: getattr(origin_of_rule, name) for name in names} | {
        "shadow": rule.shadow,
        "thresholds": dict(origin_of_rule.thresholds),
    }


def _is_asked_for(rule: Rule, text: str, kind: str | None) -> bool:
    told = f"{rule.id} {rule.meaning} {rule.source}".casefold()
    return text.casefold() in told and kind in {None, rule.family.value}


def _known_kind(kind: str | None) -> str | None:
    """A kind of indication that exists.

    Raises:
        ConfigError: There is no such kind; the message names the nearest.
    """
    kinds = [family.value for family in Family]
    if kind is not None and kind not in kinds:
        raise ConfigError(f"--kind {kind} is no kind of indication: {nearest(kind, kinds)}")
    return kind


KIND = Annotated[
    str | None, typer.Option(help="Only one kind of indication, as the second column names it.", callback=_known_kind)
]


@rules.command("list")
def list_command(
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Only rules whose id, meaning or source holds it.")
    ] = "",
    kind: KIND = None,
    shadow: Annotated[bool, typer.Option("--shadow", help="Only rules on trial, which weigh nothing.")] = False,
    config: CONFIG = None,
    as_json: JSON = False,
) -> None:
    """Name every rule: its kind of indication, its weight in nats, and where it was published.

    For example: finpath rules list FATF --kind time --config case.toml
    """
    every = [rule for rule in in_force(config) if _is_asked_for(rule, text, kind) and (rule.shadow or not shadow)]
    if as_json:
        answer([_to_json(rule) for rule in every])
        return
    wide = max((len(rule.id) for rule in every), default=len("Rule"))
    lines = [f"{'Rule':<{wide}}  {'Kind':<10}  Weight  Version  Source"]
    for rule in every:
        weight = "shadow" if rule.shadow else f"{rule.weight:.2f}"
        lines.append(f"{rule.id:<{wide}}  {rule.family.value:<10}  {weight:>6}  {rule.version:>7}  {rule.source}")
    off = config_of(config, None).switched_off()
    left_out = f"; switched off: {', '.join(off)}" if off else ""
    trial = sum(rule.shadow for rule in every)
    counted = f"{count_of(len(every), 'rule')}, {trial} of them in shadow{left_out}."
    sys.stdout.write("\n".join([*lines, "", counted]) + "\n")


@rules.command("show")
def show_command(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="The rule, as finpath rules list names it.", autocompletion=_complete)
    ],
    config: CONFIG = None,
    as_json: JSON = False,
) -> None:
    """Say all that there is to know of a rule: meaning and look-alikes, source, thresholds, examples, SQL.

    For example: finpath rules show night_payments
    """
    known = {rule.id: rule for rule in in_force(config)}
    if name not in known:
        words = set(name.split("_"))
        alike = get_close_matches(name, known, 3, 0.4) or [rule for rule in known if words & set(rule.split("_"))]
        nearest = f" Nearest: {', '.join(alike)}." if alike else ""
        raise ConfigError(f"There is no rule {name}: finpath rules list names them all.{nearest}")
    if as_json:
        rule = known[name]
        answer(_to_json(rule) | {"requires": rule.requires, "sql": dedent(rule.sql).strip(), "sentence": rule.sentence})
        return
    sys.stdout.write("\n".join(_describe(known[name])) + "\n")


@rules.command("test")
def try_command(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="The file of a rule of your own, which is code and runs as such; all of finpath's when left out."
        ),
    ] = None,
    as_json: JSON = False,
) -> None:
    """Run the examples of the rules: what should be found is found, and the look-alikes are left alone.

    For example: finpath rules test my_rule.py
    """
    with DuckDB() as engine:
        if path is not None:
            vetted = vet(path, engine, [rule.id for rule in catalogue()])
            _report([vetted.rule] if vetted.rule else [], list(vetted.wrong), as_json=as_json)
            return
        every = catalogue()
        wrong = [sentence for rule in every for sentence in check(rule, engine)]
    _report(list(every), wrong, as_json=as_json)


def in_force(config: Path | None) -> tuple[Rule, ...]:
    """The rules of a run with this case file."""
    book = choose(config_of(config, None))
    for sentence in book.refused:
        say.print(f"! {sentence}", markup=False, soft_wrap=True)
    return book.rules


def _report(every: list[Rule], wrong: list[str], *, as_json: bool) -> None:
    examples = [example for rule in every for example in rule.examples]
    hits = sum(1 for example in examples if example.finds)
    if as_json:
        counted = {"found": hits, "left_alone": len(examples) - hits}
        answer({"rules": [rule.id for rule in every], "examples": counted, "wrong": wrong})
    else:
        for sentence in wrong:
            say.print(f"! {sentence}", markup=False, soft_wrap=True)
    if wrong:
        raise typer.Exit(1)
    if as_json:
        return
    named = every[0].id if len(every) == 1 else f"{len(every)} rules"
    sys.stdout.write(f"{named}: {hits} found, {len(examples) - hits} look-alike(s) left alone, as the examples say.\n")


def _describe(rule: Rule) -> Iterator[str]:
    weight = "in shadow: it runs, and weighs nothing" if rule.shadow else f"weighs up to {rule.weight:g} nats"
    yield f"{rule.id}   {rule.family.value}, {weight}; version {rule.version}"
    yield ""
    yield fill(rule.meaning, WIDTH)
    yield ""
    yield from _item("Source", str(rule.source))
    yield from _item("Requires", ", ".join(rule.requires))
    yield from _item("Seen by", ", ".join(rule.observable_by))
    yield from _item("Says", rule.sentence)
    if rule.evidence:
        yield from _item("Rests on", f"payments p where {' '.join(rule.evidence.split())}")
    yield "\nThresholds"
    declared = describe_thresholds(rule)
    wide = max((len(each.name) for each in declared), default=0)
    yield from (f"  {each.name:<{wide}}  {each.value!s:<8}  {each.meaning}".rstrip() for each in declared)
    yield "\nExamples"
    yield from (f"  {'finds ' + ', '.join(e.finds) if e.finds else 'leaves alone'}: {e.title}" for e in rule.examples)
    yield "\nSQL"
    yield "\n".join(f"  {line}".rstrip() for line in dedent(rule.sql).strip().splitlines())


def _item(name: str, text: str) -> Iterator[str]:
    yield fill(text, WIDTH, initial_indent=f"{name:<9} ", subsequent_indent=" " * 10, break_on_hyphens=False)
