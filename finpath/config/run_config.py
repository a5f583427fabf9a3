"""What a user decides about a run: thresholds, tiers, review capacity, as-of date; and the file that says so.

as_of = 2026-06-30T00:00:00Z
rates = "rates.csv"
identities = "identities.toml"     # merges and splits that a person decided
earlier = "run-2026-05"            # whose entity ids are kept
calibration = "calibration.toml"   # what past decisions made of scores: finpath calibrate
own_rules = ["my_rule.py"]         # rules of your own, one to a file: finpath rules test my_rule.py
skip_bad_rules = false             # true: go on without those of them that are wrong; the coverage says so
suppressions = "suppressions.toml" # merchants that were reviewed: finpath suppress
scorecard = "card.toml"            # what figures of a merchant weigh: finpath scorecard
coalition = "coalition.toml"       # the hub's roster: who belongs to the coalition, and what each may say
keep_keys = false                  # true: keep tokens of controllers' identifiers, so that a desk can compare cases
roles = "roles.toml"               # what somebody is, where a person has said so: finpath role

[tiers]
refer = 0.9
capacity = 100

[rules.night_payments]
excess = 0.2
weight = 0.5                       # nats, in place of the published weight

[rules.sudden_start]
off = true

[rules.short_life]
shadow = true                      # it runs and is reported, and weighs nothing
"""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from finpath.config.calibration import Calibration, read_calibration
from finpath.config.earlier_entities import Identities, read_earlier
from finpath.config.identity_decisions import read_identity_decisions
from finpath.config.roles import GivenRole, read_roles
from finpath.config.roster import Roster, read_roster
from finpath.config.rule_settings import GivenRule, Setting, Settings, check_rule_names, switched_off
from finpath.config.scorecard import Scorecard, read_card, standard_card
from finpath.config.suppressions import Suppression, read_suppressions
from finpath.config.tiers import TierThresholds
from finpath.config.toml import reading
from finpath.errors import ConfigError

PLAIN = (
    "as_of",
    "rates",
    "identities",
    "earlier",
    "calibration",
    "own_rules",
    "skip_bad_rules",
    "suppressions",
    "roles",
    "coalition",
    "scorecard",
    "keep_keys",
)
"""What a case file says outside its tables."""

ASKED = ("case file", "name one with --config, or leave the option out")
"""What a file is that cannot be read, and what to do."""


