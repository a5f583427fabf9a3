"""Plant structures into anybody's contributions: folders and a seed in, a copy with more rows and the truth out."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from finpath.errors import NothingToDo
from finpath.synth.planter import require_vacant
from finpath.synth.second import manifest, register, reports
from finpath.synth.second.book import Book, load
from finpath.synth.second.draft import Draft
from finpath.synth.second.innocent import INNOCENT
from finpath.synth.second.kinds import KINDS, SIZES, Plan, draw
from finpath.synth.second.market import Market
from finpath.synth.second.newcomers import newcomers
from finpath.synth.second.outflow import settle
from finpath.synth.second.stage import Cast, Member, Stage

MOST, LEAST = 0.04, 0.005
REMITTING = ("remitter", "wallet", "bank", "vasp")
SELLING = ("acquirer", "scheme", "wallet", "issuer", "bank")
UNREADABLE = (
    "It takes purchases as models, over more than a moment, with a column for each of payer, merchant, time and "
    "amount, in CSV, JSON Lines or Parquet: no member hands in any."
)


def plant(
    contributions: Path, out: Path, *, seed: int, groups_per_kind: int = 3, reported: reports.Share = "none"
) -> Path:
    """Copy contributions and add planted and innocent structures to the copy.

    Args:
        contributions: Folders in the contract's form; they stay as they are.
        out: Where the copy goes; `truth.csv` and `innocent.csv` are written beside it.
        seed: The same seed gives the same bytes.
        groups_per_kind: Groups of each kind, unless they would be more than 4% of the merchants, or less than 0.5%.
        reported: Which members of each group a hotline reports: none, one, or half.

    Returns:
        The path of the truth: provider_id, merchant_id, group, typology, reported.

    Raises:
        ConfigError: The copy would lie in the way of something.
        NothingToDo: There is no purchase that it can read and take as a model, or nobody pays whom it plants.
    """
    require_vacant(contributions, out)
    shutil.copytree(contributions, out, dirs_exist_ok=True)
    rng = np.random.default_rng([seed, 2])
    stages = _stages(out, rng)
    if not stages:
        raise NothingToDo(UNREADABLE)
    cast = Cast()
    _plant(stages, cast, groups_per_kind, rng)
    _look_alikes(stages, cast, groups_per_kind, rng)
    known = {entry.member: entry for stage in stages for entry in _seen(stage, cast)}
    # Whom nobody happened to pay is not there to be found.
    cast = Cast(
        [line for line in cast.planted if line[0] in known], [line for line in cast.innocent if line[0] in known]
    )
    if not cast.planted:
        raise NothingToDo("Nobody pays whom it would plant: it needs payers who buy for longer than a day.")
    chosen = reports.choose(cast.planted, reported, rng)
    for stage in stages:
        _others(stage)
        stage.market.draft.write()
        stage.register.write()
        settle(stage.register)
    if chosen:
        innocent = [member for member, _ in cast.innocent]
        doubtful = [known[innocent[place]] for place in rng.permutation(len(innocent))[: len(chosen) // 5]]
        reports.write(out, [known[member] for member, _, _ in cast.planted if member in chosen], doubtful, rng)
    return _lists(out, cast, chosen)


def _stages(out: Path, rng: np.random.Generator) -> list[Stage]:
    books = [_book(found.parent) for found in sorted(out.glob("*/contribution.toml"))]
    drafts = [Draft(book, rng) for book in books if book is not None]
    return [Stage(Market(draft), register.load(draft), len(draft.book.merchants)) for draft in drafts]


def _book(folder: Path) -> Book | None:
    """A member's payments; None where they come in a way that this planter does not write. They stay as they are."""
    try:
        return load(manifest.read(folder))
    except (ValueError, KeyError, TypeError, OSError, NotImplementedError):
        return None


