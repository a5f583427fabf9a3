"""Writes packages as folders, each sealed by itself, and the list of them: safeguarding first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from finpath.dissemination.package import Package
from finpath.dissemination.packages import PackageSet
from finpath.dissemination.routing import Routing
from finpath.errors import ConfigError
from finpath.output.folder.seal import seal_folder


def write_packages(package_set: PackageSet, routing: Routing, out: Path) -> None:
    """Write every package.

    Args:
        package_set: What is sent, in order.
        routing: That it was sent by.
        out: A folder that is there, and empty.
    """
    for number, package in enumerate(package_set.packages, 1):
        _write_package(package, out / folder_name(number, package))
    lines = [_list_entry(number, package) for number, package in enumerate(package_set.packages, 1)]
    document = {
        "routing": {"dated": routing.dated.isoformat(), "source": routing.source},
        "packages": lines,
        "unsent": list(package_set.unsent),
    }
    _write_json(out / "packages.json", document)
    seal_folder(out)


def folder_name(number: int, package: Package) -> str:
    """The folder of a package: the list's order is the folders' order."""
    return f"{number:02}-{package.name}"


def select_recipient(package_set: PackageSet, recipient: str) -> PackageSet:
    """The packages of one recipient.

    Raises:
        ConfigError: It is sent nothing, or is unknown.
    """
    packages = tuple(each for each in package_set.packages if recipient in {each.profile.id, each.name})
    if not packages:
        recipients = ", ".join(each.name for each in package_set.packages) or "nobody"
        raise ConfigError(f'Nothing is sent to the recipient "{recipient:.60}": the run sends to {recipients}.')
    return PackageSet(packages, package_set.unsent)


def _write_package(package: Package, place: Path) -> None:
    for name, content in sorted(package.files.items()):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    seal_folder(place)


def _list_entry(number: int, package: Package) -> dict[str, object]:
    return {
        "folder": folder_name(number, package),
        "recipient": package.profile.name,
        "profile": package.profile.id,
        "kind": package.kind,
        "jurisdiction": package.jurisdiction,
        "tlp": package.tlp,
        "files": sorted(package.files),
    }


def _write_json(path: Path, document: Mapping[str, object]) -> None:
    path.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
