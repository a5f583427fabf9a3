"""Writes a synthetic coalition: contributions of five members, and apart from them the truth."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth import life, plants
from finpath.synth.aftermath import complete_payments
from finpath.synth.background import background_of
from finpath.synth.desk import Desk
from finpath.synth.identity import Papers
from finpath.synth.members import acquirer_north, acquirer_south, hotline, remitter, wallet
from finpath.synth.people import draw_people
from finpath.synth.register import enrol
from finpath.synth.reports import Reporter
from finpath.synth.trade import ShopsAndPayments, join_payments, join_pieces
from finpath.synth.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from finpath.synth.register import Register
    from finpath.synth.trade import SyntheticPayments

TRUTH = ("provider_id", "merchant_id", "group", "typology", "reported")


def write(  # noqa: PLR0913 - the sizes are what a caller chooses
    out: Path,
    *,
    seed: int = 7,
    payers: int = 20_000,
    merchants: int = 2_500,
    days: int = 180,
    truth: Path | None = None,
) -> Path:
    """Write the contributions of five members below a folder, and apart from them the truth.

    Args:
        out: Folder for the contributions, one folder a member.
        seed: Decides everything: equal seeds give equal bytes.
        payers: How many people pay.
        merchants: How many merchant accounts there are, about.
        days: How many days the data cover.
        truth: File for the truth; without it `truth.csv` beside `out`.

    Returns:
        The file of the truth.
    """
    truth = truth or out.parent / "truth.csv"
    world = World(seed, merchants, days, draw_people(seed, payers))
    whole, groups = _populate(world)
    register = enrol(world, Papers(seed), whole.shops)
    payments = whole.payments.take(np.lexsort((whole.payments.number, whole.payments.at)))
    reports, reported = Reporter(register, payments, groups, world.chance("reports")).write()
    for member in (acquirer_north, acquirer_south, wallet, remitter):
        member.write(_open_desk(out / member.MEMBER.id, register, payments))
    hotline.write(_open_desk(out / hotline.MEMBER.id, register, payments), reports)
    _write_truth(truth, register, groups, reported)
    return truth


def _open_desk(folder: Path, register: Register, payments: SyntheticPayments) -> Desk:
    folder.mkdir(parents=True, exist_ok=True)
    return Desk(folder, register, payments)


def _populate(world: World) -> tuple[ShopsAndPayments, dict[int, str]]:
    """Let life go on, plant into it, and say which shop belongs to which group."""
    ordinary = life.draw(world)
    background = background_of(world, join_pieces(list(ordinary.values())))
    pieces = [complete_payments(world, piece, name) for name, piece in ordinary.items()]
    groups: dict[int, str] = {}
    first = len(background.life.shops)
    streams = []
    for typology, plant in plants.draw(background, world.merchants).items():
        pieces.append(complete_payments(world, plant.piece, typology))
        groups |= {first + i: f"{typology}-{group}" for i, group in enumerate(plant.groups)}
        groups |= {host: f"{typology}-{group}" for host, group in plant.hosts.items()}
        streams.append(
            complete_payments(
                world, ShopsAndPayments(background.life.shops, plant.streams), f"{typology} streams"
            ).payments
        )
        first += len(plant.piece.shops)
    whole = join_pieces(pieces)
    return ShopsAndPayments(whole.shops, join_payments([whole.payments, *streams])), groups


def _write_truth(path: Path, register: Register, groups: dict[int, str], reported: frozenset[int]) -> None:
    """Write the truth: planted accounts only."""
    rows = [
        (register.shops[i].member, register.ids[i], group, group.rpartition("-")[0], str(i in reported).lower())
        for i, group in groups.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(TRUTH)
        writer.writerows(sorted(rows))
