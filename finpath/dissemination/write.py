"""Packages in, a folder of folders out, each sealed by itself, and the list of them: safeguarding first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from finpath.dissemination.package import Package
from finpath.dissemination.packages import Packed
from finpath.dissemination.routing import Routing
from finpath.errors import ConfigError
from finpath.output.folder.seal import seal_folder


def write(packed: Packed, routing: Routing, out: Path) -> None:
    """Write every package.

    Args:
        packed: What is sent, in order.
        routing: That it was sent by.
        out: A folder that is there, and empty.
    """
    for number, package in enumerate(packed.packages, 1):
        _one(package, out / folder(number, package))
    listed = [_line(number, package) for number, package in enumerate(packed.packages, 1)]
    told = {
        "routing": {"dated": routing.dated.isoformat(), "source": routing.source},
        "packages": listed,
        "unsent": list(packed.unsent),
    }
    _json(out / "packages.json", told)
    seal_folder(out)


def folder(number: int, package: Package) -> str:
    """The folder of a package: the list's order is the folders' order."""
    return f"{number:02}-{package.name}"


def only(packed: Packed, recipient: str) -> Packed:
    """The packages of one recipient.

    Raises:
        ConfigError: It is sent nothing, or is unknown.
    """
    kept = tuple(each for each in packed.packages if recipient in {each.profile.id, each.name})
    if not kept:
        known = ", ".join(each.name for each in packed.packages) or "nobody"
        raise ConfigError(f'Nothing is sent to the recipient "{recipient:.60}": the run sends to {known}.')
    return Packed(kept, packed.unsent)


def _one(package: Package, place: Path) -> None:
    for name, content in sorted(package.files.items()):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    seal_folder(place)


def _line(number: int, package: Package) -> dict[str, object]:
    return {
        "folder": folder(number, package),
        "recipient": package.profile.name,
        "profile": package.profile.id,
        "kind": package.kind,
        "jurisdiction": package.jurisdiction,
        "tlp": package.tlp,
        "files": sorted(package.files),
    }


def _json(path: Path, told: Mapping[str, object]) -> None:
    path.write_text(json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
