"""Every family that plants: called alike, the same bytes for the same seed, a sentence where nothing can be done."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from finpath.errors import ConfigError, NothingToDo
from finpath.quality.evaluation.truth import read_truth
from finpath.synth.planter import Planter, planters
from finpath.synth.planters.second import Second
from finpath.synth.second.mint import Mint

ALL = planters()
MANIFEST = """[provider]
id = "{id}"
kind = "acquirer"
country = "NL"
timezone = "Europe/Amsterdam"

[agreement]
id = "T-1"
purpose = "detect commercial child sexual exploitation"
expires_on = 2099-12-31

[[files]]
table = "transactions"
path = "t.csv"
"""
HEAD = ("transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "currency", "kind")


def member(contributions: Path, name: str, *, kind: str = "purchase", days: int = 100) -> Path:
    """One member's folder: 500 payments of 60 payers at 40 merchants, as CSV and nothing besides."""
    rng, folder = random.Random(name), contributions / name  # noqa: S311 - made-up payments
    folder.mkdir(parents=True)
    (folder / "contribution.toml").write_text(MANIFEST.format(id=name))
    with (folder / "t.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        for number in range(500):
            day = dt.date(2025, 1, 1) + dt.timedelta(rng.randrange(days))
            amount = f"{rng.randrange(100, 9000) / 100:.2f}"
            row = (f"T{number}", day, f"P{rng.randrange(60)}", f"M{rng.randrange(40)}", amount, "EUR", kind)
            writer.writerow(row)
    return folder


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def plant(planter: Planter, contributions: Path, out: Path, seed: int = 5) -> Path:
    return planter.plant(contributions, out, seed=seed, camouflage=0.5)


def test_both_families_are_found() -> None:
    assert [planter.name for planter in ALL] == ["first", "second"]


@pytest.mark.parametrize("planter", ALL, ids=lambda each: each.name)
def test_one_member_with_days_and_no_register_is_planted_among_twice_alike(planter: Planter, tmp_path: Path) -> None:
    member(tmp_path / "c", "only")
    before = digests(tmp_path / "c")
    one, two = (plant(planter, tmp_path / "c", tmp_path / name / "c") for name in ("one", "two"))
    assert len({each.typology for each in read_truth(one).values()}) == 6
    assert digests(one.parent) == digests(two.parent)
    assert digests(plant(planter, tmp_path / "c", tmp_path / "other" / "c", seed=6).parent) != digests(one.parent)
    assert digests(tmp_path / "c") == before


@pytest.mark.parametrize("planter", ALL, ids=lambda each: each.name)
def test_who_hands_in_no_purchase_is_told_so(planter: Planter, tmp_path: Path) -> None:
    member(tmp_path / "c", "only", kind="refund")
    with pytest.raises(NothingToDo) as told:
        plant(planter, tmp_path / "c", tmp_path / "out" / "c")
    assert str(told.value).endswith(".")


@pytest.mark.parametrize("planter", ALL, ids=lambda each: each.name)
def test_an_answer_is_never_overwritten(planter: Planter, tmp_path: Path) -> None:
    member(tmp_path / "c", "only")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "truth.csv").write_text("precious")
    with pytest.raises(ConfigError, match="never overwritten"):
        plant(planter, tmp_path / "c", tmp_path / "out" / "c")
    assert (tmp_path / "out" / "truth.csv").read_text() == "precious"


def test_the_second_leaves_members_alone_whom_it_cannot_read(tmp_path: Path) -> None:
    """XML, no file, no TOML, a column that is not there, payments of one moment: the others are planted among."""
    places = {name: member(tmp_path / "c", name) for name in ("good", "xml", "gone", "toml", "column")}
    places["moment"] = member(tmp_path / "c", "moment", days=1)
    with (places["good"] / "t.csv").open("a") as file:
        file.write("T9999,2025-01-01\n")
    (places["xml"] / "t.csv").write_text('<?xml version="1.0"?><Document/>')
    (places["gone"] / "t.csv").unlink()
    (places["toml"] / "contribution.toml").write_text("[provider\n")
    column = places["column"] / "contribution.toml"
    column.write_text(column.read_text() + '[files.columns]\npayer_ref = "card"\n')
    before = {name: digests(folder) for name, folder in places.items()}
    truth = plant(Second(), tmp_path / "c", tmp_path / "out" / "c")
    assert {account[0] for account in read_truth(truth)} == {"good"}
    after = {name: digests(tmp_path / "out" / "c" / name) for name in places}
    assert [name for name in places if after[name] != before[name]] == ["good"]
    shutil.rmtree(tmp_path / "c" / "good")
    with pytest.raises(NothingToDo, match="no member hands in any"):
        plant(Second(), tmp_path / "c", tmp_path / "none" / "c")


def test_new_values_among_dense_ones_are_new_and_looked_for_once() -> None:
    """Ids that count from 1 with a letter before leave no room for chance: to count anew for each took an hour."""
    taken = {f"t{number}" for number in range(2_000)}
    mint = Mint(sorted(taken), np.random.default_rng(1))
    asked: list[str] = []

    class Counted(set[str]):
        def __contains__(self, value: object) -> bool:
            asked.append(str(value))
            return super().__contains__(value)

    mint._used = Counted(mint._used)  # noqa: SLF001 - what it asks is counted
    made = [mint.fresh(f"t{number}") for number in range(1_000)]
    assert len(set(made) | taken) == 3_000
    assert len(asked) < 10_000
