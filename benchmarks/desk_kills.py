"""Kills of a desk under load: every act that was acknowledged is there, and the chain is whole.

    python -m benchmarks.desk_kills --run RUN --work FOLDER [--kills 1000] [--database ADDRESS]

Two processes write notes, decisions and questions at once; at a moment that is drawn both are killed (SIGKILL), the
chain is verified, and two others go on. ADDRESS is of SQLAlchemy; SQLite in FOLDER where it is left out.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import select

from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.cases.queue import read_queue
from finpath.desk.chain import read_log
from finpath.desk.desk import open_desk
from finpath.desk.home import make_home
from finpath.desk.people.person import CONSOLE, Place, add_person, find_person, grant, today
from finpath.desk.store.tables import DECISIONS, WORDS

WRITERS = 2


def write_without_end(config: Path, login: str, pipe: int, seed: int) -> None:
    """Write, and say each id through a pipe once it is written."""
    desk = open_desk(config)
    draw = random.Random(seed)  # noqa: S311 - what is written next
    with desk.store.read() as db:
        person = find_person(db, login, today())
        assert person is not None  # noqa: S101 - it was added
        cases = [row.id for row in read_queue(db, desk.store.key, person).rows]
    while True:
        case = draw.choice(cases)
        if draw.random() < 0.5:  # noqa: PLR2004 - one in two
            made = write_words(desk.store, person, case, draw.choice(["note", "question"]), "A note under load.")
        else:
            made = decide(desk.store, person, case, Decision("give_role", "member_file", role="third party"))
        os.write(pipe, f"{made}\n".encode())


def main() -> None:
    """Kill, and look."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--run", type=Path, required=True)
    asked.add_argument("--work", type=Path, required=True)
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--database", default="")
    given = asked.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    config, person = make(given.work, given.run, given.database)
    draw = random.Random(11)  # noqa: S311 - when to kill
    acknowledged: set[str] = set()
    rounds = given.kills // WRITERS
    for number in range(rounds):
        acknowledged |= one_round(config, person, draw.uniform(0.0, 0.25), number)
        if number % 50 == 0 or number == rounds - 1:
            print(f"{WRITERS * (number + 1)} kills: {say(config, acknowledged)}", flush=True)


def make(work: Path, run: Path, database: str) -> tuple[Path, str]:
    """A desk with a landed run and one analyst."""
    work.mkdir(parents=True)
    config = make_home(work)
    if database:
        config.write_text(f'database = "{database}"\n{config.read_text(encoding="utf-8")}', encoding="utf-8")
    desk = open_desk(config)
    with desk.store.act() as acting:
        person = add_person(acting, CONSOLE, "ada", name="Ada", place=Place("hub", tlp="red"))
        grant(acting, person, "analyst", CONSOLE, CONSOLE)
    desk.land(person, run)
    desk.store.close()
    return config, person


def one_round(config: Path, person: str, wait: float, seed: int) -> set[str]:
    """Two writers, killed; what they said that they had written."""
    pipes, children = [], []
    for number in range(WRITERS):
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(out)
            try:
                write_without_end(config, person, into, WRITERS * seed + number)
            except BaseException as error:  # noqa: BLE001 - a child tells its parent, and ends
                os.write(2, f"{error!r}\n".encode())
            os._exit(1)
        os.close(into)
        pipes.append(out)
        children.append(child)
    heard = [os.read(pipe, 4096) for pipe in pipes]
    time.sleep(wait)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    for number, pipe in enumerate(pipes):
        while more := os.read(pipe, 65536):
            heard[number] += more
        os.close(pipe)
    return {line.decode() for each in heard for line in each.split(b"\n")[:-1]}


def say(config: Path, acknowledged: set[str]) -> str:
    """What is there, and whether the chain is whole; ends where something is lost."""
    desk = open_desk(config)
    with desk.store.read() as db:
        kept = {*db.scalars(select(WORDS.c.id)), *db.scalars(select(DECISIONS.c.id))}
    chain = read_log(desk.store)
    faults = chain.faults()
    entered = sum(line is not None and line[0].act in {"noted", "asked", "decided"} for line in chain.lines)
    desk.store.close()
    lost = acknowledged - kept
    if lost or faults or entered != len(kept):
        sys.exit(f"LOST {len(lost)}, faults {len(faults)}, entries {entered} of {len(kept)} acts")
    return f"{len(acknowledged)} acts acknowledged, 0 lost, chain of {len(chain.lines)} whole"


if __name__ == "__main__":
    main()
