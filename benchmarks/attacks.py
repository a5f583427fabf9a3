"""What one, two or three bad organisations can do to another's merchants, and how many rows it takes.

    python -m benchmarks.attacks --work FOLDER [--organisations 1 --accounts 25000]
    python -m benchmarks.attacks --work FOLDER --random 300 [--first 59]

Framing: accounts with a bakery's account number, paid by the bakery's own customers as customers of a ring would pay.
Hiding: accounts with what a ring is known by, and payments of the ring's buyers at the attackers' shops. Each line is
one coalition: score and tier of the victim, or of the ring's sites, for so many rows of so many organisations. With
`--random`, so many submissions of one organisation are drawn, from the draw `--first` on, and what it must not be able
to do and did is written.
"""

from __future__ import annotations

import argparse
import copy
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.coalition.attacks import anything, bakery, sales
from tests.coalition.test_attacks import broken
from tests.coalition.town import DAYS, Submission, Town, concluded, describe, pay, roster, time_of, town

ATTACKERS = ("east", "far-east", "farther-east")
ACCOUNTS = (2, 12, 36)
EACH = 40
"""Payments of each invented account."""

PROGRESS = 10
"""Draws after which it is said how far they are."""


def main() -> None:
    """Write one line for each coalition."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--work", type=Path, required=True)
    asked.add_argument("--random", type=int, default=0)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--organisations", type=int, nargs="+", default=(1, 2, 3))
    asked.add_argument("--accounts", type=int, nargs="+", default=ACCOUNTS)
    given = asked.parse_args()
    place: Path = given.work
    world, victim = town(), bakery(town())
    if given.random:
        draw(world, place, range(given.first, given.first + given.random))
        return
    for organisations in given.organisations:
        for accounts in given.accounts:
            framing = list(frame(world, victim, organisations, accounts))
            hiding = list(hide(world, organisations, accounts))
            framed = concluded(*written(world, framing, place))
            _say(organisations, rows(world, framing), f"the bakery is {framed.tiers[victim]}", framed.scores[victim])
            hidden = concluded(*written(world, hiding, place))
            tiers = Counter(hidden.tiers[name] for name in world.ring)
            mean = sum(hidden.scores[name] for name in world.ring) / len(world.ring)
            _say(organisations, rows(world, hiding), f"the ring is {dict(sorted(tiers.items()))}", mean)


def _say(organisations: int, added: int, what: str, score: float) -> None:
    print(f"{organisations} organisation(s), {added:>5} rows: {what}, score {score:.3f}", flush=True)


def draw(world: Town, place: Path, seeds: range) -> None:
    """Draw submissions of one organisation, and write each that moved what it must not."""
    honest = concluded(*written(world, [], place))
    failed = 0
    for number, seed in enumerate(seeds, 1):
        ((_, attack),) = anything(world, seed)
        wrong = broken(world, honest, concluded(*written(world, [attack], place)))
        failed += bool(wrong)
        if wrong:
            print(f"draw {seed}: {'; '.join(wrong[:3])}", flush=True)
        if number % PROGRESS == 0 or number == len(seeds):
            print(f"draws {seeds[0]} to {seed}: {number - failed} of {number} moved nothing", flush=True)


def attackers(world: Town, organisations: int) -> Iterator[Submission]:
    """What each attacker honestly has."""
    for name in ATTACKERS[:organisations]:
        honest = world.members.get(name)
        yield copy.deepcopy(honest) if honest else Submission(name)


def frame(world: Town, victim: str, organisations: int, accounts: int) -> Iterator[Submission]:
    """Accounts that share the victim's, and are paid by its customers."""
    account = world.account(victim)["settlement_account"]
    customers = sorted({row["payer_ref"] for row in world.payments(victim)})
    for number, attacker in enumerate(attackers(world, organisations)):
        names = [f"frame{number}x{place}" for place in range(accounts)]
        attacker.add("merchants", *(describe(name, settlement_account=account, mcc="5968") for name in names))
        attacker.add("transactions", *sales(names, customers, EACH))
        yield attacker


def hide(world: Town, organisations: int, accounts: int) -> Iterator[Submission]:
    """Accounts with what the ring is known by, and the ring's buyers at shops of the attackers' own."""
    rng = random.Random(11)  # noqa: S311 - a world of a benchmark
    for number, attacker in enumerate(attackers(world, organisations)):
        names = [f"crowd{number}x{place}" for place in range(accounts)]
        for place, name in enumerate(names):
            known = world.account(world.ring[place % len(world.ring)])
            said = {key: known[key] for key in ("settlement_account", "phone")}
            attacker.add("merchants", describe(name, **said))
        for place in range(accounts * EACH):
            buyer, when = rng.choice(world.buyers), time_of(rng.randrange(DAYS), 14, rng)
            row = pay(f"h{number}-{place}", when, buyer, rng.choice(names), f"{rng.randint(300, 6000) / 100:.2f}")
            attacker.add("transactions", {**row, "network_reference": ""})
        yield attacker


def written(world: Town, attack: list[Submission], place: Path) -> tuple[Path, Path]:
    """The coalition and its roster, as folders."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    told = roster(place, more=[each.member for each in attack])
    return world.write(place / "in", [(each.member, each) for each in attack]), told


def rows(world: Town, attack: list[Submission]) -> int:
    """Rows that the attackers add."""
    honest = sum(
        len(each) for name in ATTACKERS if name in world.members for each in world.members[name].tables.values()
    )
    return sum(len(each) for one in attack for each in one.tables.values()) - honest


if __name__ == "__main__":
    main()
