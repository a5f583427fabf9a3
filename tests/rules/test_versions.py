"""No rule changes its meaning under the same version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from finpath.rules import catalogue
from finpath.rules.fingerprint import fingerprint
from finpath.rules.time.night_payments import NightPayments
from tests.rules.versions import FILE, now, renew, unraised


def test_every_rule_is_locked_as_it_is() -> None:
    locked = json.loads(FILE.read_text(encoding="utf-8"))
    assert not unraised(catalogue(), locked), "the meaning of a rule has changed: raise its version"
    assert now(catalogue()) == locked, "run: python -m tests.rules.versions"


@dataclass(frozen=True, kw_only=True)
class Louder(NightPayments):
    """Another meaning."""


@dataclass(frozen=True, kw_only=True)
class Raised(NightPayments):
    """Another meaning."""

    version = NightPayments.version + 1


def test_a_meaning_is_question_thresholds_and_docstring() -> None:
    rule = NightPayments()
    assert fingerprint(rule) == fingerprint(NightPayments())
    assert fingerprint(rule) != fingerprint(rule.tune({"deviations": 9.0}))
    assert fingerprint(rule) != fingerprint(Louder())
    assert fingerprint(rule) == fingerprint(rule.reweigh(weight=0.1, shadow=True))


def test_a_changed_meaning_is_refused_until_its_version_is_raised(tmp_path: Path) -> None:
    file = tmp_path / "versions.json"
    file.write_text(json.dumps({"louder": now((NightPayments(),))["night_payments"]}))
    before = file.read_bytes()
    assert renew((Louder(),), file) == ["louder"]
    assert file.read_bytes() == before
    file.write_text(json.dumps({"raised": now((NightPayments(),))["night_payments"]}))
    assert renew((Raised(),), file) == []
    assert json.loads(file.read_text()) == now((Raised(),))
