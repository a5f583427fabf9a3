"""`SHA256SUMS`: every file of a folder by its SHA-256, and a seal over them all.

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


def seal_folder(folder: Path) -> str:
    """Seal a folder, when everything is in it.

    Returns:
        The seal.
    """
    text = format_sums(digests(folder))
    (folder / NAME).write_bytes(text)
    return read_seal(text) or ""


def format_sums(digest_by_path: Mapping[str, str]) -> bytes:
    """What `SHA256SUMS` says of files, by path and SHA-256."""
    lines = "".join(f"{digest_by_path[path]}  {path}\n" for path in sorted(digest_by_path)).encode()
    return lines + f"# seal {hashlib.sha256(lines).hexdigest()}\n".encode()


def read_seal(text: bytes) -> str | None:
    r"""The seal that a `SHA256SUMS` bears; None where it does not fit what stands before it.

    >>> text = format_sums({"a": "0" * 64})
    >>> text.endswith(f"# seal {read_seal(text)}\n".encode()), read_seal(text.replace(b"  a", b"  b"))
    (True, None)
    """
    last = LAST.search(text)
    if last is None or hashlib.sha256(text[: last.start()]).hexdigest().encode() != last[1]:
        return None
    return last[1].decode()


def read_sums(text: bytes) -> dict[str, str]:
    """The files that a `SHA256SUMS` names."""
    return {line[2].decode(errors="replace"): line[1].decode() for line in LINE.finditer(text)}


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file below a folder, by its path; of all but its own `SHA256SUMS`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / NAME)
    return {path.relative_to(folder).as_posix(): digest(path) for path in files}


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
