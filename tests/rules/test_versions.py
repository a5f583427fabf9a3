"""No rule asks something else under the same version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from finpath.rules import catalogue
from finpath.rules.time.night_payments import NightPayments
from tests.rules.versions import FILE, fingerprint, now, renew, unraised


def test_every_rule_is_locked_as_it_is() -> None:
    locked = json.loads(FILE.read_text(encoding="utf-8"))
    assert not unraised(catalogue(), locked), "a rule asks something else: raise its version"
    assert now(catalogue()) == locked, "run: python -m tests.rules.versions"


@dataclass(frozen=True, kw_only=True)
class Louder(NightPayments):
    """Another question."""

    evidence: ClassVar = "p.kind = 'purchase'"


@dataclass(frozen=True, kw_only=True)
class Raised(Louder):
    """Another question, and said so."""

    version = NightPayments.version + 1


@dataclass(frozen=True, kw_only=True)
class Reworded(NightPayments):
    """The same question in other words."""

    sql: ClassVar = NightPayments.sql.replace("SELECT merchant ", "SELECT -- who\n merchant ")
    sentence: ClassVar = "{nights} of {clocked} payments were made at night."


def test_a_version_is_question_thresholds_and_evidence_and_no_wording() -> None:
    rule = NightPayments()
    assert fingerprint(rule) == fingerprint(NightPayments())
    assert fingerprint(rule) != fingerprint(rule.tune({"deviations": 9.0}))
    assert fingerprint(rule) != fingerprint(Louder())
    assert fingerprint(rule) == fingerprint(Reworded())
    assert Reworded().sql != rule.sql
    assert fingerprint(rule) == fingerprint(rule.reweigh(weight=0.1, shadow=True))


def test_another_question_is_refused_until_its_version_is_raised(tmp_path: Path) -> None:
    file = tmp_path / "versions.json"
    file.write_text(json.dumps({"louder": now((NightPayments(),))["night_payments"]}))
    before = file.read_bytes()
    assert renew((Louder(),), file) == ["louder"]
    assert file.read_bytes() == before
    file.write_text(json.dumps({"raised": now((NightPayments(),))["night_payments"]}))
    assert renew((Raised(),), file) == []
    assert json.loads(file.read_text()) == now((Raised(),))
