"""`finpath scorecard`: what figures of a merchant weigh, which changed, and how to change them."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import fill
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer
from finpath.cli.day import day
from finpath.config.scorecard import (
    TRAITS,
    Scorecard,
    Shape,
    card_record,
    card_text,
    check_card,
    read_card,
    standard_card,
)
from finpath.errors import ConfigError

scorecard = typer.Typer(
    help="What figures of a merchant weigh: show a card, compare two, and edit one.", no_args_is_help=True
)

CARD = Annotated[Path | None, typer.Argument(help="A scorecard; finpath's own when left out.")]
WIDTH = 100

NEXT = "To see whom a card moves, name it in a case file, and ask: finpath rules backtest CONTRIBUTIONS"


@scorecard.command("show")
def show_command(card: CARD = None, as_json: JSON = False) -> None:
    """Show what a card weighs, what is said of it, and who approved it.

    For example: finpath scorecard show card.toml
    """
    known = _read(card)
    if as_json:
        answer(card_record(known))
        return
    sys.stdout.write("\n".join(_lines(known)) + "\n")


@scorecard.command("compare")
def compare_command(
    one: Annotated[Path, typer.Argument(help="A scorecard.")], other: CARD = None, as_json: JSON = False
) -> None:
    """Say which traits two cards weigh otherwise; finpath's own stands for the second where it is left out.

    For example: finpath scorecard compare card.toml
    """
    first, second = _read(one), _read(other)
    changes = list(_changes(first, second))
    if as_json:
        answer({"one": first.name, "other": second.name, "changes": changes})
        return
    told = changes or ["Both weigh the same."]
    sys.stdout.write(f"{first.name} → {second.name}\n" + "".join(f"  {line}\n" for line in told) + f"\n{NEXT}\n")


@scorecard.command("edit")
def edit_command(
    card: Annotated[Path, typer.Argument(help="The file: written anew from finpath's own where it is not there.")],
    trait: Annotated[str, typer.Option(help="The trait to weigh; with no other option it is taken out.")] = "",
    at: Annotated[str, typer.Option(help="Where its steps end, rising, as in 0.3,0.6.")] = "",
    nats: Annotated[str, typer.Option(help="What each step weighs, one more than there are bounds.")] = "",
    tied: Annotated[bool, typer.Option("--tied", help="Only for merchants that share payers beyond chance.")] = False,
    name: Annotated[str, typer.Option(help="Another name for the card.")] = "",
    approve: Annotated[str, typer.Option(help="Who approves it.")] = "",
    on: Annotated[str, typer.Option(help="The day of the approval, as in 2026-11-30.")] = "",
    until: Annotated[str, typer.Option(help="The last day of its use.")] = "",
) -> None:
    """Change what a trait weighs, or approve a card. A change takes the approval back.

    For example: finpath scorecard edit card.toml --trait per_payer --at 2 --nats 0.5,0 --tied --approve a.owner
    --on 2026-11-30 --until 2027-11-30
    """
    known = read_card(card) if card.exists() else replace(standard_card(), name=card.stem)
    if trait:
        known = _unapproved(_with_shape(known, trait, (at, nats), tied=tied))
    if name:
        known = _unapproved(replace(known, name=name))
    if approve:
        known = _approved(known, approve, on, until)
    card.write_text(card_text(check_card(known)), encoding="utf-8", newline="\n")
    state = "approved" if known.approved else "not approved: a release asks for --approve, --on and --until"
    sys.stdout.write(f'Wrote {card}, {state}. Name it in the case file: scorecard = "{card.name}"\n')


def _read(card: Path | None) -> Scorecard:
    return read_card(card) if card else standard_card()


def _with_shape(card: Scorecard, trait: str, texts: tuple[str, str], *, tied: bool) -> Scorecard:
    others = tuple(shape for shape in card.shapes if shape.trait != trait)
    if not any(texts):
        if len(others) == len(card.shapes):
            weighed = ", ".join(shape.trait for shape in card.shapes) or "nothing"
            raise ConfigError(f"The card has no {trait}: it weighs {weighed}.")
        return replace(card, shapes=others)
    at, nats = (_numbers(text, option) for text, option in zip(texts, ("--at", "--nats"), strict=True))
    return replace(card, shapes=(*others, Shape(trait, at, nats, tied)))


def _numbers(text: str, option: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise ConfigError(f"{option} is {text!r}: write numbers with commas between, as in 0.3,0.6.") from None


def _unapproved(card: Scorecard) -> Scorecard:
    documents = {name: said for name, said in card.documents.items() if name != "approved_by"}
    return replace(card, documents=documents, approved_on=None)


def _approved(card: Scorecard, by: str, on: str, until: str) -> Scorecard:
    if not on or not until:
        raise ConfigError("An approval has a day and an end: give --on and --until besides.")
    first, last = day("--on", on), day("--until", until)
    if last <= first:
        raise ConfigError(f"--until is {until}: a day after {on} was expected.")
    return replace(card, documents={**card.documents, "approved_by": by}, approved_on=first, expires_on=last)


def _lines(card: Scorecard) -> Iterator[str]:
    yield card.name
    for name, said in card.documents.items():
        yield fill(f"{name.replace('_', ' ')}: {said}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    yield f"  approved: {card.approved_on or 'by nobody'}; expires: {_day(card.expires_on)}"
    yield f"  all steps together raise by at most {card.raises:g} nats and lower by at most {card.lowers:g}"
    for shape in card.shapes:
        yield ""
        yield f"{shape.trait}: {shape.about.meaning} ({shape.about.unit})"
        yield from (f"  {step}" for step in _steps(shape))
        yield from (["  only of merchants that share payers beyond chance"] if shape.tied else [])
        yield fill(f"looks the same: {shape.about.innocent}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        yield fill(f"source: {shape.about.source}", WIDTH, initial_indent="  ", subsequent_indent="    ")


def _day(value: dt.date | None) -> str:
    return "never" if value is None else value.isoformat()


def _steps(shape: Shape) -> Sequence[str]:
    """Each step in words.

    >>> _steps(Shape("per_payer", (2.0,), (1.0, 0.0)))
    ['below 2: +1.00 nats', '2 and more: +0.00 nats']
    """
    edges = [f"below {shape.at[0]:g}"] if shape.at else ["always"]
    edges += [f"{low:g} to {high:g}" for low, high in zip(shape.at, shape.at[1:], strict=False)]
    edges += [f"{shape.at[-1]:g} and more"] if shape.at else []
    return [f"{edge}: {nats:+.2f} nats" for edge, nats in zip(edges, shape.nats, strict=True)]


def _changes(one: Scorecard, other: Scorecard) -> Iterator[str]:
    first, second = ({shape.trait: shape for shape in card.shapes} for card in (one, other))
    for trait in (trait.name for trait in TRAITS):
        before, after = first.get(trait), second.get(trait)
        if before != after:
            yield f"{trait}: {_describe(before)} → {_describe(after)}"
    for what in ("raises", "lowers"):
        if getattr(one, what) != getattr(other, what):
            yield f"{what} by at most {getattr(one, what):g} → {getattr(other, what):g} nats"


def _describe(shape: Shape | None) -> str:
    return "nothing" if shape is None else "; ".join(_steps(shape)) + (" (tied)" if shape.tied else "")
