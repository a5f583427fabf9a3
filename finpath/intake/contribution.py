"""What a person let pass, as the hotline's ordinary contribution: every report alleged, and none of it more."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from finpath.config.toml import reading
from finpath.errors import ConfigError
from finpath.intake.answers import write_rows
from finpath.intake.fold import Fold

MANIFEST, ROWS = "contribution.toml", "reports.csv"
COLUMNS = (
    *("report_id", "source_kind", "status", "reported_at", "domain", "descriptor"),
    *("amount", "currency", "occurred_at", "tlp"),
)
SOURCE, STATUS, TLP = "hotline", "alleged", "amber+strict"
"""What every row says. Only a person at a hotline or the police makes a report `confirmed`, and not here."""

FILES = f"""
[[files]]
table = "reports"
path = "{ROWS}"
"""
REPORTERS = ("hotline", "law_enforcement")


def read_member(path: Path) -> str:
    """The head of the manifest: who the hotline is, and under which agreement it reports.

    Raises:
        ConfigError: It is not there, no TOML, lacks a part, or names files of its own.
    """
    with reading(path, "head of a contribution", "write [provider] and [agreement] as docs/contract.md shows"):
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    provider = content.get("provider")
    if not isinstance(provider, dict) or "agreement" not in content:
        raise ConfigError(f"{path} lacks [provider] or [agreement]: write both as docs/contract.md shows.")
    if provider.get("kind") not in REPORTERS:
        raise ConfigError(f"{path}: kind is {provider.get('kind')!r:.40}: who takes public reports is a hotline.")
    if "files" in content:
        raise ConfigError(f"{path} names files: leave [[files]] out, it is written for {ROWS}.")
    return text


def write_contribution(folder: Path, head: str, passed: Iterable[Fold]) -> int:
    """Write the contribution anew; what no longer passes is no longer in it.

    Returns:
        How many reports are in it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    rows = sorted(_row(each) for each in passed)
    write_rows(folder / ROWS, COLUMNS, rows)
    part = folder / f".{MANIFEST}"
    part.write_text(f"{head.rstrip()}\n{FILES}", encoding="utf-8")
    part.replace(folder / MANIFEST)
    return len(rows)


def _row(each: Fold) -> tuple[str, ...]:
    said = each.said
    day = f"{said['day']}T00:00:00Z" if "day" in said else ""
    reported = f"{each.days[0].isoformat()}T00:00:00Z"
    texts = (said.get("host", ""), said.get("descriptor", ""), said.get("amount", ""), said.get("currency", ""))
    return (each.id, SOURCE, STATUS, reported, *texts, day, TLP)
