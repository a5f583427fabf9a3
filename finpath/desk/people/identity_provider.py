"""Signing in by the coalition's identity provider: OpenID Connect, code flow with PKCE.

OpenID Connect Core 1.0; RFC 7636 (PKCE); RFC 9700 (best practice for OAuth 2.0). The provider says who somebody is and
how surely; which roles they have is decided here. Of its groups only those count that the configuration names, and
none of them makes anybody who approves, releases, administers or sees safeguarding's cases.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from finpath.desk.policy.roles import ANALYST, AUDITOR
from finpath.errors import ConfigError

LOGIN = "oidc:"
"""Before the subject of somebody who signs in by the provider; such a login has no password."""

BY_GROUP = (ANALYST, AUDITOR)
"""Roles that a group may give; every other is granted here, by two people."""

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
SECONDS = 10
"""That the provider has for an answer."""

LEEWAY = 60
"""Seconds by which its clock may differ."""


@dataclass(frozen=True)
class IdentityProvider:
    """What the configuration says of the provider.

    Args:
        issuer: Its address, as its tokens name it.
        secret: Of the desk, at the provider.
        acr: Ways of signing in that are sure enough; a token must name one.
        groups: The claim that holds somebody's groups.
        roles: By group, the role that it gives.
    """

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    acr: tuple[str, ...]
    groups: str
    roles: Mapping[str, str]


@dataclass(frozen=True)
class Begun:
    """What a browser keeps, sealed, until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Known:
    """Who came back: the provider's name for them, and the roles that their groups give."""

    login: str
    roles: frozenset[str]


def begin_sign_in(provider: IdentityProvider, back: str) -> tuple[str, Begun]:
    """The address to send a browser to, and what it must bring back.

    Raises:
        ConfigError: The provider does not answer, or is another.
    """
    begun = Begun(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    with _talking(provider), _client(provider, back) as client:
        address, _ = client.create_authorization_url(
            _endpoint(_described(client, provider), "authorization_endpoint"),
            state=begun.state,
            nonce=begun.nonce,
            code_verifier=begun.verifier,
            acr_values=" ".join(provider.acr),
        )
    return str(address), begun


def finish_sign_in(provider: IdentityProvider, back: str, begun: Begun, code: str) -> Known:
    """Who has come back with a code.

    Raises:
        ConfigError: The provider does not vouch for them, or not in the way that was asked.
    """
    from joserfc import jwt  # noqa: PLC0415 - an extra
    from joserfc.jwk import KeySet  # noqa: PLC0415

    with _talking(provider), _client(provider, back) as client:
        described = _described(client, provider)
        tokens = client.fetch_token(
            _endpoint(described, "token_endpoint"), code=code, code_verifier=begun.verifier, timeout=SECONDS
        )
        keys = _got(client, _endpoint(described, "jwks_uri"))
        claims = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": begun.nonce},
            acr={"essential": True, "values": list(provider.acr)},
        ).validate(claims)
    return _known(provider, claims)


def _known(provider: IdentityProvider, claims: Mapping[str, Any]) -> Known:
    subject, audience, groups = claims["sub"], claims["aud"], claims.get(provider.groups, [])
    if claims.get("azp", provider.client_id) != provider.client_id or (
        isinstance(audience, list) and len(audience) > 1 and "azp" not in claims
    ):
        raise ConfigError("The identity provider vouched for another program.")
    if not isinstance(subject, str) or not subject.isascii() or not subject.isprintable() or not subject.strip():
        raise ConfigError("The identity provider names nobody.")
    named = [each for each in groups if isinstance(each, str)] if isinstance(groups, list) else []
    roles = frozenset(provider.roles[each] for each in named if each in provider.roles)
    return Known(f"{LOGIN}{subject}", roles)


@contextmanager
def _talking(provider: IdentityProvider) -> Iterator[None]:
    try:
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415 - an extra
        from joserfc.errors import JoseError  # noqa: PLC0415
        from requests import RequestException  # noqa: PLC0415
    except ImportError:
        raise ConfigError("To sign in by an identity provider, install finpath[desk-oidc].") from None
    try:
        yield
    except (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{provider.issuer} did not vouch for anybody ({type(error).__name__}): sign in again."
        ) from None


@contextmanager
def _client(provider: IdentityProvider, back: str) -> Iterator[Any]:
    from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 - an extra

    session = OAuth2Session(
        provider.client_id,
        provider.secret,
        redirect_uri=back,
        scope="openid",
        code_challenge_method="S256",
    )
    session.trust_env = False  # no proxy, no password file of whoever started the desk
    try:
        yield session
    finally:
        session.close()


def _described(client: Any, provider: IdentityProvider) -> Mapping[str, Any]:  # noqa: ANN401 - Authlib has no types
    """What the provider says of itself: asked each time, since its keys change without a word."""
    found = _got(client, f"{provider.issuer}/.well-known/openid-configuration")
    if found["issuer"] != provider.issuer:
        raise ConfigError(f"{provider.issuer} says that it is {found['issuer']!s:.200}: correct issuer in desk.toml.")
    return found


def _got(client: Any, address: str) -> Mapping[str, Any]:  # noqa: ANN401 - Authlib has no types
    answer = client.request("GET", address, withhold_token=True, timeout=SECONDS, allow_redirects=False)
    if answer.status_code != 200:  # noqa: PLR2004 - of HTTP
        raise ValueError(address)
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError(address)
    return found


def _endpoint(described: Mapping[str, Any], name: str) -> str:
    """An address of the provider; without TLS only on this machine."""
    address = str(described[name])
    require_tls(address)
    return address


def require_tls(address: str) -> None:
    """Hold an address to TLS, but for one on this machine.

    Raises:
        ConfigError: It has none.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}):
        raise ConfigError(f"{address:.200} is not reached by https://: an identity provider is.")
