"""A page on disk and a fragment in; out comes what Chromium makes of it: the document, and complaints."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--enable-logging=stderr",
)
OUTSIDE = re.compile(
    r"""(?:\b(?:src|href|srcset|action|data|poster)\s*=\s*["']?|url\(|@import\s+)(?:[a-z]+:|//)""", re.IGNORECASE
)


@dataclass(frozen=True)
class Seen:
    """What a browser made of a page."""

    dom: str
    complaints: tuple[str, ...]


def look(page: Path, profile: Path, fragment: str = "") -> Seen:
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    command = [browser, *QUIET, f"--user-data-dir={profile}", "--dump-dom", f"{page.as_uri()}{fragment}"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    return Seen(run.stdout, tuple(line for line in run.stderr.splitlines() if "CONSOLE" in line))


def asks_outside(html: str) -> list[str]:
    """Everything in a page that would make a request of a network."""
    return OUTSIDE.findall(html)
