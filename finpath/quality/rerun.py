"""A run once more from its contributions, and what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from finpath.config import RunConfig
from finpath.engine import Limits
from finpath.errors import ConfigError
from finpath.notebook.progress import Progress
from finpath.output.folder import Difference, files_to_supply, find_differences, read_manifest, restore_config
from finpath.pipeline import run


@dataclass(frozen=True)
class RerunRequest:
    """A run to repeat.

    Args:
        run: Its folder.
        contributions: That it was made from.
        out: The run folder to write.
        case: Its case file, read anew; needed where the manifest holds files of it by digest alone.
    """

    run: Path
    contributions: Path
    out: Path
    case: RunConfig | None = None


def rerun(
    again: RerunRequest, *, limits: Limits | None = None, force: bool = False, progress: Progress = lambda _: None
) -> tuple[Difference, ...]:
    """Repeat a run as its manifest says, and compare.

    Args:
        again: What to repeat, and where to.
        limits: As for `run`.
        force: As for `run`.
        progress: As for `run`.

    Returns:
        What differs; nothing where every byte is the same.

    Raises:
        ConfigError: Wrong use, or the manifest names files of the case that it does not hold.
    """
    manifest = read_manifest(again.run)
    if again.case is None and (lacking := files_to_supply(manifest)):
        raise ConfigError(
            f"The manifest of {again.run} holds {lacking[0]} by digest alone: name the case file that it was run with,"
            " with --config."
        )
    recorded = restore_config(manifest)
    config = replace(again.case, as_of=recorded.as_of, left_out=recorded.left_out) if again.case else recorded
    run(again.contributions, again.out, config=config, limits=limits, force=force, progress=progress)
    return find_differences(again.run, again.out)
