"""A folder with the case of a lesson and a sheet for answers."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from finpath.course.case import opened, write
from finpath.course.lesson import Lesson
from finpath.course.sheet import blank
from finpath.errors import ConfigError


def new(lesson: Lesson, out: Path, seed: int | None = None) -> Path:
    """Write the case of a lesson: contributions to run finpath on, and a sheet with the questions.

    The known answer is not among it; it can be computed again from the seed, by whoever marks.

    Args:
        lesson: Which.
        out: A folder that does not exist, or is empty.
        seed: Another case of the same kind; the one of the lesson's page when None.

    Returns:
        The sheet.

    Raises:
        ConfigError: The folder holds something, or the seed gives no case for this lesson.
    """
    if out.exists() and any(out.iterdir()):
        raise ConfigError(f"{out} is not empty: name a folder that is, so that no answers are lost.")
    chosen = lesson.seed if seed is None else seed
    with opened(chosen) as engine:
        text = blank(lesson.number, chosen, lesson.ask(engine))
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as apart:
        write(chosen, out / "contributions", Path(apart) / "truth.csv")
    sheet = out / "answers.toml"
    sheet.write_text(text, encoding="utf-8")
    return sheet
