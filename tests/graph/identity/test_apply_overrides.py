"""A person's merge or split wins, says who and why, and is undone by taking it out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from finpath.config import Identities, IdentityDecision, IdentityDecisions, read_identity_decisions
from finpath.engine import Engine
from finpath.errors import ConfigError
from tests.graph.identity.found import identities

WORLD = """
    provider_id | merchant_id | phone | principal
    a           | one         | x     | anna
    a           | two         | x     | anna
    b           | three       |       | anna
    b           | four        |       |
"""
FILE = """
[[merge]]
accounts = ["a/one", "b/four"]
relation = "same_merchant"
by = "J. Jansen"
on = 2026-03-04
why = "One web shop."

[[split]]
accounts = ["a/two"]
by = "J. Jansen"
on = 2026-03-05
why = "The phone is the landlord's."
"""
SPLIT = IdentityDecision(("a/two",), "J. Jansen", dt.date(2026, 3, 5), "The phone is the landlord's.")
MERGE = IdentityDecision(("a/one", "b/four"), "J. Jansen", dt.date(2026, 3, 4), "One web shop.", "same_merchant")


def told(*decisions: IdentityDecision) -> Identities:
    merges = tuple(each for each in decisions if each.relation)
    return Identities(IdentityDecisions(merges, tuple(each for each in decisions if not each.relation)))


def test_a_file_says_what_was_decided(tmp_path: Path) -> None:
    (tmp_path / "identities.toml").write_text(FILE)
    assert read_identity_decisions(tmp_path / "identities.toml") == IdentityDecisions((MERGE,), (SPLIT,))


def test_a_merge_joins_what_nothing_else_ties_and_names_its_reason(engine: Engine) -> None:
    found = identities(engine, WORLD, overrides=told(MERGE))
    assert found.merchants == {frozenset({"a/one", "b/four"})}
    assert found.groups == {frozenset({"a/one", "a/two", "b/three", "b/four"})}
    tie = found.tie("decision")
    assert (tie.valid_from, tie.confidence, tie.joins) == (dt.date(2026, 3, 4), 1.0, True)
    assert tie.source == "decided by J. Jansen: One web shop."


def test_a_split_wins_over_every_tie_and_leaves_them_to_see(engine: Engine) -> None:
    found = identities(engine, WORLD, overrides=told(SPLIT))
    assert found.groups == {frozenset({"a/one", "b/three"})}
    assert found.entities["a/one"] != found.entities["a/two"]
    assert not any(tie.joins for tie in found.ties if "a/two" in {tie.one, tie.other})
    assert {tie.kind for tie in found.ties} == {"phone", "principal"}


def test_those_left_behind_stay_together(engine: Engine) -> None:
    chain = """
        merchant_id | opened_on  | closed_on  | phone
        a           | 2020-01-01 | 2020-02-28 | x
        b           | 2020-02-01 | 2020-03-31 | x
        c           | 2020-03-01 | 2020-04-30 | x
    """
    assert {(tie.one, tie.other) for tie in identities(engine, chain).ties} == {("p/a", "p/b"), ("p/b", "p/c")}
    found = identities(engine, chain, overrides=told(replace(SPLIT, accounts=("p/b",))))
    assert found.groups == {frozenset({"p/a", "p/c"})}
    both = identities(engine, chain, overrides=told(replace(SPLIT, accounts=("p/b", "p/c"))))
    assert both.groups == {frozenset({"p/b", "p/c"})}


def test_taking_a_decision_out_restores_what_was(engine: Engine) -> None:
    before = identities(engine, WORLD)
    assert identities(engine, WORLD, overrides=told(SPLIT, MERGE)).entities != before.entities
    assert identities(engine, WORLD) == before


def test_accounts_that_are_not_there_are_said_and_nothing_else(engine: Engine) -> None:
    gone = replace(MERGE, accounts=("a/one", "z/gone"))
    found = identities(engine, WORLD, overrides=told(gone))
    assert found.entities == identities(engine, WORLD).entities
    assert found.notes == ("The merge that J. Jansen decided on 2026-03-04 names z/gone, which is in no contribution.",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("[[split]]", "[split]"), "write each under a line [[split]]"),
        (("[[split]]", "[[divide]]"), "has divide: known are [[merge]] and [[split]]"),
        (('by = "J. Jansen"\n', ""), "a decision says who made it"),
        (('why = "One web shop."', 'why = " "'), "for what reason"),
        (("on = 2026-03-04", 'on = "4 March"'), "without quotes, as in 2026-03-04"),
        (('relation = "same_merchant"', 'relation = "same"'), "write same_merchant or same_controller"),
        (('["a/one", "b/four"]', '["a/one"]'), "a list of two or more"),
        (('["a/one", "b/four"]', '"a/one"'), "a list of two or more"),
        (('["a/two"]', '["two"]'), "as provider/merchant"),
        (('["a/two"]', '["b/four"]'), "take one of the two out"),
        (("[[merge]]", "[[merge"), "is not TOML"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "identities.toml"
    path.write_text(FILE.replace(*change, 1))
    with pytest.raises(ConfigError) as error:
        read_identity_decisions(path)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no file of decisions"):
        read_identity_decisions(tmp_path / "identities.toml")
