"""The keys of cases, apart from backups: one file that is always replaced, so that no purged case's key is in any.

A backup holds no key. Whoever restores one names this file, and cases whose key is not in it stay ciphertext and go.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from finpath.desk.store.store import Store, now
from finpath.desk.store.tables import CASES, LEFTOVERS
from finpath.errors import ConfigError

KIND, KEYS = "finpath desk keys", "desk-keys.json"


@dataclass(frozen=True)
class Keys:
    """Wrapped keys of cases, and when they were written."""

    at: str
    of_case: Mapping[str, bytes]


def write_keys(store: Store, by: str, out: Path) -> int:
    """Write the key of each case, wrapped by the desk's, over what is at `out`; how many.

    Raises:
        ConfigError: What is there is no such file.
    """
    if out.exists():
        read_keys(out)
    with store.act() as acting:
        keys = {
            row.id: base64.b64encode(row.key).decode() for row in acting.db.execute(select(CASES.c.id, CASES.c.key))
        }
        acting.enter(by, "exported", "files:keys", {"keys": len(keys)})
        draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="ascii") as text:
            json.dump({"at": now(), KIND: keys}, text, sort_keys=True)
            text.flush()
            os.fsync(text.fileno())
        draft.replace(out)
        acting.db.execute(LEFTOVERS.delete().where(LEFTOVERS.c.kind == "keys"))
    return len(keys)


def read_keys(path: Path) -> Keys:
    """Read such a file.

    Raises:
        ConfigError: It is not there, or is none.
    """
    try:
        said = json.loads(path.read_text(encoding="ascii"))
        return Keys(str(said["at"]), {str(case): base64.b64decode(key) for case, key in said[KIND].items()})
    except OSError as error:
        raise ConfigError(f"The file of keys {path} cannot be read: {error.strerror}. Name it with --keys.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(f"{path} is no file of keys: finpath desk backup writes one beside its zip.") from None
