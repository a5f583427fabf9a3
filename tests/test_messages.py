"""What commands and errors say to people is short: no part of a sentence is longer than a breath."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_cli_help import every, root

SOURCE = Path(__file__).parents[1] / "finpath"

WORDS, FIGURES = 25, 5
"""Between two stops, at most."""

STOPS = re.compile(r"(?<=[.:;?!])\s+")
PLACE = "{}"


def written(node: ast.expr) -> str:
    """The text of an expression, with a mark for each value that it takes."""
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str) else PLACE
    if isinstance(node, ast.JoinedStr):
        return "".join(written(each) for each in node.values)
    if isinstance(node, ast.BinOp):
        return written(node.left) + written(node.right)
    return PLACE


def raised(code: str) -> Iterator[str]:
    """What exceptions of a file say."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            yield written(node.exc.args[0])


def too_long(texts: Iterator[str]) -> list[str]:
    parts = [part for text in texts for part in STOPS.split(" ".join(text.split()))]
    return [part for part in parts if len(part.split()) > WORDS or part.count(PLACE) > FIGURES]


def test_every_error_is_said_in_short_parts() -> None:
    texts = [text for path in sorted(SOURCE.rglob("*.py")) for text in raised(path.read_text(encoding="utf-8"))]
    assert len(texts) > 300
    assert too_long(iter(texts)) == []


def test_every_command_is_described_in_short_parts() -> None:
    commands = [command for _, command in every(root())]
    helps = [command.help or "" for command in commands]
    helps = [text.partition("For example:")[0].partition("Exit code")[0] for text in helps]
    options = [str(getattr(each, "help", "") or "") for command in commands for each in command.params]
    assert too_long(iter([*helps, *options])) == []


@pytest.mark.parametrize("text", [" ".join(["word"] * 26), "{} of {} and {} of {} and {} of {}"])
def test_what_is_long_or_full_of_figures_is_found(text: str) -> None:
    (found,) = raised(f"raise ValueError(f{text.replace('{}', '{x}')!r})")
    assert too_long(iter([found]))
