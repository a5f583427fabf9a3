"""How long it takes two desks to find out whether their cases meet: asked, compared, answered and noted.

    python -m benchmarks.desk_match --work FOLDER --run RUN [--cases 1000] [--accounts 4] [--tokens 6] [--common 100]

Each desk has so many cases of so many accounts, each with so many tokens of its controller; so many cases have one in
common. Times are of this machine, as it is; compare them within one run of this script.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from finpath.desk.cases.run_groups import SUSPECTS, Group
from finpath.desk.hits.keys import WORDS
from finpath.output.folder.verify import Verification
from tests.desk.conftest import Office
from tests.desk.two_desks import SOUTH, Pair, make_pair, outbox

KINDS = sorted(set(WORDS) - {"account", "entity", "group", "payers"})

Tokens = dict[str, list[tuple[str, str]]]


def tokens_of(desk: str, given: argparse.Namespace) -> Tokens:
    """The tokens of each account; those of the first cases begin with one that the other desk has as well."""
    return {
        f"north/{desk}{case}-{account}": [
            ("phone", f"k2aaaaaa:{f'common{case}':b>52}"),
            *((KINDS[n % len(KINDS)], f"k2aaaaaa:{secrets.token_hex(26)}") for n in range(given.tokens - 1)),
        ]
        if case < given.common and account == 0
        else [(KINDS[n % len(KINDS)], f"k2aaaaaa:{secrets.token_hex(26)}") for n in range(given.tokens)]
        for case in range(given.cases)
        for account in range(given.accounts)
    }


@contextmanager
def as_if_run(tokens: Tokens, groups: list[Group]) -> Iterator[None]:
    """A desk's run without a run: what it reads of the folder is given."""
    with (
        patch("finpath.desk.match.own.require_untouched"),
        patch("finpath.desk.match.own.read_controllers", return_value=tokens),
        patch("finpath.desk.cases.land.read_groups", return_value=tuple(groups)),
        patch("finpath.desk.cases.land.verify", return_value=Verification(secrets.token_hex(32), 1, ())),
        patch("finpath.desk.desk.find_hits"),
    ):
        yield


def lay(office: Office, desk: str, given: argparse.Namespace, run: Path) -> None:
    """So many cases."""
    groups = [
        Group(f"g{case}", SUSPECTS, "refer", 0.9,
              tuple(("north", f"{desk}{case}-{account}") for account in range(given.accounts)),
              f"Group {case}", "A reason.", frozenset({"NL"}))
        for case in range(given.cases)
    ]  # fmt: skip
    with as_if_run({}, groups):
        office.desk.land("console", run)


def measure(pair: Pair, given: argparse.Namespace) -> None:
    """One asks, the other answers, and the first takes it."""
    tokens = tokens_of("n", given) | tokens_of("s", given)
    with as_if_run(tokens, []):
        began = time.perf_counter()
        asked = pair.north.desk.match(SOUTH, "console")
        done = time.perf_counter()
        print(f"asked about {asked.cases:,} cases, {asked.hashes:,} hashes: {done - began:.2f} s")
        path = outbox(pair.north)[-1]
        print(f"the file: {path.stat().st_size / 1e6:.2f} MB")
        for name, office, giver in (("answered", pair.south, pair.north), ("taken", pair.north, pair.south)):
            started = time.perf_counter()
            said = office.desk.receive(outbox(giver)[-1]).sentence
            print(f"{name}: {time.perf_counter() - started:.2f} s: {said}")
        print(f"in all: {time.perf_counter() - began:.2f} s")


def main() -> None:
    """Lay cases at two desks, and match them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--work", type=Path, required=True)
    asked.add_argument("--run", type=Path, required=True, help="Any run folder: its manifest and coverage are read.")
    asked.add_argument("--cases", type=int, default=1_000)
    asked.add_argument("--accounts", type=int, default=4)
    asked.add_argument("--tokens", type=int, default=6)
    asked.add_argument("--common", type=int, default=100)
    given = asked.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    given.work.mkdir(parents=True)
    addresses = (f"sqlite:///{given.work.resolve()}/one.sqlite", f"sqlite:///{given.work.resolve()}/other.sqlite")
    pair = make_pair(addresses, given.work)
    for office, desk in ((pair.north, "n"), (pair.south, "s")):
        lay(office, desk, given, given.run)
    measure(pair, given)


if __name__ == "__main__":
    main()
