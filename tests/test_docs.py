"""Every page that a newcomer reads: what it shows runs, what it links is there, what it names exists."""

from __future__ import annotations

import ast
import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import ModuleType

import pytest
import typer

from finpath.cli import app
from tests.scripts import script

ROOT = Path(__file__).parent.parent
PAGES = tuple(
    sorted(
        page
        for pattern in ("*.md", "docs/*.md", "docs/*/*.md", "examples/*/*.md", "notebooks/*.md")
        for page in ROOT.glob(pattern)
    )
)
BLOCK = re.compile(r"(?:<!-- (not run|file): ([^\n]*) -->\n)?^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
LARGEST = 300_000

CPU_SECONDS = 300
"""For a single command of a page. A clock would run on while others use the machine, and a page has many commands."""

HANGING = 3600
"""Seconds by the clock after which a page is held to be waiting for something that never comes."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and what the comment above it says."""

    language: str
    text: str
    mark: str
    name: str

    @property
    def is_python(self) -> bool:
        """Whether Python reads it, rather than the shell."""
        return self.language == "python" and self.mark != "file"

    @property
    def shell(self) -> str:
        """What a reader would do with it, for bash."""
        return f"cat > {self.name} <<'END_OF_FILE'\n{self.text}END_OF_FILE\n" if self.mark == "file" else self.text


def shell(told: list[Block]) -> str:
    """All that blocks say, for bash; Python blocks in a row share a process, each with names of its own."""
    lines: list[str] = []
    for is_python, some in groupby(told, key=lambda block: block.is_python):
        if is_python:
            run = "".join(f"exec({block.text!r}, {{'__name__': '__main__'}})\n" for block in some)
            lines.append(f"python - <<'END_OF_PYTHON'\n{run}END_OF_PYTHON\n")
        else:
            lines += [block.shell for block in some]
    return "\n".join(lines)


def blocks(page: Path) -> Iterator[Block]:
    for mark, name, language, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        yield Block(language, text, mark, name)


def follow(pages: list[Path], folder: Path) -> None:
    """Do what the pages say, one after the other, in one shell and one folder."""
    told = [block for page in pages for block in blocks(page)]
    done = [block for block in told if block.language in {"bash", "python"} and block.mark != "not run"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    unkeyed = {name: value for name, value in os.environ.items() if not name.startswith("FINPATH_KEY")}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"ulimit -t {CPU_SECONDS}\n{shell(done)}"],
        cwd=folder,
        env=unkeyed | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=HANGING,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]


def commands(page: Path) -> Iterator[list[str]]:
    """Every call of finpath that a page shows."""
    for block in blocks(page):
        if block.language == "bash":
            lines = block.text.replace("\\\n", " ").splitlines()
            yield from (shlex.split(line, comments=True)[1:] for line in lines if line.startswith("finpath "))


def options(words: list[str]) -> set[str]:
    """The options of the command that the words name, as `keys new` or `run`."""
    command = typer.main.get_command(app)
    for word in words:
        if not isinstance(command, typer.core.TyperGroup) or word.startswith("-"):
            break
        assert word in command.commands, words
        command = command.commands[word]
    return {option for parameter in command.params for option in parameter.opts}


def anchors(page: Path) -> set[str]:
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def tables() -> ModuleType:
    return script("contract_page")


def test_the_readme_does_what_it_says_and_ends_in_a_referral(tmp_path: Path) -> None:
    follow([ROOT / "README.md"], tmp_path)
    assert list((tmp_path / "finpath-run/referrals").glob("*/referral.html"))


def test_the_readme_is_short_and_its_python_has_five_lines() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").split()) < 900
    (code,) = (block.text for block in blocks(ROOT / "README.md") if block.is_python)
    assert len([line for line in code.splitlines() if line]) == 5


def test_the_quickstart_and_the_guide_do_what_they_say(tmp_path: Path) -> None:
    follow([ROOT / "docs" / name for name in ("quickstart.md", "guide.md", "adding.md")], tmp_path)


def test_the_example_runs_from_a_clean_clone(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    follow([ROOT / "examples" / "city-purchase-cards" / "README.md"], tmp_path)


def test_the_course_does_what_it_says(tmp_path: Path) -> None:
    lessons = sorted((ROOT / "docs" / "course").glob("lesson-*.md"))
    follow([ROOT / "docs" / "course" / "index.md", *lessons], tmp_path)


def test_the_contract_is_what_the_data_dictionary_says() -> None:
    page = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    assert tables().written(page) == page, "run: python docs/contract_page.py"
    assert doctest.testmod(tables()).failed == 0


def test_every_table_of_the_contract_is_shown() -> None:
    page = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    assert all(f"<!-- table: {name} -->" in page for name in tables().TABLES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_links_is_there(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_shows_can_be_read(page: Path) -> None:
    for block in blocks(page):
        if block.language == "python":
            ast.parse(block.text)
        if block.language == "bash":
            subprocess.run(["bash", "-n", "-c", block.text], check=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_that_a_page_names_exist(page: Path) -> None:
    for words in commands(page):
        told = {word.split("=")[0] for word in words if word.startswith("--")}
        assert told <= options(words) | {"--help"}, words


def test_a_picture_is_quick_to_load() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    assert all(picture.stat().st_size < LARGEST for picture in pictures)
