"""A folder in, `SHA256SUMS` out: every file in it by its SHA-256, and a seal over them all.

The file is what `sha256sum --check` reads, so that nobody needs finpath to check a folder. Its last line is the seal,
the SHA-256 of all lines before it: who has noted the seal elsewhere knows that the folder is the one that was sealed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

NAME = "SHA256SUMS"
LINE = re.compile(rb"([0-9a-f]{64})  ([^\n]+)\n")
LAST = re.compile(rb"# seal ([0-9a-f]{64})\n\Z")


def seal(folder: Path) -> str:
    """Seal a folder, when everything is in it.

    Returns:
        The seal.
    """
    told = sums(digests(folder))
    (folder / NAME).write_bytes(told)
    return sealed(told) or ""


def sums(found: Mapping[str, str]) -> bytes:
    """What `SHA256SUMS` says of files, by path and SHA-256."""
    lines = "".join(f"{found[path]}  {path}\n" for path in sorted(found)).encode()
    return lines + f"# seal {hashlib.sha256(lines).hexdigest()}\n".encode()


def sealed(told: bytes) -> str | None:
    r"""The seal that a `SHA256SUMS` bears; None where it does not fit what stands before it.

    >>> told = sums({"a": "0" * 64})
    >>> told.endswith(f"# seal {sealed(told)}\n".encode()), sealed(told.replace(b"  a", b"  b"))
    (True, None)
    """
    last = LAST.search(told)
    if last is None or hashlib.sha256(told[: last.start()]).hexdigest().encode() != last[1]:
        return None
    return last[1].decode()


def listed(told: bytes) -> dict[str, str]:
    """The files that a `SHA256SUMS` names."""
    return {line[2].decode(errors="replace"): line[1].decode() for line in LINE.finditer(told)}


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file below a folder, by its path; of all but its own `SHA256SUMS`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): digest(path) for path in files}


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
