"""What a user may set: run configuration, tiers, suppressions, roles and decisions on identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.config.calibration import Calibration, read_calibration
    from finpath.config.earlier_entities import Identities, read_earlier
    from finpath.config.identity_decisions import IdentityDecision, IdentityDecisions, read_identity_decisions
    from finpath.config.roles import Given, GivenRole, Role, read_roles, victims
    from finpath.config.roster import Roster, RosterMember, read_roster, restore_roster
    from finpath.config.rule_settings import Setting, Settings, switched_off
    from finpath.config.run_config import RunConfig, named_card, read_config
    from finpath.config.suppressions import Suppression, read_suppressions
    from finpath.config.tiers import PRIOR, TierThresholds

__all__ = [
    "PRIOR",
    "Calibration",
    "Given",
    "GivenRole",
    "Identities",
    "IdentityDecision",
    "IdentityDecisions",
    "Role",
    "Roster",
    "RosterMember",
    "RunConfig",
    "Setting",
    "Settings",
    "Suppression",
    "TierThresholds",
    "named_card",
    "read_calibration",
    "read_config",
    "read_earlier",
    "read_identity_decisions",
    "read_roles",
    "read_roster",
    "read_suppressions",
    "restore_roster",
    "switched_off",
    "victims",
]

lazily(
    __name__,
    {
        "PRIOR": "finpath.config.tiers",
        "Calibration": "finpath.config.calibration",
        "Given": "finpath.config.roles",
        "GivenRole": "finpath.config.roles",
        "Identities": "finpath.config.earlier_entities",
        "IdentityDecision": "finpath.config.identity_decisions",
        "IdentityDecisions": "finpath.config.identity_decisions",
        "Role": "finpath.config.roles",
        "Roster": "finpath.config.roster",
        "RosterMember": "finpath.config.roster",
        "RunConfig": "finpath.config.run_config",
        "Setting": "finpath.config.rule_settings",
        "Settings": "finpath.config.rule_settings",
        "Suppression": "finpath.config.suppressions",
        "TierThresholds": "finpath.config.tiers",
        "named_card": "finpath.config.run_config",
        "read_calibration": "finpath.config.calibration",
        "read_config": "finpath.config.run_config",
        "read_earlier": "finpath.config.earlier_entities",
        "read_identity_decisions": "finpath.config.identity_decisions",
        "read_roles": "finpath.config.roles",
        "read_roster": "finpath.config.roster",
        "read_suppressions": "finpath.config.suppressions",
        "restore_roster": "finpath.config.roster",
        "switched_off": "finpath.config.rule_settings",
        "victims": "finpath.config.roles",
    },
)