@dataclass
class Room:
    """How many merchants may still be planted, so that they stay rare."""

    merchants: int
    planted: int = 0

    @property
    def left(self) -> int:
        """Up to the greatest share."""
        return int(self.merchants * MOST) - self.planted

    @property
    def wanting(self) -> bool:
        """Below the least share."""
        return self.planted < self.merchants * LEAST


def _plant(stages: Sequence[Stage], cast: Cast, groups_per_kind: int, rng: np.random.Generator) -> None:
    room = Room(sum(stage.merchants for stage in stages))
    rounds, share = 0, int(room.merchants * MOST) // 3
    while rounds < groups_per_kind or (rounds < 50 and room.wanting):
        for number, kind in enumerate(KINDS):
            to_come = sum(SIZES[name][0] for name in list(KINDS)[number + 1 :])
            most = min(share, room.left - to_come if rounds == 0 else room.left)
            if rounds and most < SIZES[kind][0]:
                continue
            members = _group(stages, kind, draw(kind, most, rng), rng)
            room.planted += len(members)
            label = f"{kind}-{rounds + 1:02d}"
            cast.planted += [(member, label, kind) for member in members]
        rounds += 1


def _group(stages: Sequence[Stage], kind: str, plan: Plan, rng: np.random.Generator) -> list[Member]:
    fit = _fit(stages, REMITTING if kind == "receivers" else SELLING)
    sizes = np.sqrt([stage.merchants for stage in fit])
    first = int(rng.choice(len(fit), p=sizes / sizes.sum()))
    others = [stage for stage in fit if stage is not fit[first]]
    second = [others[int(rng.integers(len(others)))]] if others and rng.random() < 0.4 else []
    limit = max(8, len(fit[first].market.book.payers) // 8)
    plan = Plan(plan.merchants, min(plan.payers, limit), plan.strength, plan.fresh, plan.levels)
    return list(dict.fromkeys(KINDS[kind]([fit[first], *second], plan)))


def _fit(stages: Sequence[Stage], kinds: Sequence[str]) -> Sequence[Stage]:
    return [stage for stage in stages if stage.kind in kinds] or stages


def _look_alikes(stages: Sequence[Stage], cast: Cast, rounds: int, rng: np.random.Generator) -> None:
    merchants = sum(stage.merchants for stage in stages)
    for _ in range(rounds):
        for kind, put_on in INNOCENT.items():
            if len(cast.innocent) > 1.5 * merchants * MOST:
                return
            fit = _fit(stages, REMITTING if kind == "family_remittance" else SELLING)
            stage = fit[int(rng.integers(len(fit)))]
            cast.innocent += [(member, kind) for member in put_on(stage)]


def _others(stage: Stage) -> None:
    # Being new must not give a payer away: others are new as well and never go near a planted site.
    draft = stage.market.draft
    new = len(draft.payers) - len(draft.book.payers)
    newcomers(stage.market, int(new * 0.5), stage.market.span)


def _seen(stage: Stage, cast: Cast) -> Iterable[reports.Known]:
    draft = stage.market.draft
    codes = {stage.member(code): code for code in range(len(draft.merchants))}
    labels = [(member, group) for member, group, _ in cast.planted] + [(member, "") for member, _ in cast.innocent]
    last = draft.book.span[1]
    for member, group in labels:
        if member not in codes:
            continue
        times = [lot.at[lot.merchant == codes[member]] for lot in draft.lots]
        paid = np.concatenate(times) if times else np.zeros(0, "datetime64[us]")
        if len(paid):
            yield reports.Known(member, group, min(paid.min(), last), last)


def _lists(out: Path, cast: Cast, chosen: set[Member]) -> Path:
    truth = out.parent / "truth.csv"
    planted = [(*member, group, kind, str(member in chosen).lower()) for member, group, kind in cast.planted]
    _write(truth, ("provider_id", "merchant_id", "group", "typology", "reported"), planted)
    innocent = [(*member, kind) for member, kind in cast.innocent]
    _write(out.parent / "innocent.csv", ("provider_id", "merchant_id", "kind"), innocent)
    return truth


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
