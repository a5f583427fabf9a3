"""Passwords, by Argon2id with the parameters of RFC 9106 that argon2-cffi proposes."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from finpath.desk.people.identity_provider import LOGIN
from finpath.desk.store.store import Acting, Store
from finpath.desk.store.tables import LOGINS
from finpath.errors import ConfigError

SHORTEST, LONGEST = 12, 200
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("a login that is not there takes as long as one that is")


def set_password(acting: Acting, by: str, login: str, password: str) -> None:
    """Set the password of a login.

    Raises:
        ConfigError: It is too short or too long.
    """
    if login.startswith(LOGIN):
        raise ConfigError("Who signs in by the identity provider has no password here.")
    if not SHORTEST <= len(password) <= LONGEST:
        raise ConfigError(f"A password has {SHORTEST} to {LONGEST} letters.")
    changed = acting.db.execute(LOGINS.update().where(LOGINS.c.login == login).values(password=_HASHER.hash(password)))
    if not changed.rowcount:
        raise ConfigError(f"Nobody signs in as {login:.80}.")
    acting.enter(by, "rotated", "login:password", {"login": login})


def check_password(store: Store, login: str, password: str) -> str | None:
    """Whose login and password these are; None where they are nobody's, after as long a time."""
    with store.read() as db:
        row = db.execute(select(LOGINS).where(LOGINS.c.login == login)).first()
    known = row.password if row and row.password else _NOBODY
    try:
        _HASHER.verify(known, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return None
    return str(row.person) if row and row.password else None
