"""What rests on a key that somebody else may have used: which bundles, and which runs and referrals of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from finpath.bundle.make import SIGNATURE
from finpath.bundle.opened import OpenedBundle, opened_bundles
from finpath.engine.cards import MARK
from finpath.ingest.manifest import LATER
from finpath.ingest.manifest import NAME as CONTRIBUTION
from finpath.keyring import Trust, verify
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import digest


@dataclass(frozen=True)
class Resting:
    """A bundle that a compromised key signed, and what was made of it.

    Args:
        bundle: In its folder.
        why: What is wrong with the key.
        runs: Run folders that read it.
        referrals: Of those runs, the referrals with rows of it, as run/referral.
    """

    bundle: OpenedBundle
    why: str
    runs: tuple[str, ...]
    referrals: tuple[str, ...]


def trace_compromised(contributions: Path, trust: Trust, runs: Path | None) -> Iterator[Resting]:
    """Find what rests on keys that the roster says are compromised since a day.

    Args:
        contributions: Where bundles were opened to.
        trust: Whose keys count, and since when not.
        runs: A folder of run folders.
    """
    for bundle in opened_bundles(contributions):
        why = _why_doubtful(bundle, trust)
        if why is not None:
            made = sorted(runs_with(bundle, runs)) if runs is not None else []
            referrals = [f"{run.name}/{name}" for run in made for name in _referrals_with(bundle, run)]
            yield Resting(bundle, why, tuple(run.name for run in made), tuple(referrals))


def _why_doubtful(bundle: OpenedBundle, trust: Trust) -> str | None:
    """Why the signature of a bundle counts no more: as the roster now has its key."""
    content, signature = (bundle.folder / SUMS).read_bytes(), (bundle.folder / SIGNATURE).read_bytes()
    keys = trust.of(bundle.manifest.provider)
    signer = verify(content, signature, tuple(key.public for key in keys))
    if signer is None:
        return "is not in the roster"
    spans = [key.why_not(bundle.manifest.made_on) for key in keys if key.public == signer.public]
    return spans[0] if all(spans) else None


def runs_with(bundle: OpenedBundle, runs: Path) -> Iterator[Path]:
    """Runs that read a contribution as it lies there: by the digest of its contribution.toml."""
    name, own = f"{bundle.folder.name}/{CONTRIBUTION}", digest(bundle.folder / CONTRIBUTION)
    for path in runs.glob("*/manifest.json"):
        read = _inputs(path)
        # Of a folder whose name holds the number of a card, a run does not keep the name.
        if read.get(name) == own or any(MARK in place and value == own for place, value in read.items()):
            yield path.parent


def _referrals_with(bundle: OpenedBundle, run: Path) -> Iterator[str]:
    start = LATER.sub("", bundle.folder.name) + "/"
    for path in sorted(run.glob("referrals/*/manifest.json")):
        if any(name.startswith(start) for name in _inputs(path)):
            yield path.parent.name


def _inputs(path: Path) -> dict[str, str]:
    """What a manifest says it was made of; nothing where it is none."""
    try:
        inputs = json.loads(path.read_text(encoding="utf-8")).get("inputs", {})
    except (OSError, ValueError, AttributeError):
        return {}
    return inputs if isinstance(inputs, dict) else {}
