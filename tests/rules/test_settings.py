"""What a case file says of a rule: thresholds, weight, shadow, off."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pytest

from finpath.config import Settings
from finpath.engine import Engine
from finpath.errors import ConfigError
from finpath.graph import build
from finpath.rules import Finding, RuleRun, find_near_misses, keep, run, tune
from finpath.rules.time.night_payments import NightPayments
from finpath.rules.user_rules import is_ours
from finpath.scoring import weigh
from finpath.testing import check
from finpath.testing.world import ledger


@dataclass(frozen=True, kw_only=True)
class OnTrial(NightPayments):
    """The same, whose worth is not shown yet."""

    shadow = True


def asked(engine: Engine, rule: NightPayments) -> tuple[list[Finding], RuleRun]:
    hit = next(example for example in rule.examples if example.finds)
    findings, runs = run(build(ledger(engine, transactions=hit.transactions, merchants=hit.merchants)), (rule,))
    return findings, runs[0]


def test_a_rule_can_be_weighed_anew_and_stays_itself() -> None:
    rule = NightPayments(deviations=3.5)
    (tuned,) = tune((rule,), {"night_payments": {"weight": 0.5, "shadow": True, "deviations": 4.0}})
    assert (tuned.weight, tuned.shadow, tuned.thresholds["deviations"]) == (0.5, True, 4.0)
    assert (tuned.id, tuned.meaning, tuned.version) == (rule.id, rule.meaning, rule.version)
    assert (rule.weight, rule.shadow) == (NightPayments.weight, False)
    assert tuned.tune({"deviations": 5.0}).shadow


def test_a_rule_weighed_anew_is_of_its_own_class_and_keeps_what_is_set() -> None:
    rule = NightPayments()
    lighter = rule.reweigh(weight=0.5)
    assert type(lighter) is NightPayments
    assert is_ours(lighter)
    assert lighter.thresholds == rule.thresholds
    assert lighter != rule
    assert lighter == rule.reweigh(weight=0.5)
    assert hash(lighter) == hash(rule.reweigh(weight=0.5))
    assert replace(lighter, excess=0.2).weight == 0.5
    assert (lighter.reweigh(shadow=True).weight, lighter.reweigh(shadow=True).shadow) == (0.5, True)
    assert "weight" not in repr(lighter)


def test_a_rule_can_be_called_out_of_shadow() -> None:
    (tuned,) = tune((OnTrial(),), {"on_trial": {"shadow": False}})
    assert not tuned.shadow
    assert tuned.weight == OnTrial.weight


def test_a_rule_in_shadow_is_reported_and_weighs_nothing(engine: Engine) -> None:
    findings, ran = asked(engine, OnTrial())
    assert findings
    assert ran.ran
    assert ran.shadow
    assert keep(engine, findings).columns[-1] == "shadow"
    assert engine.scalar("SELECT count(*) FROM findings WHERE NOT shadow") == 0
    assert np.array_equal(
        weigh(findings, 1 + findings[0].merchant).weights, weigh((), 1 + findings[0].merchant).weights
    )


def test_a_rule_in_shadow_is_near_to_nobody(engine: Engine) -> None:
    hit = next(example for example in OnTrial.examples if example.finds)
    graph = build(ledger(engine, transactions=hit.transactions, merchants=hit.merchants))
    find_near_misses(graph, (OnTrial(deviations=100.0),))
    assert engine.scalar("SELECT count(*) FROM near_misses") == 0


def test_examples_of_a_rule_in_shadow_are_run(engine: Engine) -> None:
    assert check(OnTrial(), engine) == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"on_trial": {"weight": -1}}, "weight is -1: a number of nats from 0 on was expected; the published weight"),
        ({"on_trial": {"weight": float("nan")}}, "weight is nan"),
        ({"on_trial": {"weight": True}}, "weight is True"),
        ({"on_trial": {"weight": "much"}}, "weight is 'much'"),
        ({"on_trial": {"off": "yes"}}, "off is 'yes': write true or false, without quotes"),
        ({"on_trial": {"shadow": 1}}, "shadow is 1: write true or false"),
        ({"nobody": {"off": True}}, "sets rule nobody, which does not exist: known are on_trial."),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(settings: Settings, sentence: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        tune((OnTrial(),), settings)
