"""A legal hold: what somebody ordered to be kept is kept, whatever its agreement says, until it is freed."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from finpath.bundle.make import LOG
from finpath.bundle.opened import OpenedBundle, opened_bundles
from finpath.custody.chain import Act, append
from finpath.errors import ConfigError

HELD = """# Kept by a legal hold; finpath bundle free lets it go.
bundle = "{seal}"
on = "{on}"
by = {by}
reason = {reason}
"""


def find_bundle(contributions: Path, seal: str) -> OpenedBundle:
    """The bundle of a seal, or of its beginning.

    Raises:
        ConfigError: There is none, or more than one.
    """
    found = [each for each in opened_bundles(contributions) if each.seal.startswith(seal)]
    if len(found) != 1 or not seal:
        many = f"{len(found)} bundles begin" if found else "no bundle begins"
        raise ConfigError(f"In {contributions}, {many} with the seal {seal}: name one as its receipt does.")
    return found[0]


def hold(bundle: OpenedBundle, receipts: Path, said: Mapping[str, str], on: dt.date) -> Path:
    """Hold a bundle, and enter it.

    Args:
        bundle: In its folder.
        receipts: Where the hub's log is.
        said: `by` whom, and for what `reason`.
        on: The day.

    Raises:
        ConfigError: It is held already, or nobody or no reason is named.
    """
    path = _place(bundle, receipts)
    if path.exists():
        raise ConfigError(f"Bundle {bundle.seal[:12]} is held already, {describe(path)}: free it first.")
    if not said["by"].strip() or not said["reason"].strip():
        raise ConfigError("A hold has a name and a reason: say them with --by and --reason.")
    quoted = {name: json.dumps(value, ensure_ascii=False) for name, value in said.items()}
    append(receipts / LOG, Act("hub", "held", f"bundle:{bundle.seal}", bundle.manifest.agreement, dict(said)))
    path.write_text(HELD.format(seal=bundle.seal, on=on, **quoted), encoding="utf-8")
    return path


def free(bundle: OpenedBundle, receipts: Path, said: Mapping[str, str]) -> None:
    """Free a bundle that is held, and enter it.

    Raises:
        ConfigError: It is not held.
    """
    path = _place(bundle, receipts)
    if not path.exists():
        raise ConfigError(f"Bundle {bundle.seal[:12]} is not held.")
    append(receipts / LOG, Act("hub", "freed", f"bundle:{bundle.seal}", bundle.manifest.agreement, dict(said)))
    path.unlink()


def held_why(bundle: OpenedBundle, receipts: Path) -> str:
    """Why a bundle is held; empty where it is not."""
    path = _place(bundle, receipts)
    return describe(path) if path.exists() else ""


def describe(path: Path) -> str:
    """Who ordered a hold, when, and why."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        return f"by {said['by']} since {said['on']}: {said['reason']}"
    except (OSError, ValueError, KeyError):
        return f"by {path.name}, which cannot be read"  # a hold that cannot be read holds


def _place(bundle: OpenedBundle, receipts: Path) -> Path:
    return receipts / f"h-{bundle.seal[:12]}.toml"
