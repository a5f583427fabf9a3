"""Whether a run's files are still those that were landed: asked each time that they are read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from finpath.errors import ConfigError
from finpath.output.folder.seal import NAME, digest, read_seal, read_sums


def require_untouched(run: Path, seal: str, names: Sequence[str]) -> None:
    """Hold files to the seal that was landed.

    Args:
        run: The run folder.
        seal: That was noted when it was landed.
        names: Files in it, and folders with a stroke behind.

    Raises:
        ConfigError: The folder is gone, or one of them is not as it was landed.
    """
    try:
        sums = (run / NAME).read_bytes()
        if read_seal(sums) != seal:
            raise ConfigError(f"The run {run.name} is not as it was landed: its folder was altered or replaced.")
        expected = read_sums(sums)
        wanted = [
            path for path in expected for name in names if path == name or (name[-1] == "/" and path.startswith(name))
        ]
        for path in wanted:
            stands = (run / path).stat()
            if _digest(run / path, stands.st_mtime_ns, stands.st_size) != expected[path]:
                raise ConfigError(f"{path} of the run {run.name} is not as it was landed.")
    except OSError as error:
        raise ConfigError(f"The run {run.name} cannot be read where it was landed: {error.strerror}.") from None


@lru_cache(maxsize=4096)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return digest(path)
