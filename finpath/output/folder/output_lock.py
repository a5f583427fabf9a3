"""One process at a time writes to an output; the lock goes with the process, however that ends."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finpath.errors import ConfigError

FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC

LOCKLESS = frozenset((errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP))
"""What a file system says that knows no locks, as some over a network: there, drafts are apart all the same."""


@contextmanager
def lock_output(named: Path, out: Path) -> Iterator[None]:
    """Be the only one who writes to an output.

    Args:
        named: As the user names it.
        out: Where that is.

    Raises:
        ConfigError: Another process does already, or the place cannot be written to.
    """
    path = out.with_name(f".{out.name}.lock")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        lock = _take(path)
    except BlockingIOError:
        raise ConfigError(
            f"Another run is writing to {named}: wait until it has ended, or name another folder with --out."
        ) from None
    except OSError as error:
        why = os.strerror(errno.ENOTDIR) if isinstance(error, FileExistsError) else error.strerror
        raise ConfigError(f"The output {named} cannot be written: {why}. Name another with --out.") from None
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)


def _take(path: Path) -> int:
    """Take the lock; whoever had it before may have removed the file meanwhile, and then it is no lock any more."""
    while True:
        lock = os.open(path, FLAGS, 0o600)
        try:
            _lock(lock)
            if path.exists() and os.path.samestat(os.fstat(lock), path.stat()):
                return lock
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def _lock(file: int) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in LOCKLESS:
            raise
