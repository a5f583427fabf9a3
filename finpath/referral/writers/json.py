"""A referral as JSON, and back: stable keys, sorted; amounts as text, so that no reader rounds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from finpath.errors import ConfigError
from finpath.referral.model.case import NOTICE, Referral
from finpath.referral.model.serialization import dataclass_from_json, dataclass_to_json
from finpath.referral.writers.writer import Writer

FORM = 1
"""Raised when a key changes its meaning or goes."""


class Json(Writer):
    """The form for other programs."""

    name: ClassVar = "json"
    suffix: ClassVar = ".json"

    def write(self, referral: Referral) -> bytes:
        """All of the referral, indented, with a line end."""
        document = json.dumps(to_document(referral), ensure_ascii=False, indent=1, sort_keys=True)
        return (document + "\n").encode(errors="replace")


def to_document(referral: Referral) -> dict[str, object]:
    """What the file says: the fields of the referral, and what follows from them."""
    trail = dataclass_to_json(referral.trail)
    net = [{**dataclass_to_json(each), "net": format(each.net, "f")} for each in referral.trail.proceeds]
    derived = {"form": FORM, "notice": NOTICE, "score": referral.score, "families": list(referral.families)}
    derived |= {"excerpt": referral.excerpt} if referral.excerpt else {}
    return {**derived, **dataclass_to_json(referral), "trail": {**trail, "proceeds": net}}


def read(path: Path) -> Referral:
    """Read a referral that this form holds.

    Args:
        path: The file, or the folder of the referral.

    Raises:
        ConfigError: It is not there, or not what was written.
    """
    file = path / f"referral{Json.suffix}" if path.is_dir() else path
    try:
        document = json.loads(file.read_bytes())
    except OSError:
        raise ConfigError(
            f"There is no referral {file}: name its folder, as in run/referrals/g-0123456789ab."
        ) from None
    except ValueError as error:
        raise ConfigError(f"{file} is not JSON: {error}.") from None
    form = document.get("form") if isinstance(document, dict) else None
    if form != FORM:
        raise ConfigError(f"{file} has form {form!r}: this version of finpath reads form {FORM}. Run again to have it.")
    return dataclass_from_json(
        Referral, {name: value for name, value in document.items() if name not in {"form", "notice"}}
    )
