"""Texts under the key of a case, and keys under the desk's: who destroys a key has destroyed its words."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from finpath.errors import ConfigError

LENGTH, NONCE = 32, 12


@dataclass(frozen=True)
class DeskKey:
    """The key of the desk; it stands in a file, and never in the database."""

    secret: bytes = field(repr=False)

    def mac(self, text: str) -> str:
        """A keyed hash: to find what is the same, not to read it."""
        return hmac.new(self._derived(b"find"), text.encode(), hashlib.sha256).hexdigest()

    def group_of(self, account: str) -> str:
        """What stands for the group of who is safeguarding's: their account is in clear nowhere."""
        return f"g-{self.mac(account)[:20]}"

    def new_key(self) -> bytes:
        """A key for a case, under the desk's key."""
        return seal(self._derived(b"wrap"), secrets.token_bytes(LENGTH))

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key of a case."""
        return unseal(self._derived(b"wrap"), wrapped)

    def repeats(self) -> bytes:
        """The key of answers that are kept for a program which asks twice."""
        return self._derived(b"repeats")

    def sign_in(self) -> bytes:
        """The key of what a browser keeps while it is at the identity provider."""
        return self._derived(b"sign in")

    def _derived(self, purpose: bytes) -> bytes:
        return hmac.new(self.secret, b"finpath desk " + purpose, hashlib.sha256).digest()


def seal(key: bytes, content: bytes) -> bytes:
    """Encrypt with AES-256-GCM, under a nonce of its own."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an extra, and slow to import

    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def unseal(key: bytes, sealed: bytes) -> bytes:
    """Decrypt.

    Raises:
        ConfigError: It is not what was sealed under this key.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except (InvalidTag, ValueError):
        raise ConfigError(
            "The desk's key does not open what the database holds: name the key that it was made with."
        ) from None


def write_desk_key(path: Path) -> None:
    """Make a key; a file that is there is never replaced.

    Raises:
        ConfigError: There is a file.
    """
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigError(f"{path} is there already: a desk's key is never replaced.") from None
    with os.fdopen(file, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(LENGTH) + "\n")


def read_desk_key(path: Path) -> DeskKey:
    """Read the key.

    Raises:
        ConfigError: It is not there, is none, or others than its owner may read it.
    """
    return DeskKey(read_secret(path, "desk's key"))


def read_secret(path: Path, what: str) -> bytes:
    """Read a file of 64 hexadecimal digits that is its owner's alone.

    Raises:
        ConfigError: It is not there, is none, or others than its owner may read it.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError(f"Others may read the {what} {path}: chmod 600 {path}")
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise ConfigError(f"The {what} {path} cannot be read: {error.strerror}.") from None
    except ValueError:
        secret = b""
    if len(secret) != LENGTH:
        raise ConfigError(f"The {what} {path} is none: 64 hexadecimal digits were expected.")
    return secret
