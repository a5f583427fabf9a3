"""`finpath course`: lessons with a made-up case each, and kind marks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath import course
from finpath.cli.console import say
from finpath.errors import ContributionError

app = typer.Typer(
    help="Learn to follow the money: three lessons, each with a case, questions and marks.", no_args_is_help=True
)

LESSON = Annotated[int, typer.Argument(min=1, help="The number of the lesson; finpath course list names them.")]


@app.command("list")
def list_command() -> None:
    """Name the lessons.

    For example: finpath course list
    """
    sys.stdout.writelines(f"{each.number}  {each.title}\n" for each in course.LESSONS)


@app.command("new")
def new_command(
    lesson: LESSON,
    out: Annotated[Path, typer.Option(help="The folder for the case; it must not hold anything.")],
    seed: Annotated[int | None, typer.Option(help="Another case of the same kind, with other answers.")] = None,
) -> None:
    """Make the case of a lesson: contributions to run finpath on, and a sheet with the questions.

    For example: finpath course new 1 --out lesson-1
    """
    with say.status("making the case"):
        sheet = course.new(course.lesson(lesson), out, seed)
    say.print(f"Wrote contributions to {out / 'contributions'}, and the questions to {sheet}.", markup=False)


@app.command("check")
def check_command(
    lesson: LESSON,
    answers: Annotated[Path, typer.Argument(help="The sheet that course new wrote, filled in.")],
) -> None:
    """Mark a sheet of answers, and say where to look again.

    For example: finpath course check 1 lesson-1/answers.toml

    Exit code 0 where all is right, 1 where something is left to find.
    """
    with say.status("marking"):
        marked = course.check(course.lesson(lesson), answers)
    for number, each in enumerate(marked, start=1):
        sys.stdout.write(f"{number}. {each.question.id}: {each.mark.said}\n")
        if not each.right:
            sys.stdout.write(f"   Look again: {each.question.look}\n")
    right = sum(each.right for each in marked)
    sys.stdout.write(f"\n{right} of {len(marked)} right.{' Well done.' if right == len(marked) else ''}\n")
    if right < len(marked):
        raise typer.Exit(ContributionError.exit_code)