@dataclass(frozen=True)
class RunConfig:
    """What a user decides. The defaults are finpath's own.

    Args:
        as_of: Nothing later counts. When None: what two organisations reached, and 45 days more. Naive UTC.
        rates: What currencies are worth, in the contract's form; the ECB's daily reference rates when None.
        bars: What each tier asks for.
        rules: Settings of rules by id: thresholds by name, `weight`, `shadow`, or `off`.
        identities: Which accounts a person has merged or split, and entity ids of an earlier run.
        calibration: What past decisions made of scores; they are as the weights say when None.
        own_rules: Files of the user's own rules, one to a file.
        given_rules: Rules of the user's own that are handed over as objects.
        skip_bad_rules: Go on without those of them that are wrong; the coverage says so.
        suppressions: Merchants that a person has reviewed, and what was seen of them.
        roles: What a person says that somebody is; a possible victim is safeguarding's.
        roster: Who belongs to the coalition, and what each may say; ids are taken at their word when None.
        scorecard: What figures of a merchant weigh; finpath's own when None.
        left_out: Contributions that are refused before they are read, as unsigned ones are, each with its reason.
        keep_keys: Keep tokens of controllers' identifiers, so that a desk can tell which cases meet.
    """

    as_of: dt.datetime | None = None
    rates: Path | None = None
    bars: TierThresholds = field(default_factory=TierThresholds)
    rules: Settings = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    calibration: Calibration | None = None
    own_rules: tuple[Path, ...] = ()
    skip_bad_rules: bool = False
    suppressions: tuple[Suppression, ...] = ()
    roles: tuple[GivenRole, ...] = ()
    roster: Roster | None = None
    scorecard: Scorecard | None = None
    given_rules: tuple[GivenRule, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    keep_keys: bool = False

    def __post_init__(self) -> None:
        """Hold the names of rules against those that there are; those of own files are known when they are read."""
        if not self.own_rules:
            check_rule_names(self.rules, [rule.id for rule in self.given_rules])

    @property
    def card(self) -> Scorecard:
        """The scorecard in force."""
        return self.scorecard or standard_card()

    def switched_off(self) -> tuple[str, ...]:
        """The rules that the user switched off."""
        return switched_off(self.rules)


def read_config(path: Path) -> RunConfig:
    """Read a case file.

    Raises:
        ConfigError: It is not there, is not TOML, or says something that finpath does not know.
    """
    with reading(path, *ASKED):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    unknown = sorted(set(content) - {*PLAIN, "tiers", "rules"})
    if unknown:
        known = f"{', '.join(PLAIN)}, [tiers] and [rules.ID]"
        raise ConfigError(f"The case file {path} has [{unknown[0]}]: known are {known}.")
    for name, form in (("tiers", "[tiers]"), ("rules", "[rules.ID]")):
        if not isinstance(content.get(name, {}), dict):
            raise ConfigError(f"The case file {path}: {name} is {content[name]!r}: write a table, as in {form}.")
    rates = path.parent / str(content["rates"]) if "rates" in content else None
    identities = _identities(content, path.parent)
    bars, rules = _tiers(content.get("tiers", {})), _rules(content.get("rules", {}))
    calibration = read_calibration(path.parent / str(content["calibration"])) if "calibration" in content else None
    return RunConfig(
        *(_as_of(content.get("as_of")), rates, bars, rules, identities, calibration),
        own_rules=_own_rules(content.get("own_rules", []), path.parent),
        skip_bad_rules=_flag(content, "skip_bad_rules"),
        suppressions=read_suppressions(path.parent / str(content["suppressions"])) if "suppressions" in content else (),
        roles=read_roles(path.parent / str(content["roles"])) if "roles" in content else (),
        roster=read_roster(path.parent / str(content["coalition"])) if "coalition" in content else None,
        scorecard=read_card(path.parent / str(content["scorecard"])) if "scorecard" in content else None,
        keep_keys=_flag(content, "keep_keys"),
    )


def named_card(path: Path) -> Path | None:
    """The scorecard that a case file names; None where finpath's own is in force.

    Raises:
        ConfigError: It is not there, or is not TOML.
    """
    with reading(path, *ASKED):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    return path.parent / str(content["scorecard"]) if "scorecard" in content else None


def _own_rules(names: object, folder: Path) -> tuple[Path, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f'own_rules is {names!r}: write a list of files, as in own_rules = ["my_rule.py"].')
    return tuple(folder / name for name in names)


def _flag(content: Mapping[str, object], name: str) -> bool:
    value = content.get(name, False)
    if isinstance(value, bool):
        return value
    raise ConfigError(f"{name} is {value!r}: write true or false, without quotes.")


def _identities(content: Mapping[str, object], folder: Path) -> Identities:
    known = Identities()
    if "identities" in content:
        known = replace(known, decisions=read_identity_decisions(folder / str(content["identities"])))
    if "earlier" in content:
        known = replace(known, earlier=read_earlier(folder / str(content["earlier"])))
    return known


def _as_of(value: object) -> dt.datetime | None:
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time.max)
    raise ConfigError(f"as_of is {value!r}: write a date or a date and time, without quotes, as in 2026-06-30.")


def _tiers(table: Mapping[str, object]) -> TierThresholds:
    values = asdict(TierThresholds())
    for name, value in table.items():
        if name not in values:
            raise ConfigError(f"[tiers] has {name}: known are {', '.join(sorted(values))}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ConfigError(f"[tiers] {name} is {value!r}: a number was expected.")
        values[name] = float(value) if isinstance(values[name], float) else value
    return TierThresholds(**values)


def _rules(tables: Mapping[str, object]) -> dict[str, dict[str, Setting]]:
    for name, settings in tables.items():
        if not isinstance(settings, dict):
            raise ConfigError(f"[rules] {name} is {settings!r}: write a table, as in [rules.{name}].")
    return {name: dict(settings) for name, settings in tables.items() if isinstance(settings, dict)}
