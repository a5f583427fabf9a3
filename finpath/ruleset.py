"""A case in, the rules of its run out: the package's and the user's own, as the case sets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finpath import rules, testing
from finpath.config import RunConfig
from finpath.engine import DuckDB, Limits
from finpath.errors import RuleError
from finpath.rules import Rule
from finpath.rules.session_rules import as_rule
from finpath.scoring import origins, require_same_rules


@dataclass(frozen=True)
class RuleSet:
    """The rules of a run.

    Args:
        rules: In force, as the case sets them.
        refused: What is wrong with rules of the user's own that the run goes on without.
    """

    rules: tuple[Rule, ...]
    refused: tuple[str, ...] = ()


def choose(case: RunConfig, limits: Limits | None = None) -> RuleSet:
    """The rules of a run: the package's and the user's own, as the case sets them.

    Raises:
        ConfigError: The case sets what does not exist.
        RuleError: A rule of the user's own is wrong, and the case does not say to go on without it.
    """
    known, refused = list(rules.catalogue()), list[str]()
    if not (case.own_rules or case.given_rules):
        return RuleSet(_tune(known, case))
    with DuckDB(limits) as engine:
        for path in case.own_rules:
            vetted = testing.vet(path, engine, [rule.id for rule in known])
            if vetted.wrong and not case.skip_bad_rules:
                raise RuleError(f"{vetted.wrong[0]} Mend it, or go on without it with --skip-bad-rules.")
            refused += [wrong.replace(str(path), path.name) for wrong in vetted.wrong[:1]]
            known += [vetted.rule] if vetted.rule and not vetted.wrong else []
        for given in case.given_rules:
            rule = as_rule(given)
            wrong = testing.vet_given(rule, engine, [rule.id for rule in known])
            if wrong:
                raise RuleError(wrong[0])
            known.append(rule)
    return RuleSet(_tune(sorted(known, key=lambda rule: rule.id), case), tuple(refused))


def _tune(known: Sequence[Rule], case: RunConfig) -> tuple[Rule, ...]:
    """Those not switched off, with thresholds and weights of the case; a calibration must have been fitted on them."""
    tuned = rules.tune(known, case.rules)
    if case.calibration:
        require_same_rules(case.calibration, (*map(rules.origin, tuned), *origins(case.card)))
    return tuned
