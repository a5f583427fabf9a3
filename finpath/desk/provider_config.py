"""`[oidc]` of a desk's configuration: the identity provider by which people sign in.

[oidc]
issuer = "https://id.hub.example/realms/coalition"
client_id = "finpath-desk"
client_secret_file = "oidc.secret"
acr = ["phr"]                              # ways of signing in that are sure enough
groups_claim = "groups"

[oidc.roles]                               # analyst and auditor alone; every other role is granted at the desk
"finpath-analysts" = "analyst"
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from finpath.desk.people.identity_provider import BY_GROUP, IdentityProvider, require_tls
from finpath.errors import ConfigError, nearest

TEXTS = ("issuer", "client_id", "client_secret_file")
KNOWN = (*TEXTS, "acr", "groups_claim", "roles")
GROUPS = "groups"


def read_provider(said: object, path: Path) -> IdentityProvider | None:
    """The provider of a configuration; None where it has none.

    Raises:
        ConfigError: Something is lacking, or a group would give a role that only people give.
    """
    if said is None:
        return None
    if not isinstance(said, dict):
        raise ConfigError(f"{path}: oidc is {said!r}: write it as a table, [oidc].")
    if unknown := sorted(set(said) - set(KNOWN)):
        raise ConfigError(f"{path}, [oidc] has {unknown[0]}: {nearest(unknown[0], KNOWN)}")
    for name in TEXTS:
        if not isinstance(said.get(name), str) or not said[name].strip():
            raise ConfigError(f"{path}, [oidc]: {name} is {said.get(name)!r}: a text was expected.")
    acr = said.get("acr")
    if not isinstance(acr, list) or not acr or not all(isinstance(each, str) and each for each in acr):
        raise ConfigError(
            f"{path}, [oidc]: acr is {acr!r}: a list of ways to sign in that are sure enough was expected."
        )
    groups = said.get("groups_claim", GROUPS)
    if not isinstance(groups, str) or not groups:
        raise ConfigError(f"{path}, [oidc]: groups_claim is {groups!r}: the name of a claim was expected.")
    issuer = said["issuer"].rstrip("/")
    require_tls(issuer)
    return IdentityProvider(
        issuer,
        said["client_id"],
        _secret(path.parent / said["client_secret_file"]),
        tuple(acr),
        groups,
        _roles(said.get("roles", {}), path),
    )


def _secret(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"Others may read the secret {path}: chmod 600 {path}")
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"The secret {path} of [oidc] cannot be read: {error.strerror}.") from None
    if not secret:
        raise ConfigError(f"The secret {path} of [oidc] is empty.")
    return secret


def _roles(said: object, path: Path) -> Mapping[str, str]:
    if not isinstance(said, dict):
        raise ConfigError(f"{path}: oidc.roles is {said!r}: write a group and its role on each line.")
    for group, role in said.items():
        if role not in BY_GROUP:
            raise ConfigError(
                f"{path}, [oidc.roles] gives {group} the role {role!r}: a group gives {' or '.join(BY_GROUP)}; every"
                " other is granted at the desk, by two people."
            )
    return said
