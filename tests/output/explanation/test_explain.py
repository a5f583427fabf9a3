"""Every merchant of a run can be explained from the run folder alone, and the parts of its score add up."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from finpath import Run
from finpath.errors import ConfigError
from finpath.output.explanation import Explanation
from finpath.output.explanation.store import find_merchant
from tests.drawn import draw
from tests.running import finpath as start


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return draw(tmp_path_factory.mktemp("explained"))


def names(run: Run, *tiers: str) -> list[str]:
    rows = run.findings.to_pylist()
    return [f"{row['provider_id']}/{row['merchant_id']}" for row in rows if row["tier"] in tiers]


@pytest.fixture(scope="module")
def some(done: Run) -> list[Explanation]:
    """Merchants of every tier, unflagged ones too."""
    chosen = [name for tier in ("refer", "review", "watch", "none") for name in names(done, tier)[:12]]
    return [done.explain(name) for name in chosen]


def test_there_are_merchants_of_every_kind(done: Run) -> None:
    assert all(names(done, tier) for tier in ("refer", "none", "protect"))


def test_the_shares_of_a_score_add_up(some: list[Explanation]) -> None:
    for said in some:
        assert said.standing is not None
        assert sum(part.nats for part in said.parts) == pytest.approx(said.standing.evidence, abs=1e-5)
        assert sum(part.share for part in said.parts) == pytest.approx(1.0 if said.parts else 0.0)


def test_prior_and_evidence_make_the_score(some: list[Explanation]) -> None:
    for said in some:
        assert said.standing is not None
        odds = said.standing.prior + said.standing.evidence
        assert said.standing.score == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-5)


def test_every_reason_of_the_run_is_told_with_its_payments_and_its_look_alike(
    done: Run, some: list[Explanation]
) -> None:
    beside = [pq.read_table(done.path / "explanations" / name) for name in ("shadow.parquet", "lowers.parquet")]
    reasons = [row for table in (done.reasons, *beside) for row in table.to_pylist()]
    for said in some:
        name = f"{said.account.provider_id}/{said.account.merchant_id}"
        told = {
            (part.rule_id, part.sentence, part.transaction_ids) for part in (*said.parts, *said.shadow) if part.rule_id
        }
        of_it = {
            (row["rule_id"], row["sentence"], tuple(row["transaction_ids"]))
            for row in reasons
            if row["subject_id"] == name
        }
        assert told == of_it
        assert all(part.meaning and part.source for part in said.parts if part.rule_id)


def test_what_speaks_against_it_is_never_empty(some: list[Explanation]) -> None:
    assert all(said.against for said in some)


def is_peer(row: dict[str, object], peers: str) -> bool:
    """Whether a merchant is among the peers, and has enough payments to be compared."""
    alike = peers == "all kinds" or peers in {f"category {row['category']}", f"rail {row['rail']}"}
    return alike and int(str(row["transactions"])) >= 20


def test_a_percentile_is_the_share_of_other_peers_that_have_less(done: Run, some: list[Explanation]) -> None:
    table = pq.read_table(done.path / "explanations" / "profiles.parquet")
    rows = table.select(["provider_id", "merchant_id", "category", "rail", "transactions", "payers"]).to_pylist()
    places = [(row["provider_id"], row["merchant_id"]) for row in rows]
    checked = 0
    for said in some:
        place = places.index((said.account.provider_id, said.account.merchant_id))
        fact = next((fact for fact in said.facts if fact.feature == "payers" and fact.percentile is not None), None)
        if fact is None:
            continue
        peers = [row["payers"] for i, row in enumerate(rows) if i != place and is_peer(row, fact.peers)]
        assert fact.others == len(peers)
        below = sum((value < fact.value) + (value == fact.value) / 2 for value in peers) / len(peers)
        assert fact.percentile == pytest.approx(below, abs=1e-6)
        assert fact.usual == np.median(peers)
        checked += 1
    assert checked > 5


def test_a_near_rule_lacks_what_it_says_it_lacks(some: list[Explanation]) -> None:
    lacks = [lack for said in some for near in said.near for lack in near.lacks]
    assert lacks
    for lack in lacks:
        below = lack.asks in {"at least", "more than"}
        assert lack.value <= lack.bar if below else lack.value >= lack.bar


def test_a_rule_that_speaks_is_not_near(some: list[Explanation]) -> None:
    assert not any({near.rule_id for near in said.near} & {part.rule_id for part in said.parts} for said in some)


def test_the_next_tier_is_told_and_not_reached(some: list[Explanation]) -> None:
    for said in some:
        assert said.standing is not None
        assert bool(said.next_tier) == (said.standing.tier != "refer")
        if said.standing.tier == "none":
            assert not said.next_tier[0].met


def test_who_is_protected_is_explained_as_that(done: Run) -> None:
    for name in names(done, "protect"):
        said = done.explain(name)
        assert said.standing is None
        assert said.protects in {"receiver", "payers"}
        assert (said.near, said.next_tier, said.ways, said.owed, said.facts) == ((), (), (), (), ())
        assert all(not (part.nats or part.share or part.meaning or part.thresholds) for part in said.parts)
        assert all(part.family != "report" and "report" not in part.sentence for part in said.parts)
        if said.protects == "receiver":
            assert said.parts == ()
        for text in (str(said), said._repr_html_()):
            assert "nats" not in text
            assert "minor" in text


def test_the_same_folder_gives_the_same_words(done: Run) -> None:
    name = names(done, "refer")[0]
    assert str(done.explain(name)) == str(done.explain(name))
    assert done.explain(name).to_json() == done.explain(name).to_json()


def test_no_file_of_explanations_names_a_payer_or_holds_a_token(done: Run) -> None:
    for path in (done.path / "explanations").glob("*.parquet"):
        table = pq.read_table(path)
        assert not [name for name in table.column_names if name in {"payer", "payer_ref", "token", "value_token"}]
        texts = [value for column in table.columns if pa.types.is_string(column.type) for value in column.to_pylist()]
        assert not [text for text in texts if text and re.fullmatch(r"\w+:[a-z2-7]{30,}", text)]


def test_every_table_names_merchants_as_their_providers_do(done: Run) -> None:
    """… and by nothing else: numbers of merchants mean nothing outside the run."""
    for path in (done.path / "explanations").glob("*.parquet"):
        columns = pq.read_schema(path).names
        named = ["subject_id"] if path.name in {"shadow.parquet", "lowers.parquet"} else ["provider_id", "merchant_id"]
        assert set(named) <= set(columns)
        assert "merchant" not in columns


def test_whoever_uses_what_very_many_use_is_explained_too(done: Run) -> None:
    for row in pq.read_table(done.path / "explanations" / "hubs.parquet").to_pylist()[:5]:
        said = done.explain(f"{row['provider_id']}/{row['merchant_id']}")
        assert said.protects or any("ties it to nobody" in sentence for sentence in said.against)


def test_text_from_strangers_stays_text(done: Run) -> None:
    said = done.explain(names(done, "refer")[0])
    hostile = replace(said, account=replace(said.account, merchant_id="<script>alert(1)</script>\u202e\x1b[2J"))
    assert "<script>" not in hostile._repr_html_()
    assert "\x1b" not in str(hostile)
    assert "\u202e" not in hostile._repr_html_()


def test_the_command_says_the_same(done: Run) -> None:
    name = names(done, "refer")[0]
    told = start("explain", name, "--run", done.path)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == f"{done.explain(name)}\n"
    assert json.loads(start("explain", name, "--run", done.path, "--json").stdout)["account"]["payers"] > 0


def test_an_unknown_merchant_is_one_sentence_with_names_like_it(done: Run) -> None:
    name = names(done, "none")[0]
    told = start("explain", f"{name}x", "--run", done.path)
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr.count("\n") == 1
    assert name in told.stderr


def test_a_merchant_id_alone_is_enough_where_one_provider_has_it(tmp_path: Path) -> None:
    folder = tmp_path / "explanations"
    folder.mkdir()
    rows = {"provider_id": ["north", "south", "south"], "merchant_id": ["7", "7", "8"]}
    pq.write_table(pa.table(rows), folder / "profiles.parquet")
    assert find_merchant(tmp_path, "8")[0].provider_id == "south"
    assert find_merchant(tmp_path, "north/7")[1] == 0
    with pytest.raises(ConfigError, match="2 providers have a merchant 7: say north/7 or south/7"):
        find_merchant(tmp_path, "7")


def test_a_run_without_explanations_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="run again"):
        find_merchant(tmp_path, "8")
