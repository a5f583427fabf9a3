"""Whoever is in the safeguarding queue is nobody's suspect, whatever command is asked."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath import Run, graph, synth
from finpath.conclude import conclude
from finpath.config import Given, GivenRole, Role, RunConfig, Suppression, TierThresholds
from finpath.config.roles import write_role
from finpath.engine import DuckDB, Engine, Limits
from finpath.graph import PaymentGraph
from finpath.ingest import Ledger
from finpath.rules import Family, Finding, Origin, Rule
from finpath.rules.lifecycle.rail_displacement import RailDisplacement
from finpath.rules.lifecycle.successor import Successor
from finpath.ruleset import RuleSet
from finpath.testing import ledger
from tests.concluding import concluded
from tests.running import CASE, finpath, tree

BY = Given("A. Reviewer", dt.date(2026, 6, 1), "The account is a child's.")
MERCHANTS = "abcdef"
PAID = "\n".join(["merchant_id | payer_ref | protected_payer | times", *(f"{m} | {m}* | | 9" for m in MERCHANTS)])
LOW = TierThresholds(refer=0.3, families=1, corroboration=0, review=0.1, watch=0.01)


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Ledger, PaymentGraph]]:
    with DuckDB(Limits(threads=1)) as engine:
        taken = ledger(engine, transactions=PAID, merchants="merchant_id | protected_payee\nf | true")
        yield taken, graph.build(taken)


def finding(family: str, weight: float, merchant: int) -> Finding:
    return Finding(Origin(f"made_up_{family}", 1, family, weight, "{x}", {}), merchant, 1.0, {"x": 1})


findings = st.lists(
    st.builds(
        finding,
        st.sampled_from([each.value for each in Family]),
        st.sampled_from([1.0, 3.0, 6.0]),
        st.integers(0, len(MERCHANTS) - 1),
    ),
    max_size=15,
)


@settings(max_examples=60)
@given(findings, st.sets(st.sampled_from(MERCHANTS)), st.sets(st.sampled_from(MERCHANTS)))
def test_no_evidence_role_or_review_makes_a_suspect_of_the_safeguarded(
    world: tuple[Ledger, PaymentGraph], found: list[Finding], victims: set[str], reviewed: set[str]
) -> None:
    taken, payments = world
    day = taken.as_of.date()
    config = RunConfig(
        bars=LOW,
        roles=tuple(GivenRole("p", name, Role.VICTIM, BY) for name in sorted(victims)),
        suppressions=tuple(
            Suppression("p", name, "A. Reviewer", day, "Known.", day.replace(year=day.year + 1), day)
            for name in sorted(reviewed)
        ),
    )
    concluded(taken, payments, found, config)
    queue = victims | {"f"}
    assert tiers(taken.engine, "standings WHERE because = 'safeguarding'") == dict.fromkeys(queue, "protect")
    suspects = tiers(taken.engine, "suspects")
    assert not queue & suspects.keys()
    assert "protect" not in suspects.values()


def tiers(engine: Engine, of: str) -> dict[str, str]:
    rows = engine.arrow(f"SELECT merchant_id, tier FROM {of}").to_pylist()  # noqa: S608 - our own
    return {row["merchant_id"]: row["tier"] for row in rows}


PREDECESSORS = {
    Successor: """
        merchant_id | payer_ref | occurred_at      | times | every
        shop*~97    | p*~400    | 2026-01-01 12:00 | 1600  | 3h
        old         | p*%25     | 2026-01-05 12:00 | 40    | 1d
        new         | p*%25     | 2026-02-20 12:00 | 40    | 1d
    """,
    RailDisplacement: RailDisplacement.examples[0].transactions,
}


@pytest.mark.parametrize("rule", PREDECESSORS, ids=lambda rule: rule.id)
def test_nobody_elses_finding_names_them(rule: type[Rule]) -> None:
    with DuckDB(Limits(threads=1)) as engine:
        said = concluded_of(engine, rule, "")
        (before,) = set(re.findall(r"\w+/old", said))
        provider = before.removesuffix("/old")
        said = concluded_of(engine, rule, f"provider_id | merchant_id | protected_payee\n{provider} | old | true")
    assert before not in said
    assert f"another account at {provider}" in said


def concluded_of(engine: Engine, rule: type[Rule], merchants: str) -> str:
    taken = ledger(engine, transactions=PREDECESSORS[rule], merchants=merchants)
    conclude(taken, RunConfig(bars=LOW), book=RuleSet((rule(),)))
    rows = engine.arrow("SELECT sentence, facts FROM findings").to_pylist()
    return "\n".join(f"{row['sentence']} {row['facts']}" for row in rows)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A coalition and a run of it; two of the merchants that it refers are a victim's, as a person says afterwards."""
    folder = tmp_path_factory.mktemp("safeguarded")
    synth.write(folder / "coalition", payers=600, merchants=200, days=60)
    (folder / "before.toml").write_text(CASE)
    assert finpath("run", "coalition", "--out", "before", "--config", "before.toml", cwd=folder).returncode == 0
    rows = pq.read_table(folder / "before" / "findings.parquet").to_pylist()
    referred = [row for row in rows if row["tier"] == "refer"][:2]
    assert len(referred) == 2
    roles = [GivenRole(row["provider_id"], row["merchant_id"], Role.VICTIM, BY) for row in referred]
    (folder / "roles.toml").write_text("\n".join(map(write_role, roles)))
    (folder / "after.toml").write_text('roles = "roles.toml"\n' + CASE)
    done = finpath("run", "coalition", "--out", "run", "--config", "after.toml", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "victims.json").write_text(json.dumps([each.account for each in roles]))
    return folder


