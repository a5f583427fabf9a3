"""A private folder for what must not stay: made at the start, gone at the end, also when the process is killed.

It is readable for its owner alone. A watcher, a shell that waits for the process to end, removes it within
milliseconds of a kill; where the watcher died too, as in a power cut, the next start does.
"""

from __future__ import annotations

import fcntl
import os
import platform
import re
import shutil
import subprocess
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

from finpath.errors import ConfigError

PREFIX = "finpath-"

LOCK = "lock"
"""A file in the folder, locked by its process as long as that lives; process numbers come round again."""

WATCH = 'read -r _; rm -rf -- "$1"'
"""What the watcher does: nothing comes to it but the end of what it reads, when the process is no more."""

OPEN = os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
"""Of a lock that somebody else may have made: no link is followed, no pipe waited for."""


class Workspace:
    """A folder of this process; what a killed process left behind is swept at the next start."""

    def __init__(self, parent: Path | None = None, prefix: str = PREFIX) -> None:
        """Make the folder.

        Args:
            parent: Where temporary data may go; the system's own place when None.
            prefix: What the names of such folders begin with: those of dead processes are removed.

        Raises:
            ConfigError: The parent is not a folder that can be written to.
        """
        place = parent or Path(tempfile.gettempdir())
        if not place.is_dir() or not os.access(place, os.W_OK):
            raise ConfigError(f"Temporary data cannot go to {place}: name a folder that exists and can be written to.")
        _sweep(place, prefix)
        self.path = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-{_host()}-", dir=place.resolve()))
        self._remove = weakref.finalize(self, _remove, self.path, os.getpid(), _hold(self.path), _watch(self.path))

    def close(self) -> None:
        """Remove the folder and all that is in it."""
        self._remove()


def _hold(folder: Path) -> int:
    """Lock the folder; its lock has its name only once it is locked, so that nobody finds it free."""
    draft = folder / f".{LOCK}"
    file = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(OSError):  # a file system without locks: then the number of the process tells
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.rename(folder / LOCK)
    return file


def _watch(folder: Path) -> subprocess.Popen[bytes] | None:
    """Start the watcher, in a session of its own: what is sent to the group of the process does not reach it."""
    command = ["/bin/sh", "-c", WATCH, "finpath", str(folder)]
    silent = subprocess.DEVNULL
    try:
        return subprocess.Popen(  # noqa: S603 - words of ours, and a path that no shell reads
            command, stdin=subprocess.PIPE, stdout=silent, stderr=silent, cwd="/", start_new_session=True, bufsize=0
        )
    except OSError:  # no shell: the next start removes what is left
        return None


def _remove(folder: Path, owner: int, lock: int, watcher: subprocess.Popen[bytes] | None) -> None:
    if os.getpid() != owner:
        return  # a copy of the process, made by a fork
    shutil.rmtree(folder, ignore_errors=True)
    if watcher is not None and watcher.stdin is not None:
        watcher.stdin.close()
        watcher.wait()
    os.close(lock)


def _sweep(place: Path, prefix: str) -> None:
    """Remove what killed processes of this machine left; others may use the same folder over a network.

    Anybody may have put anything there, under any name: nothing of it stops a run.
    """
    pattern = re.compile(rf"{re.escape(prefix)}([0-9]{{1,9}})-{_host()}-\w+")
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            with suppress(OSError, ValueError, RecursionError):
                match = pattern.fullmatch(entry.name)
                if match and _is_own_folder(entry) and _is_abandoned(Path(entry.path), int(match[1])):
                    shutil.rmtree(entry.path, ignore_errors=True)


def _is_own_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == os.geteuid()


def _is_abandoned(folder: Path, owner: int) -> bool:
    try:
        lock = os.open(folder / LOCK, OPEN)
    except OSError:  # it is being made, or was made where there are no locks
        return not _alive(owner)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(lock)
    return True


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9]", "", platform.node())[:32] or "here"


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
