"""A run whose graph is still there: it can be asked for payments, and scored again without reading a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from finpath import referral
from finpath.conclude import Conclusion, conclude
from finpath.config import RunConfig
from finpath.config.rule_settings import Setting
from finpath.config.scorecard import Scorecard, read_card
from finpath.errors import ConfigError, nearest
from finpath.graph import PaymentGraph
from finpath.ingest import Ledger
from finpath.notebook.progress import Progress, follow
from finpath.output.folder import Outcome, Run, state_coverage, state_gaps, write_atomically, write_run
from finpath.output.folder.table_view import TableView
from finpath.rules.session_rules import GivenRules, read_given_rules
from finpath.ruleset import RuleSet, choose
from finpath.tables.contract import SAFEGUARDED

Thresholds = Mapping[str, Setting | Mapping[str, Setting]]
"""Settings by `rule.threshold`, or by rule and then by threshold; and what tiers ask for, as `refer`."""

PAYMENTS = """
SELECT t.transaction_id,
       t.occurred_at,
       t.kind,
       t.amount,
       t.currency,
       t.amount_eur,
       CAST(dense_rank() OVER (ORDER BY t.payer) AS BIGINT) AS payer,
       t.payer_country,
       t.rail,
       t.descriptor,
       t.file,
       t.row
FROM transactions      AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
WHERE a.provider_id = :provider AND a.merchant_id = :merchant
ORDER BY t.occurred_at, t.transaction_id
"""


@dataclass(frozen=True)
class Kept:
    """What is kept of a run.

    Args:
        ledger: What was taken; its engine holds all tables.
        payments: The graph; None before it is built.
        config: What the user decided.
        statements: SHA-256 of what members say of their contributions.
    """

    ledger: Ledger
    payments: PaymentGraph | None
    config: RunConfig
    statements: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class KeptRun(Run):
    """A run folder, and the graph that it was concluded from, as long as somebody holds this object.

    Args:
        kept: The graph; None where it was let go.
    """

    kept: Kept | None = field(default=None, compare=False)

    @property
    def ledger(self) -> Ledger:
        """What was taken from the contributions.

        Raises:
            ConfigError: It was let go.
        """
        return self._kept().ledger

    def payments(self, merchant: str) -> TableView:
        """The payments of a merchant; without what is kept, those that its case rests on.

        Args:
            merchant: As for `explain`. Who paid is a number that counts within the table.

        Raises:
            ConfigError: As `explain`; or it is in the lane `protect`, whose payments are for safeguarding.
        """
        if self.kept is None:
            return super().payments(merchant)
        explained = self.explain(merchant)
        account = explained.account
        name = f"{account.provider_id}/{account.merchant_id}"
        if explained.standing is None:
            raise ConfigError(f"{name} is in the lane {SAFEGUARDED}: its payments are a matter for safeguarding.")
        rows = self.kept.ledger.engine.arrow(
            PAYMENTS, {"provider": account.provider_id, "merchant": account.merchant_id}
        )
        paths = {file.index: file.path for file in self.kept.ledger.files}
        files = [paths.get(int(index), "") for index in rows["file"].to_pylist()]
        table = rows.set_column(rows.schema.get_field_index("file"), "file", [files])
        return TableView(table, f"Payments of {name}")

    def rescore(
        self,
        *,
        rules: GivenRules = (),
        thresholds: Thresholds | None = None,
        scorecard: Scorecard | Path | str | None = None,
        out: Path | str | None = None,
        progress: Progress | None = None,
    ) -> KeptRun:
        """Ask other rules of the same payments: the graph is there already, and no file is read.

        Args:
            rules: Rules of your own besides: classes in a list, or SQL by name.
            thresholds: What is set otherwise: `{"night_payments.excess": 0.3, "sudden_start": {"off": True}}`; and
                what tiers ask for, as `{"refer": 0.95}`.
            scorecard: What figures of a merchant weigh, or the file of it.
            out: The run folder to write; beside this one when None.
            progress: Told what is being done; as for `run` when None.

        Raises:
            ConfigError: The graph was let go, or what is set does not exist.
            RuleError: A rule is wrong.
        """
        kept = self._kept()
        config = replace(kept.config, given_rules=(*kept.config.given_rules, *read_given_rules(rules)))
        config = set_otherwise(config, thresholds or {})
        if scorecard is not None:
            card = scorecard if isinstance(scorecard, Scorecard) else read_card(Path(scorecard))
            config = replace(config, scorecard=card)
        target = Path(out) if out else next_free(self.path.with_name(f"{self.path.name}-rescored"))
        told = progress or follow()
        with write_atomically(target, force=False) as folder:
            done = finish(replace(kept, config=config), choose(config), folder, told, graph=kept.payments)
        return KeptRun(target, done)

    def _kept(self) -> Kept:
        if self.kept is None:
            raise ConfigError(
                f"The graph of {self.path} is not in memory: run again with keep=True, and ask what that gives back."
            )
        return self.kept


def finish(kept: Kept, book: RuleSet, folder: Path, progress: Progress, *, graph: PaymentGraph | None = None) -> Kept:
    """Go from a ledger to a written run folder.

    Args:
        kept: The ledger, the configuration and what members say; its graph is not asked.
        book: The rules.
        folder: Where to write.
        progress: Told what is being done.
        graph: The graph, where it was built already.

    Returns:
        The same with the graph that was asked.
    """
    conclusion: Conclusion = conclude(kept.ledger, kept.config, progress, book=book, payments=graph)
    coverage = state_coverage(conclusion, kept.config)
    progress("Writing referrals")
    referrals = referral.build_referrals(conclusion, state_gaps(conclusion, coverage))
    referrals = referral.trace_funds(referral.give_roles(referrals, kept.config.roles), conclusion.payments)
    write_run(Outcome(conclusion, kept.config, coverage, referrals), kept.statements, folder)
    return replace(kept, payments=conclusion.payments)


def set_otherwise(config: RunConfig, thresholds: Thresholds) -> RunConfig:
    """A configuration with some thresholds set otherwise.

    Raises:
        ConfigError: A rule, a threshold or a tier that does not exist; the message names the nearest.
    """
    rules = {name: dict(settings) for name, settings in config.rules.items()}
    bars = config.bars
    for name, value in thresholds.items():
        rule, dot, threshold = name.partition(".")
        if isinstance(value, Mapping):
            rules.setdefault(name, {}).update(value)
        elif dot:
            rules.setdefault(rule, {})[threshold] = value
        elif name in vars(bars) and isinstance(value, int | float):
            bars = replace(bars, **{name: value})  # type: ignore[arg-type] # by name, as a case file says it
        else:
            raise ConfigError(
                f'thresholds= has "{name}", which is no rule.threshold and nothing that a tier asks for:'
                f" {nearest(name, vars(bars))}"
            )
    return replace(config, rules=rules, bars=bars)


def next_free(path: Path) -> Path:
    """The path, or the first of it with a number that is free."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
