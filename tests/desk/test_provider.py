"""Signing in by an identity provider: who it vouches for comes in, with what a group may give, and nobody else."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from finpath.desk.config import read_desk_config
from finpath.desk.people.identity_provider import IdentityProvider, begin_sign_in
from finpath.desk.people.passwords import set_password
from finpath.desk.people.person import CONSOLE, Place, add_person, find_person, grant, today
from finpath.desk.store.tables import GRANTS, SESSIONS
from finpath.desk.web.app import make_app
from finpath.errors import ConfigError
from tests.desk.conftest import Office
from tests.desk.provider import ACR, CLIENT, SECRET, Provider, running

ADDRESS = "http://desk.example"
ROLES = MappingProxyType({"finpath-analysts": "analyst"})


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as made:
        yield made


@pytest.fixture
def known(small_office: Office) -> str:
    with small_office.desk.store.act() as acting:
        return add_person(acting, CONSOLE, "oidc:u-1", name="Ida", place=Place("hub", tlp="red"))


@pytest.fixture
def app(small_office: Office, provider: Provider) -> Litestar:
    said = IdentityProvider(provider.issuer, CLIENT, SECRET, (ACR,), "groups", ROLES)
    config = replace(small_office.desk.config, provider=said, public_origin=ADDRESS)
    return make_app(replace(small_office.desk, config=config))


def sign_in(client: TestClient[Litestar]) -> httpx.Response:
    """As a browser does: away, and back with what the provider gave."""
    asked = client.get("/oidc", follow_redirects=False)
    assert asked.status_code == 302, asked.text
    back = httpx.get(asked.headers["location"]).headers["location"]
    return client.get(back, follow_redirects=False)


def test_who_is_vouched_for_comes_in(app: Litestar, provider: Provider, small_office: Office, known: str) -> None:
    provider.claims["groups"] = ["finpath-analysts", "others"]
    client = TestClient(app, base_url=ADDRESS)
    assert "127.0.0.1" in client.get("/enter").text
    entered = sign_in(client)
    assert entered.status_code == 200
    assert 'http-equiv="refresh"' in entered.text
    assert client.get("/queue").status_code == 200
    provider.claims["groups"] = ["others"]
    client = TestClient(app, base_url=ADDRESS)
    sign_in(client)
    assert client.get("/").status_code == 200
    assert client.get("/queue").status_code == 403, "the group gives nothing any more"
    with small_office.desk.store.act() as acting:
        grant(acting, known, "analyst", small_office.people["fay"], small_office.people["gus"])
    sign_in(client)
    assert client.get("/queue").status_code == 200, "what two people granted is no group's to take"


def test_the_provider_is_asked_as_it_should_be(provider: Provider) -> None:
    said = IdentityProvider(provider.issuer, CLIENT, SECRET, (ACR, "phrh"), "groups", ROLES)
    address, begun = begin_sign_in(said, f"{ADDRESS}/oidc/back")
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (query["response_type"], query["code_challenge_method"], query["scope"]) == ("code", "S256", "openid")
    assert (query["acr_values"], query["nonce"], query["state"]) == (f"{ACR} phrh", begun.nonce, begun.state)
    assert begun.verifier not in address
    assert SECRET not in repr(said)


def lie(**claims: object) -> Callable[[Provider], None]:
    return lambda provider: provider.claims.update(claims)


@pytest.mark.parametrize(
    "spoil",
    [
        lie(iss="https://other.example"),
        lie(aud="another"),
        lie(aud=[CLIENT, "another"]),
        lie(azp="another"),
        lie(exp=int(time.time()) - 3600),
        lie(exp=None),
        lie(nonce="another"),
        lie(nonce=None),
        lie(acr="pwd"),
        lie(acr=None),
        lie(sub=None),
        lie(sub=""),
        lie(sub=7),
        lie(sub="u-2"),
        lambda provider: setattr(provider, "signing", RSAKey.generate_key(2048, {"kid": "one"})),
        lambda provider: setattr(provider, "algorithm", "none"),
        lambda provider: setattr(provider, "algorithm", "HS256"),
        lambda provider: provider.described.update(token_endpoint="http://other.example/token"),  # noqa: S106
        lambda provider: provider.described.update(jwks_uri="nothing"),
        lambda provider: provider.described.update(jwks_uri=None),
    ],
)
@pytest.mark.usefixtures("known")
def test_whoever_is_not_vouched_for_stays_out(
    app: Litestar, provider: Provider, small_office: Office, spoil: Callable[[Provider], None]
) -> None:
    client = TestClient(app, base_url=ADDRESS)
    spoil(provider)
    answer = sign_in(client)
    assert answer.status_code == 403, answer.text
    assert client.get("/").status_code == 401
    with small_office.desk.store.read() as db:
        assert db.scalars(select(SESSIONS.c.person)).all() == []


@pytest.mark.usefixtures("known")
def test_a_way_back_holds_once_and_for_one_browser(app: Litestar, provider: Provider) -> None:
    client, other = TestClient(app, base_url=ADDRESS), TestClient(app, base_url=ADDRESS)
    asked = client.get("/oidc", follow_redirects=False).headers["location"]
    back = httpx.get(asked).headers["location"]
    assert other.get(back, follow_redirects=False).status_code == 403, "a link that somebody was sent signs nobody in"
    other.get("/oidc", follow_redirects=False)
    assert other.get(back, follow_redirects=False).status_code == 403, "the state of another browser"
    assert client.get(back, follow_redirects=False).status_code == 200
    assert client.get(back, follow_redirects=False).status_code == 403
    assert client.get("/oidc/back?state=%FF&code=x", follow_redirects=False).status_code == 403
    client.cookies.set("desk-oidc", "AAAA", path="/oidc")
    assert client.get(back, follow_redirects=False).status_code == 403
    provider.described["issuer"] = "https://other.example"
    answer = client.get("/oidc", follow_redirects=False)
    assert answer.status_code == 422
    assert "says that it is" in answer.text


def test_a_desk_without_a_provider_has_no_such_door(small_office: Office) -> None:
    client = TestClient(make_app(small_office.desk), base_url=ADDRESS)
    assert client.get("/oidc", follow_redirects=False).status_code == 404
    assert client.get("/oidc/back", follow_redirects=False).status_code in {403, 404}
    assert "/oidc" not in client.get("/enter").text


def test_a_provider_that_is_not_there_is_said(small_office: Office) -> None:
    gone = IdentityProvider("http://127.0.0.1:9", CLIENT, SECRET, (ACR,), "groups", ROLES)
    app = make_app(replace(small_office.desk, config=replace(small_office.desk.config, provider=gone)))
    answer = TestClient(app, base_url=ADDRESS).get("/oidc", follow_redirects=False)
    assert answer.status_code == 422
    assert "did not vouch for anybody" in answer.text


def test_a_login_of_the_provider_has_no_password(small_office: Office, known: str) -> None:
    with pytest.raises(ConfigError, match="no password here"), small_office.desk.store.act() as acting:
        set_password(acting, CONSOLE, "oidc:u-1", "a password of twelve")
    with small_office.desk.store.read() as db:
        person = find_person(db, known, today())
        assert person is not None
        assert person.roles == frozenset()
        assert db.scalars(select(GRANTS.c.role).where(GRANTS.c.person == known)).all() == []


def test_a_key_is_added_soon_after_signing_in(
    app: Litestar, small_office: Office, provider: Provider, known: str
) -> None:
    assert known
    assert provider.issuer
    client = TestClient(app, base_url=ADDRESS)
    sign_in(client)
    page = client.get("/keys").text
    assert "within five minutes" in page
    assert 'name="old"' not in page
    token = page.split('name="_csrf_token" value="')[1].split('"')[0]
    with small_office.desk.store.engine.begin() as db:
        db.execute(SESSIONS.update().values(began=SESSIONS.c.seen))
    answer = client.post("/keys", data={"_csrf_token": token, "signed": "{}"}, follow_redirects=False)
    assert "was not taken" in answer.text, "it comes as far as the key itself"
    client.get("/keys")
    with small_office.desk.store.engine.begin() as db:
        db.execute(SESSIONS.update().values(began=_ago(6)))
    answer = client.post("/keys", data={"_csrf_token": token, "signed": "{}"}, follow_redirects=False)
    assert "Sign in again" in answer.text


def _ago(minutes: int) -> str:
    import datetime as dt  # noqa: PLC0415 - here alone

    return (dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


GOOD = """[oidc]
issuer = "https://id.hub.example"
client_id = "finpath-desk"
client_secret_file = "oidc.secret"
acr = ["phr"]
"""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("https://id", "http://id"), "not reached by https"),
        (('acr = ["phr"]', ""), "acr is None"),
        (('acr = ["phr"]', "acr = []"), "acr is"),
        (("client_id", "client"), "has client"),
        (("oidc.secret", "none.secret"), "cannot be read"),
        (('acr = ["phr"]', 'acr = ["phr"]\n[oidc.roles]\nbosses = "releaser"'), "by two people"),
        (('acr = ["phr"]', 'acr = ["phr"]\n[oidc.roles]\nbosses = "safeguarding"'), "by two people"),
        (('acr = ["phr"]', 'acr = ["phr"]\ngroups_claim = 7'), "groups_claim"),
    ],
)
def test_what_is_wrong_in_the_configuration_is_said(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    secret = tmp_path / "oidc.secret"
    secret.write_text(secrets.token_hex(8))
    secret.chmod(0o600)
    config = tmp_path / "desk.toml"
    config.write_text(f'[agreement]\nid = "A-1"\n{GOOD}')
    found = read_desk_config(config).provider
    assert found is not None
    assert (found.issuer, found.groups) == ("https://id.hub.example", "groups")
    config.write_text(f'[agreement]\nid = "A-1"\n{GOOD.replace(*change)}')
    with pytest.raises(ConfigError, match=words):
        read_desk_config(config)
    config.write_text(f'[agreement]\nid = "A-1"\n{GOOD}')
    secret.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        read_desk_config(config)
