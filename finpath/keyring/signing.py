"""Bytes and a trusted comment in, a minisign signature out; and back: `minisign -V` says the same."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from finpath.errors import ConfigError
from finpath.keyring.installed import installed

PASSWORD = "FINPATH_SIGN_PASSWORD"  # noqa: S105 - the name of a variable, no password
"""Where the password of a signing key stands that has one."""

UNTRUSTED = "signature from minisign secret key"
"""The first line of a signature, which is not signed: any other could say what nobody signed."""

LONGEST = 4096
"""Bytes of a key or a signature."""


@dataclass(frozen=True)
class SigningKey:
    """A key that signs; never shown.

    Args:
        content: The secret file of minisign.
        public: The public key, as minisign writes it in one line.
    """

    content: bytes = field(repr=False)
    public: str


@dataclass(frozen=True)
class Signer:
    """Who signed, and what the trusted comment says, which is signed too."""

    public: str
    comment: str


def new_signing_key(password: str) -> tuple[bytes, bytes]:
    """A secret and a public file of minisign; the secret one under a password, where there is one."""
    with installed():
        from minisign import KeyPair  # noqa: PLC0415 - an extra, and only for who signs
    pair = KeyPair.generate()
    if password:
        pair.secret_key.encrypt(password)
    return bytes(pair.secret_key) + b"\n", bytes(pair.public_key) + b"\n"


def read_signer(path: Path) -> SigningKey:
    """Read a secret key.

    Raises:
        ConfigError: It is not there, none, or needs another password than FINPATH_SIGN_PASSWORD has.
    """
    with installed():
        from minisign import Error, SecretKey  # noqa: PLC0415
    try:
        content = path.read_bytes()[:LONGEST]
        secret = SecretKey.from_bytes(content)
        if secret.is_encrypted():
            secret.decrypt(os.environ.get(PASSWORD, ""))
        return SigningKey(bytes(secret), secret.get_public_key().to_base64().decode())
    except OSError as error:
        raise ConfigError(f"The signing key {path} cannot be read: {error.strerror}. Name another file.") from None
    except (Error, ValueError):
        raise ConfigError(
            f"{path} is no secret key of minisign, or {PASSWORD} is not its password: make a pair with"
            " `finpath keys pair NAME`."
        ) from None


def sign(message: bytes, key: SigningKey, comment: str) -> bytes:
    """Sign bytes; the comment is signed as well, and `minisign -V` shows it."""
    from minisign import SecretKey  # noqa: PLC0415 - whoever holds a key has read it here

    secret = SecretKey.from_bytes(key.content)
    return bytes(secret.sign(message, trusted_comment=comment)) + b"\n"


def verify(message: bytes, signature: bytes, publics: tuple[str, ...]) -> Signer | None:
    """Which of some public keys signed bytes; None where none of them did, or the signature is none."""
    with installed():
        from minisign import Error, PublicKey, Signature  # noqa: PLC0415
    try:
        signed = Signature.from_bytes(signature[:LONGEST])
        is_as_written = bytes(signed) + b"\n" == signature and signed.untrusted_comment == UNTRUSTED
        if not (is_as_written and signed.is_prehashed()):
            return None
    except (Error, ValueError):
        return None
    for public in publics:
        try:
            PublicKey.from_base64(public).verify(message, signed)
        except (Error, ValueError):
            continue
        return Signer(public, signed.trusted_comment)
    return None


def signer_id(public: str) -> str:
    """The id of a public key, as minisign prints it.

    Raises:
        ConfigError: It is none.
    """
    with installed():
        from minisign import Error, PublicKey  # noqa: PLC0415
    try:
        key = PublicKey.from_base64(public)
    except (Error, ValueError):
        raise ConfigError(
            f'"{public[:80]}" is no public key of minisign: copy the second line of the .pub file.'
        ) from None
    return bytes(key).splitlines()[0].decode().rpartition(" ")[2]
