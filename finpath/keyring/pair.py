"""The keys of one party: with one it signs, with the other it opens what is for it; each secret file is its own."""

from __future__ import annotations

import os
from pathlib import Path

from finpath.errors import ConfigError
from finpath.keyring.sealing import new_identity
from finpath.keyring.signing import PASSWORD, new_signing_key


def write_pair(name: Path) -> tuple[Path, ...]:
    """Write `NAME.sign`, `NAME.sign.pub`, `NAME.age` and `NAME.age.pub`.

    Raises:
        ConfigError: One of them is there already, or cannot be written.
    """
    secret, public = new_signing_key(os.environ.get(PASSWORD, ""))
    identity, recipient = new_identity()
    written = {
        ".sign": secret,
        ".sign.pub": public,
        ".age": f"# public key: {recipient}\n{identity}\n".encode(),
        ".age.pub": f"{recipient}\n".encode(),
    }
    paths = {name.with_name(name.name + ending): content for ending, content in written.items()}
    there = [path for path in paths if path.exists()]
    if there:
        raise ConfigError(f"{there[0]} exists: a key is never overwritten. Name another pair.")
    for path, content in paths.items():
        _write(path, content)
    return tuple(paths)


def _write(path: Path, content: bytes) -> None:
    mode = 0o644 if path.suffix == ".pub" else 0o600
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as error:
        raise ConfigError(f"The key cannot be written to {path}: {error.strerror}. Name another place.") from None
    with os.fdopen(handle, "wb") as out:
        out.write(content)
