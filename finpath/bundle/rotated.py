"""What the hub signs of a contribution whose tokens it carried over to another key: `ROTATED.toml`.

It stands beside the member's own sums and signature, which say what was handed in. Files of tokens are others since;
everything else is as the member signed it, and so are manifest and seal.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.bundle.rotation_table import NAMES
from finpath.errors import ContributionError
from finpath.keyring import SigningKey, sign, verify

NAME = "ROTATED.toml"
SIGNATURE = f"{NAME}.minisig"
LONGEST = 1 << 24
HEX = re.compile("[0-9a-f]{64}")
TEXT = """# The tokens in these files were carried over to the key {key}; {sums} says what the member handed in.
format = 1
bundle = "{seal}"
token_key = "{key}"
on = {on}
rotations = [{rotations}]

[files]
{files}
"""


@dataclass(frozen=True)
class Rotated:
    """What became of the files of a bundle.

    Args:
        bundle: Its seal.
        token_key: The id of the key that its tokens have now.
        on: The day.
        rotations: Seals of the bundles that carried it over, the first first.
        files: SHA-256 of each file that was written anew, by name.
    """

    bundle: str
    token_key: str
    on: dt.date
    rotations: tuple[str, ...]
    files: Mapping[str, str]

    def comment(self) -> str:
        """The trusted comment of its signature."""
        return f"finpath 1 rotated {self.token_key} {self.bundle}"


def write_rotated(folder: Path, rotated: Rotated, key: SigningKey) -> None:
    """Write it into a folder, signed."""
    content = TEXT.format(
        key=rotated.token_key,
        sums="SHA256SUMS",
        seal=rotated.bundle,
        on=rotated.on,
        rotations=", ".join(f'"{each}"' for each in rotated.rotations),
        files="\n".join(f'"{name}" = "{rotated.files[name]}"' for name in sorted(rotated.files)),
    ).encode()
    (folder / NAME).write_bytes(content)
    (folder / SIGNATURE).write_bytes(sign(content, key, rotated.comment()))


def read_rotated(folder: Path, seal: str, hub: tuple[str, ...]) -> Rotated | None:
    """Read it; None where nothing was carried over.

    Args:
        folder: The contribution.
        seal: Of its bundle.
        hub: The hub's public keys.

    Raises:
        ContributionError: The hub did not sign it, or it is of another bundle.
    """
    if not (folder / NAME).exists():
        return None
    try:
        content, signature = (_read(folder / name) for name in (NAME, SIGNATURE))
        rotated = _parse(tomllib.loads(content.decode("utf-8")))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise ContributionError(f"{folder.name} has a {NAME} that is none; open its bundle again.") from None
    signer = verify(content, signature, hub)
    if signer is None or signer.comment != rotated.comment() or rotated.bundle != seal:
        raise ContributionError(
            f"{folder.name} says that its tokens were carried over, and no key of the hub in the roster signed that."
        )
    return rotated


def _read(path: Path) -> bytes:
    if path.stat().st_size > LONGEST:
        raise ValueError
    return path.read_bytes()


def _parse(record: Mapping[str, object]) -> Rotated:
    bundle, key, on, rotations, files = (record[name] for name in ("bundle", "token_key", "on", "rotations", "files"))
    if record["format"] != 1 or not isinstance(rotations, list) or not isinstance(files, dict):
        raise TypeError
    if not isinstance(bundle, str) or not isinstance(key, str) or not isinstance(on, dt.date):
        raise TypeError
    if not all(HEX.fullmatch(each) for each in (bundle, *rotations, *files.values())):
        raise ValueError
    if not all(NAMES.fullmatch(name) for name in files):
        raise ValueError
    return Rotated(bundle, key, on, tuple(rotations), files)
