"""What a user may set: run configuration, tiers, suppressions, roles and decisions on identity."""

from __future__ import annotations

from finpath.config.calibration import Calibration, read_calibration
from finpath.config.earlier_entities import Identities, read_earlier
from finpath.config.identity_decisions import IdentityDecision, IdentityDecisions, read_identity_decisions
from finpath.config.roles import Given, GivenRole, Role, read_roles, victims
from finpath.config.rule_settings import Setting, Settings, switched_off
from finpath.config.run_config import RunConfig, read_config
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
    "RunConfig",
    "Setting",
    "Settings",
    "Suppression",
    "TierThresholds",
    "read_calibration",
    "read_config",
    "read_earlier",
    "read_identity_decisions",
    "read_roles",
    "read_suppressions",
    "switched_off",
    "victims",
]
