# noqa: INP001 - a script that mkdocs calls, not a package
"""The repository in, its site out: brings pages in that stand elsewhere, and leads their links to them.

A link is written as it works in a clone, from file to file. On the site, some files are another page (README.md is its
front); a file that is no page, such as LICENSE, is handed out as it is.
"""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
from pathlib import Path

import jupytext
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
MOVED = {
    "README.md": "index.md",
    "CHANGELOG.md": "changes.md",
    "CITATION.cff": "CITATION.cff",
    "CONTRIBUTING.md": "contributing.md",
    "LICENSE": "LICENSE",
    "SECURITY.md": "security.md",
    "finpath/referral/writers/referral.schema.json": "referral.schema.json",
    "finpath/referral/writers/referral.xsd": "referral.xsd",
    "examples/city-purchase-cards/README.md": "examples/city-purchase-cards.md",
    "notebooks/README.md": "notebooks/README.md",
}
"""Where files outside of docs/ stand on the site."""

NOTEBOOKS = {f"notebooks/{path.name}": f"notebooks/{path.stem}.md" for path in ROOT.glob("notebooks/*.py")}
"""Notebooks, and the pages that show their text and code."""

LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)\s#]+)")
COMMANDS = (sys.executable, "-m", "typer", "finpath.cli", "utils", "docs", "--name", "finpath")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what stands outside of docs/, and the reference of the command line, which the commands themselves tell."""
    for path, place in MOVED.items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / path)))
    for path, place in NOTEBOOKS.items():
        files.append(File.generated(config, place, content=jupytext.writes(jupytext.read(ROOT / path), "md")))
    files.append(File.generated(config, "cli.md", content=command_line()))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Lead the links of a page to where things stand on the site."""
    here = page.file.src_uri
    return LINK.sub(lambda link: _led(link[1], here), markdown)


def command_line() -> str:
    """Every command with its arguments and options, as Markdown."""
    told = subprocess.run(COMMANDS, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own program
    return told.replace("# `finpath`", "# Command line", 1)


def _led(link: str, here: str) -> str:
    """A link of a page, from where the page stands on the site."""
    moved = MOVED | NOTEBOOKS
    source = next((path for path, place in moved.items() if place == here), f"docs/{here}")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), link))
    if (ROOT / target).is_dir():
        target = f"{target}/README.md"
    place = moved.get(target, target.removeprefix("docs/"))
    return posixpath.relpath(place, posixpath.dirname(here) or ".")
