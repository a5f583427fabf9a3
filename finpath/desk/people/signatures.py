"""Approval is a signature: a key of WebAuthn signs the digest of what is approved, and the assertion is kept.

W3C, Web Authentication: An API for accessing Public Key Credentials, Level 2. The challenge is a digest over the act,
the proposal, the digest of its package, and the head of the chain; whoever has the public key can verify it later.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from finpath.custody import Head
from finpath.desk.store.store import Acting, Store, now
from finpath.desk.store.tables import CREDENTIALS
from finpath.errors import ConfigError

NEEDED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True)
class Site:
    """Where the desk stands: keys are bound to it.

    Args:
        host: The name that keys know it by.
        origin: Scheme, host and port, as a browser says it.
    """

    host: str
    origin: str


def challenge_of(act: str, proposal: str, digest: str, head: Head) -> bytes:
    """What is signed: SHA-256 over the act, the proposal, the digest of the package and the head of the chain."""
    return hashlib.sha256(f"finpath {act}\n{proposal}\n{digest}\n{head}".encode()).digest()


def registration(site: Site, person: str, login: str, challenge: bytes) -> str:
    """What a browser needs to make a key, as JSON."""
    return options_to_json(
        generate_registration_options(
            rp_id=site.host,
            rp_name="finpath desk",
            user_id=person.encode(),
            user_name=login,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=NEEDED
            ),
        )
    )


def add_key(acting: Acting, site: Site, person: str, answer: str, challenge: bytes) -> None:
    """Keep the key that a browser made.

    Raises:
        ConfigError: The answer is not to this challenge, or from another site.
    """
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as error:
        raise ConfigError(f"The key was not taken ({type(error).__name__}): try again.") from None
    acting.db.execute(
        CREDENTIALS.insert().values(
            id=_text(made.credential_id),
            person=person,
            public_key=made.credential_public_key,
            uses=made.sign_count,
            at=now(),
        )
    )
    acting.enter(person, "added", f"key:{person}", {"credential": _text(made.credential_id)})


def has_key(store: Store, person: str) -> bool:
    """Whether somebody can sign."""
    with store.read() as db:
        return db.execute(select(CREDENTIALS.c.id).where(CREDENTIALS.c.person == person)).first() is not None


def asked_to_sign(store: Store, site: Site, person: str, challenge: bytes) -> str:
    """What a browser needs to sign with a key of this person, as JSON."""
    with store.read() as db:
        keys = list(
            db.scalars(select(CREDENTIALS.c.id).where(CREDENTIALS.c.person == person).order_by(CREDENTIALS.c.id))
        )
    return options_to_json(
        generate_authentication_options(
            rp_id=site.host,
            challenge=challenge,
            allow_credentials=[PublicKeyCredentialDescriptor(id=_bytes(key)) for key in keys],
            user_verification=NEEDED,
        )
    )


def require_signature(acting: Acting, site: Site, person: str, answer: str, challenge: bytes) -> None:
    """Hold an assertion to the challenge and to a key of this person.

    Raises:
        ConfigError: It is none, of another key, or over something else.
    """
    try:
        credential = str(json.loads(answer)["rawId"])
    except (ValueError, KeyError, TypeError):
        raise ConfigError("The approval was not signed.") from None
    row = acting.db.execute(
        select(CREDENTIALS).where(CREDENTIALS.c.id == credential.rstrip("="), CREDENTIALS.c.person == person)
    ).first()
    if row is None:
        raise ConfigError("It was signed with a key that is not yours.")
    try:
        signed = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as error:
        raise ConfigError(f"The signature is not over what is approved ({type(error).__name__}).") from None
    acting.db.execute(CREDENTIALS.update().where(CREDENTIALS.c.id == row.id).values(uses=signed.new_sign_count))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(content: str) -> bytes:
    return base64.urlsafe_b64decode(content + "=" * (-len(content) % 4))