def victims(place: Path) -> list[tuple[str, str]]:
    return [(provider, merchant) for provider, merchant in json.loads((place / "victims.json").read_text())]


def names(text: str, account: tuple[str, str]) -> bool:
    """Whether a text has an account's own id, as a word."""
    provider, merchant = account
    return any(form in text for form in (f"{provider}/{merchant}", f"{provider} {merchant}", f'"{merchant}"'))


def test_a_notebook_shows_neither_their_rank_nor_what_they_were_before(place: Path) -> None:
    run, before = Run(place / "run"), Run(place / "before")
    assert "refer" not in repr(run.protected)
    assert all(line.split()[0] == "protect" for line in repr(run.protected).splitlines()[1:])
    moved = run.compare(before)
    assert moved.safeguarded == 2
    shown = f"{moved._repr_html_()} {moved.to_arrow().to_pylist()}"
    assert not [account for account in victims(place) if names(shown, account)]


def test_a_run_puts_them_into_the_queue_and_into_no_case(place: Path) -> None:
    rows = {
        (row["provider_id"], row["merchant_id"]): row
        for row in pq.read_table(place / "run/findings.parquet").to_pylist()
    }
    for account in victims(place):
        assert rows[account]["tier"] == "protect"
        for path, content in tree(place / "run" / "referrals").items():
            if path.endswith((".html", ".json", ".csv")):
                assert not names(content.decode(), account), path
    drawn = pq.read_table(place / "run" / "explanations" / "pictures.parquet").to_pylist()
    met = pq.read_table(place / "run" / "explanations" / "neighbours.parquet").to_pylist()
    seen = {(row["provider_id"], row["merchant_id"]) for row in (*drawn, *met)}
    seen |= {(row["other_provider_id"], row["other_merchant_id"]) for row in met}
    assert not seen & set(victims(place))


@pytest.mark.parametrize(("before", "after"), [("before.toml", "after.toml"), ("after.toml", "after.toml")])
def test_a_backtest_names_none_of_them(place: Path, before: str, after: str) -> None:
    out = f"{before}-{after}"
    done = finpath("rules", "backtest", "coalition", "--before", before, "--after", after, "--out", out, cwd=place)
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr + "".join(each.decode() for each in tree(place / out).values())
    assert not [account for account in victims(place) if names(said, account)]
    counted = {tier: (one, two) for tier, one, two in json.loads((place / out / "backtest.json").read_text())["tiers"]}
    assert counted["protect"][1] - counted["protect"][0] == (2 if before != after else 0)


def test_explain_says_whom_to_ask_and_neither_score_nor_rank(place: Path) -> None:
    for provider, merchant in victims(place):
        said = finpath("explain", f"{provider}/{merchant}", "--run", "run", cwd=place).stdout
        assert "protect" in said.splitlines()[0]
        assert "Hand it to those who protect children" in " ".join(said.split())
        assert "refer" not in said.split()


def test_what_follows_a_run_leaves_them_alone(place: Path) -> None:
    provider, merchant = victims(place)[0]
    refused = finpath("suppress", f"{provider}/{merchant}", "--run", "run", "--by", "A", "--why", "B", cwd=place)
    assert refused.returncode == 2
    again = finpath("rerun", "run", "coalition", "--out", "again", cwd=place)
    assert again.stdout == "Every file is the same, byte for byte.\n", again.stderr
    coverage = finpath("rules", "coverage", "run", cwd=place)
    assert not [account for account in victims(place) if names(coverage.stdout, account)]


def test_neither_evaluation_nor_calibration_names_them(place: Path) -> None:
    truth = place / "truth.csv"
    done = finpath(
        "evaluate", "coalition", "--truth", truth, "--out", "evaluated", "--config", "after.toml", "--quick", cwd=place
    )
    assert done.returncode == 0, done.stderr
    with truth.open(encoding="utf-8") as file:
        planted = [(row["provider_id"], row["merchant_id"]) for row in csv.DictReader(file)]
    lines = [f"{provider},{merchant},confirmed,2026-03-01" for provider, merchant in [*planted, *victims(place)]]
    (place / "decided.csv").write_text("\n".join(["provider_id,merchant_id,decision,decided_on", *lines]) + "\n")
    fitted = finpath("calibrate", "run", "decided.csv", "--out", "calibrated", cwd=place)
    said = f"{done.stdout}{fitted.stdout}{fitted.stderr}"
    for folder in ("evaluated", "calibrated"):
        if (place / folder).is_dir():
            said += "".join(each.decode() for each in tree(place / folder).values())
    assert not [account for account in victims(place) if names(said, account)]
