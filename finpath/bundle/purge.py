"""What has been kept as long as its agreement allows goes: the contribution, and every run that rests on it.

A receipt and an entry of the log say that it went; a withdrawal stands in its place. Data protection law asks for both:
storage limitation, Art. 5(1)(e) GDPR and Art. 4(1)(e) of Directive (EU) 2016/680, and records of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from finpath.bundle.answer import Registry, answer
from finpath.bundle.hold import held_why
from finpath.bundle.opened import OpenedBundle, opened_bundles
from finpath.bundle.receipt import agreed_until, read_receipt
from finpath.bundle.remove import withdraw
from finpath.bundle.trace import runs_with
from finpath.engine import Workspace
from finpath.errors import ConfigError
from finpath.ingest.kept_files import forget


@dataclass(frozen=True)
class Purged:
    """What became of a bundle whose time is over.

    Args:
        bundle: In its folder.
        until: The last day that it was to be kept.
        held: Why it stays all the same; empty where it is gone.
        runs: Run folders that went with it.
        kept_runs: Those that stay, since they rest on a bundle that is held too, and why.
    """

    bundle: OpenedBundle
    until: str
    held: str
    runs: tuple[str, ...] = ()
    kept_runs: tuple[str, ...] = ()


def purge(
    contributions: Path, runs: Path | None, registry: Registry, kept_files: Path | None = None
) -> Iterator[Purged]:
    """Remove what may be kept no longer; what is under a legal hold stays, and is named.

    Args:
        contributions: Where bundles were opened to.
        runs: A folder of run folders.
        registry: Where receipts go, and the hub's log.
        kept_files: What `finpath run --kept` keeps; all of it goes with the first bundle, and is read anew.

    Raises:
        ConfigError: A receipt is missing or was altered, so that nobody knows how long its bundle may be kept.
    """
    bundles = list(opened_bundles(contributions))
    due = [(bundle, until) for bundle in bundles if (until := _until(bundle, registry))]
    held = {bundle.seal: why for bundle in bundles if (why := held_why(bundle, registry.receipts))}
    protected = {
        run: f"{run.name}, which rests on {bundle.seal[:12]}, held {held[bundle.seal]}"
        for bundle in bundles
        if bundle.seal in held and runs
        for run in runs_with(bundle, runs)
    }
    for bundle, until in due:
        if until >= str(registry.today):
            continue
        if bundle.seal in held:
            yield Purged(bundle, until, held[bundle.seal])
            continue
        made = sorted(runs_with(bundle, runs)) if runs else []
        if kept_files:
            forget(kept_files)
        answer(bundle, registry, "purged", again=True)  # first, so that whoever dies after it purges again
        gone = [run for run in made if run not in protected]
        for run in gone:
            _remove(run)
        withdraw(bundle.folder, registry.today, f"kept until {until}, as its agreement says")
        kept = tuple(protected[run] for run in made if run in protected)
        yield Purged(bundle, until, "", tuple(run.name for run in gone), kept)


def _until(bundle: OpenedBundle, registry: Registry) -> str:
    """The last day that a bundle may be kept, as its receipt and its agreement say, the earlier; empty without one."""
    path = registry.receipts / f"r-{bundle.seal[:12]}-taken.toml"
    if not path.exists():
        raise ConfigError(f"{bundle.folder} has no receipt {path.name}: open its bundle again, which writes it.")
    told = read_receipt(path, (registry.key.public, *registry.trust.hub)).kept_until
    agreed = agreed_until(bundle.folder)
    return min(filter(None, (told, str(agreed or ""))), default="")


def _remove(run: Path) -> None:
    """Take a run folder away whole: it is there, or it is not."""
    apart = Workspace(run.parent, ".removing-")
    try:
        run.rename(apart.path / "gone")
        shutil.rmtree(apart.path / "gone")
    finally:
        apart.close()
