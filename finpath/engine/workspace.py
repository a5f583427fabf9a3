"""A folder for everything temporary: made at the start, gone at the end, also when the run is interrupted."""

from __future__ import annotations

import os
import platform
import re
import shutil
import tempfile
import weakref
from pathlib import Path

from finpath.errors import ConfigError

PREFIX = "finpath-"


class Workspace:
    """A folder of this process; what a killed process left behind is swept at the next start."""

    def __init__(self, parent: Path | None = None) -> None:
        """Make the folder.

        Args:
            parent: Where temporary data may go; the system's own place when None.

        Raises:
            ConfigError: The parent is not a folder that can be written to.
        """
        place = parent or Path(tempfile.gettempdir())
        if not place.is_dir() or not os.access(place, os.W_OK):
            raise ConfigError(f"Temporary data cannot go to {place}: name a folder that exists and can be written to.")
        _sweep(place)
        self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-{_host()}-", dir=place.resolve()))
        self._remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def close(self) -> None:
        """Remove the folder and all that is in it."""
        self._remove()


def _sweep(place: Path) -> None:
    """Remove what killed processes of this machine left; others may use the same folder over a network."""
    for folder in place.glob(f"{PREFIX}*-{_host()}-*"):
        owner = folder.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdecimal() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9]", "", platform.node()) or "here"


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
