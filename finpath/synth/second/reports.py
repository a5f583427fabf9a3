"""What a hotline knows of the planted: reports of some, and a few that are wrong or unproven."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from finpath.synth.second.stage import Member

Share = Literal["none", "one", "half"]
COLUMNS = ("report_id", "source_kind", "status", "reported_at", "provider_id", "merchant_id", "group_id", "tlp")
AGREEMENT = re.compile(r"^\[agreement\]\n(?:(?!\[).*\n?)*", re.MULTILINE)


@dataclass(frozen=True)
class Known:
    """A merchant that a report may be about, and from when to when it was seen."""

    member: Member
    group: str
    first: np.datetime64
    last: np.datetime64


def choose(planted: Sequence[tuple[Member, str, str]], share: Share, rng: np.random.Generator) -> set[Member]:
    """Choose who is reported: nobody, one of each group, or half of each group."""
    groups: Mapping[str, list[Member]] = defaultdict(list)
    for member, group, _ in planted:
        groups[group].append(member)
    chosen: set[Member] = set()
    for members in groups.values():
        # Somebody of each group is left to be found.
        count = {"none": 0, "one": 1, "half": (len(members) + 1) // 2}[share]
        count = min(count, len(members) - 1) if len(members) > 1 else min(count, int(rng.random() < 0.5))
        chosen.update(members[place] for place in rng.permutation(len(members))[:count])
    return chosen


def write(out: Path, confirmed: Sequence[Known], doubtful: Sequence[Known], rng: np.random.Generator) -> None:
    """Write the hotline's contribution: confirmed reports, and alleged or withdrawn ones of innocent merchants."""
    folder = out / _free(out)
    folder.mkdir()
    agreement = AGREEMENT.search(min(out.glob("*/contribution.toml")).read_text(encoding="utf-8"))
    head = f'[provider]\nid = "{folder.name}"\nkind = "hotline"\ncountry = "NL"\ntimezone = "UTC"\n\n'
    block = '\n[[files]]\ntable = "reports"\npath = "reports.csv"\n'
    text = head + (agreement.group(0).rstrip("\n") + "\n" if agreement else "") + block
    (folder / "contribution.toml").write_text(text, encoding="utf-8")
    rows = [row for known in confirmed for row in _rows(known, "confirmed", rng)]
    rows += [row for known in doubtful for row in _rows(known, str(rng.choice(["alleged", "withdrawn"])), rng)[:1]]
    rows.sort(key=lambda row: (row[2], row[3], row[4]))
    with (folder / "reports.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((f"R-{number:05d}", *row) for number, row in enumerate(rows, 1))


def _free(out: Path) -> str:
    names = ("second-hotline", *(f"second-hotline-{number}" for number in range(2, 100)))
    return next(name for name in names if not (out / name).exists())


def _rows(known: Known, status: str, rng: np.random.Generator) -> list[tuple[str, ...]]:
    kinds = ["hotline", *(["test_purchase"] if rng.random() < 0.5 else [])]
    length = (known.last - known.first) / np.timedelta64(1, "s")
    rows: list[tuple[str, ...]] = []
    for kind in kinds:
        at = known.first + np.timedelta64(int(length * rng.uniform(0.2, 1.0)), "s")
        rows.append((kind, status, f"{at.astype('datetime64[s]')}Z", *known.member, known.group, "amber"))
    return rows
