"""Each lesson solved as its page tells a learner to: from sheet, contributions and a run, with no known answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from finpath import Run, run
from finpath.course import LESSONS, lesson, new
from finpath.engine import DuckDB, Engine
from finpath.ingest import Keys, LoadOptions, load
from tests.running import KEY, finpath

Answers = Mapping[str, object]

ACCOUNT = r"([a-z]+[a-z-]*/\w+)"
"""A merchant as a sheet names it."""


@dataclass(frozen=True)
class Desk:
    """What lies before a learner: the members' own files, as tables, and a run on them."""

    files: Engine
    run: Run

    def row(self, merchant: str) -> dict[str, object]:
        rows: list[dict[str, object]] = self.run.findings.to_pylist()
        (row,) = (row for row in rows if named(row) == merchant)
        return row

    def day(self, merchant: str, column: str) -> date:
        seen = self.row(merchant)[column]
        assert isinstance(seen, datetime)
        return seen.date()

    def reasons(self, rule: str) -> dict[str, str]:
        """What a rule says, by the merchant that it says it of."""
        rows = pq.read_table(self.run.path / "reasons.parquet").to_pylist()
        return {row["subject_id"]: row["sentence"] for row in rows if row["rule_id"] == rule}


Solve = Callable[[str, Desk], Answers]


def named(row: Mapping[str, object], prefix: str = "") -> str:
    return f"{row[f'{prefix}provider_id']}/{row[f'{prefix}merchant_id']}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One run for all lessons, whose pages promise the same payments for the same seed."""
    assert len({each.seed for each in LESSONS}) == 1
    place = tmp_path_factory.mktemp("course")
    new(lesson(1), place / "case")
    with pytest.MonkeyPatch.context() as patched, DuckDB() as engine:
        patched.setenv("FINPATH_KEY", KEY)
        done = run(place / "case" / "contributions", place / "run")
        load(place / "case" / "contributions", engine=engine, options=LoadOptions(Keys(bytes(32))))
        yield Desk(engine, done)


def first_lesson(asked: str, desk: Desk) -> Answers:
    """The test purchase in the members' files; the rule successor; first_seen and last_seen."""
    bought = re.search(r"test purchase: (\S+) (\S+) on (\S+), on the statement as '([^']+)'", asked)
    assert bought
    ((took,),) = desk.files.rows(TOOK, dict(zip(("amount", "currency", "day", "text"), bought.groups(), strict=True)))
    (closed,) = re.findall(rf"Account {ACCOUNT} took its last payment", asked)
    moved = {
        name: int(said.split()[0]) for name, said in desk.reasons("successor").items() if closed.split("/")[1] in said
    }
    after = max(moved, key=moved.__getitem__)
    gap = desk.day(after, "first_seen") - desk.day(closed, "last_seen")
    return {"test_purchase": took, "successor": after, "gap": gap.days, "moved": moved[after]}


def second_lesson(asked: str, desk: Desk) -> Answers:
    """Account by account, what ties it on paper or by its payers: both are drawn around the start."""
    (start,) = re.findall(rf"A report names {ACCOUNT}\.", asked)
    ((one, other),) = re.findall(rf"What do {ACCOUNT} and {ACCOUNT} have in common", asked)
    (pair,) = re.findall(rf"not: {ACCOUNT} or {ACCOUNT}\.", asked)
    held = set(desk.run.network(start).nodes["merchant"].to_pylist())
    names = {name for merchant, name in desk.files.rows(NAMES) if merchant in held}
    ties = pq.read_table(desk.run.path / "identities.parquet").to_pylist()
    (kind,) = {tie["kind"] for tie in ties if {named(tie), named(tie, "other_")} == {one, other}}
    (belongs,) = set(pair) & held
    return {"accounts": sorted(held - {start}), "names": len(names), "tie": kind, "belongs": belongs}


def third_lesson(asked: str, desk: Desk) -> Answers:
    """Who has the same senders far beyond chance, at both members; what they state; and who is not among them."""
    (start,) = re.findall(rf"names the receiver {ACCOUNT}\.", asked)
    (pair,) = re.findall(rf"4\. {ACCOUNT} and {ACCOUNT} look", asked)
    group = desk.row(start)["group_id"]
    shared = {name for name in desk.reasons("same_senders_several_receivers") if desk.row(name)["group_id"] == group}
    kin, stated = map(int, re.findall(r"(\d+) of (\d+) that state", desk.reasons("unrelated_senders")[start])[0])
    (cleared,) = set(pair) - shared
    return {
        "receivers": sorted(shared - {start}),
        "senders": desk.row(start)["payers"],
        "kin": 100 * kin / stated,
        "cleared": cleared,
    }


TOOK = """
SELECT DISTINCT m.provider_id || '/' || m.merchant_id AS name
FROM transactions      AS t
JOIN merchant_accounts AS m ON m.merchant = t.merchant
WHERE m.descriptor = :text AND t.currency = :currency
  AND t.amount = CAST(:amount AS DECIMAL(18, 8)) AND CAST(t.occurred_at AS DATE) = CAST(:day AS DATE)
"""
"""The account under a text on statements that took an amount on a day."""

NAMES = "SELECT provider_id || '/' || merchant_id AS merchant, legal_name FROM merchant_accounts"


@pytest.mark.parametrize(("number", "solve"), [(1, first_lesson), (2, second_lesson), (3, third_lesson)])
def test_a_learner_solves_a_lesson_by_its_page(number: int, solve: Solve, desk: Desk, tmp_path: Path) -> None:
    sheet = new(lesson(number), tmp_path / "case")
    text = sheet.read_text(encoding="utf-8")
    for name, value in solve(text.replace("\n#    ", " "), desk).items():
        text = re.sub(rf"^({name} =) .*$", rf"\1 {json.dumps(value)}", text, flags=re.MULTILINE)
    sheet.write_text(text, encoding="utf-8")
    marked = finpath("course", "check", str(number), sheet)
    assert "4 of 4 right." in marked.stdout, marked.stdout + marked.stderr
    assert marked.returncode == 0
