"""Two desks that are partners of each other, on either database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from finpath.desk.desk import open_desk
from finpath.desk.exchange.send import Correspondent
from tests.desk.conftest import Office, make_office, new_database

NORTH, SOUTH = "hub-north", "hub-south"


@dataclass
class Pair:
    """North gives, South receives; each has all people of an office."""

    north: Office
    south: Office

    def of(self, org: str) -> Office:
        return {NORTH: self.north, SOUTH: self.south}[org]


def make_pair(addresses: tuple[str, str], folder: Path, more: Mapping[str, str] | None = None) -> Pair:
    """Make both; `more` adds lines to what North knows of South, or the other way round."""
    homes = {NORTH: folder / "north", SOUTH: folder / "south"}
    folder.mkdir(exist_ok=True)
    offices = {org: make_office(address, homes[org]) for org, address in zip(homes, addresses, strict=True)}
    for org, other in ((NORTH, SOUTH), (SOUTH, NORTH)):
        with (homes[org] / "desk.toml").open("a") as config:
            keys = f'sign = "{homes[other]}/hub.sign.pub"\nage = "{homes[other]}/hub.age.pub"\n'
            config.write(
                f'[exchange]\norg = "{org}"\nopens = "hub.age"\n\n[[partners]]\norg = "{other}"\nname = "The other"\n'
                f"{keys}{(more or {}).get(org, '')}\n"
            )
        reopen(offices[org])
    return Pair(offices[NORTH], offices[SOUTH])


def reopen(office: Office) -> None:
    office.desk.store.close()
    office.desk = open_desk(office.home / "desk.toml")


def known_as(office: Office) -> Correspondent:
    return office.desk.partners()


def amend(office: Office, **values: object) -> None:
    """The same desk with another agreement, or other floors."""
    office.desk = replace(office.desk, correspondent=replace(known_as(office), **values))  # type: ignore[arg-type]


def outbox(office: Office) -> list[Path]:
    """What lies there for partners, the oldest first."""
    office.desk.sweep()
    return sorted(office.desk.hub.outbox.glob("e-*.age"), key=lambda path: path.stat().st_mtime_ns)


def carry(giver: Office, taker: Office) -> list[str]:
    """A person carries over what lies in an outbox, and takes it out; what the other desk says of each."""
    said = []
    for path in outbox(giver):
        said.append(taker.desk.receive(path).sentence)
        path.unlink()
    return said


@pytest.fixture
def pair(address: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    if address.startswith("sqlite"):
        other = f"sqlite:///{tmp_path}/other.sqlite"
    else:
        other = new_database(request.getfixturevalue("cluster"))
    made = make_pair((address, other), tmp_path)
    yield made
    made.north.desk.store.close()
    made.south.desk.store.close()


@pytest.fixture
def small_pair(tmp_path: Path) -> Iterator[Pair]:
    """On SQLite alone, for what no database can change."""
    made = make_pair((f"sqlite:///{tmp_path}/one.sqlite", f"sqlite:///{tmp_path}/other.sqlite"), tmp_path)
    yield made
    made.north.desk.store.close()
    made.south.desk.store.close()
