"""A watch on keys at a partner: keyed hashes under a salt of the warning, of which it is told hit or no hit alone."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select

from finpath.desk.cases.untouched import require_untouched
from finpath.desk.hits.find import HUB, accounts_that_meet
from finpath.desk.hits.keys import ACCOUNT, FILES, read_tokens
from finpath.desk.hits.quiet import quiet_since
from finpath.desk.store.store import Acting
from finpath.desk.store.tables import RUNS

Key = tuple[str, str]
OwnKeys = Mapping[Key, Collection[str]]
"""By kind and what is compared, the cases that have it."""


def keys_of_warning(acting: Acting, accounts: Sequence[str], salt: str) -> Mapping[str, object]:
    """The keys of a case, as a warning has them."""
    keys = sorted({(kind, mac_of(salt, kind, said)) for _, kind, said in _keys(acting, accounts)})
    return {"salt": salt, "keys": [{"kind": kind, "mac": mac} for kind, mac in keys]}


def mac_of(salt: str, kind: str, said: str) -> str:
    """What is compared: whoever has the same key finds it, and nobody reads it who could not guess it."""
    return hmac.digest(bytes.fromhex(salt), f"{kind}\n{said}".encode(), "sha256").hex()


def read_own_keys(acting: Acting) -> OwnKeys:
    """The keys of this desk's cases, and which have each.

    Who is safeguarding's, closed or quiet, and what rests on an agreement that has ended, meets nobody; what many
    cases have is a hub.
    """
    quiet = quiet_since(acting.db)
    homes: dict[str, list[str]] = defaultdict(list)
    for case, names in accounts_that_meet(acting).items():
        if case not in quiet:
            for name in names:
                homes[name].append(case)
    found = defaultdict[Key, set[str]](set)
    for account, kind, said in _keys(acting, list(homes)):
        found[kind, said].update(homes[account])
    return {key: cases for key, cases in found.items() if len(cases) <= HUB}


def meet_warning(own: OwnKeys, salt: str, keys: Collection[Key]) -> tuple[str, ...]:
    """The cases of this desk that have a key of a warning."""
    wanted = set(keys)
    kinds = {kind for kind, _ in wanted}
    met = (cases for (kind, said), cases in own.items() if kind in kinds and (kind, mac_of(salt, kind, said)) in wanted)
    return tuple(sorted(set().union(*met)))


def _keys(acting: Acting, accounts: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Account, kind and what is compared: the account itself, and what the last run kept of its controller."""
    yield from ((account, ACCOUNT, account) for account in accounts)
    last = acting.db.execute(select(RUNS).order_by(RUNS.c.number.desc()).limit(1)).first()
    if last is not None and (Path(last.path) / FILES[1]).is_file():
        require_untouched(Path(last.path), last.seal, FILES)
        yield from read_tokens(Path(last.path), set(accounts))
