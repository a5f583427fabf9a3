"""The members of a small coalition: what they hand in, as bundles that they sign and that one recipient alone opens."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import finpath
from finpath import synth
from finpath.bundle.make import Sender, make_bundle
from finpath.bundle.open import Hub, open_bundle
from finpath.bundle.opened import find_unsigned
from finpath.config import read_config
from finpath.engine import DuckDB
from finpath.ingest import LoadOptions
from finpath.ingest.keys import read_keys
from finpath.keyring import read_identity, read_recipient, read_signer, read_trust, write_pair
from tests.running import CASE

AGREEMENTS = {
    "acquirer-north": "EFC-2026-014",
    "acquirer-south": "EFC-2026-015",
    "wallet": "EFC-2026-016",
    "remitter": "EFC-2026-017",
    "hotline": "EFC-2026-018",
}
AS_OF = "2026-03-01"


@dataclass(frozen=True)
class Recipient:
    """Who takes bundles, from which members."""

    name: str
    members: Sequence[str]
    place: Path

    @property
    def contributions(self) -> Path:
        """Where they are opened to."""
        return self.place / "contributions"


def make_members(folder: Path) -> Path:
    """Synthetic payments of five members, and a pair of keys for each; the folder of what they have in clear."""
    raw = folder / "members"
    synth.write(raw, payers=300, merchants=100, days=60)
    (folder / "keys").mkdir()
    for name in AGREEMENTS:
        write_pair(folder / "keys" / name)
    return raw


def make_recipient(folder: Path, name: str, members: Sequence[str]) -> Recipient:
    """Somebody who takes bundles: a pair of keys, and a roster of whose signature counts."""
    made = Recipient(name, members, folder / name)
    made.place.mkdir()
    write_pair(made.place / "bundles")
    lines = [f'[hub]\nsign = ["{_public(made.place / "bundles")}"]\n']
    lines += [f'[[agreement]]\nid = "{AGREEMENTS[each]}"\nkeep_days = 1825\n' for each in members]
    for each in members:
        key = _public(folder / "keys" / each)
        lines.append(f'[[member]]\nid = "{each}"\n\n[[member.key]]\nsign = "{key}"\nfrom = 2026-01-01\n')
    (made.place / "coalition.toml").write_text("\n".join(lines))
    return made


def hand_in(folder: Path, raw: Path, to: Recipient) -> Iterator[Path]:
    """Each member makes a bundle for a recipient, who opens it; the bundles."""
    trust, today = read_trust(to.place / "coalition.toml"), dt.datetime.now(dt.UTC)
    identity, key = read_identity(to.place / "bundles.age"), read_signer(to.place / "bundles.sign")
    hub = Hub(identity, key, trust, to.contributions, to.place / "receipts", today.date())
    recipient = read_recipient(str(to.place / "bundles.age.pub"))
    for name in to.members:
        sender = Sender(read_signer(folder / "keys" / f"{name}.sign"), recipient, to.place / "came", today.date())
        options = LoadOptions(read_keys(os.environ), as_of=today.replace(tzinfo=None))
        with DuckDB() as engine:
            made = make_bundle(raw / name, sender, engine=engine, options=options)
        open_bundle(made.path, hub)
        yield made.path
    unsigned = list(find_unsigned(to.contributions, trust))
    assert unsigned == [], "a run takes what members signed, and nothing else"  # noqa: S101 - a demo that is a test


def run(to: Recipient) -> Path:
    """A run over what a recipient has opened, which keeps tokens of controllers so that cases can meet."""
    (to.place / "case.toml").write_text(f"as_of = {AS_OF}\nkeep_keys = true\n{CASE}")
    config = read_config(to.place / "case.toml")
    return finpath.run(to.contributions, to.place / "run", config=config, progress=lambda _: None).path


def _public(pair: Path) -> str:
    return pair.with_name(f"{pair.name}.sign.pub").read_text(encoding="ascii").split("\n")[1]
