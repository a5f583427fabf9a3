"""A file in, one age file for named recipients out; and back: `age -d` says the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from finpath.errors import ConfigError
from finpath.keyring.installed import installed

SECRET, PUBLIC = "AGE-SECRET-KEY-1", "age1"
LONGEST = 1 << 16


@dataclass(frozen=True)
class Identity:
    """A key that opens; never shown.

    Args:
        secrets: The keys of a file: after a rotation, the old one as well.
        recipients: Their public names.
    """

    secrets: tuple[str, ...] = field(repr=False)
    recipients: tuple[str, ...]


def new_identity() -> tuple[str, str]:
    """A secret key and the recipient that it opens for."""
    with installed():
        from pyrage import x25519  # noqa: PLC0415 - an extra, and only for who seals
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def public_recipient(secret: str) -> str:
    """The recipient that a secret key opens for."""
    with installed():
        from pyrage import x25519  # noqa: PLC0415
    return str(x25519.Identity.from_str(secret).to_public())


def read_identity(path: Path) -> Identity:
    """Read the secret keys of a file, as `age-keygen` writes it.

    Raises:
        ConfigError: It is not there, or holds none.
    """
    try:
        lines = path.read_bytes()[:LONGEST].decode("ascii").split()
        secrets = tuple(line for line in lines if line.startswith(SECRET))
        recipients = tuple(map(public_recipient, secrets))
    except _faults() as error:
        if isinstance(error, OSError):
            raise ConfigError(f"The key {path} cannot be read: {error.strerror}. Name another file.") from None
        secrets = ()
    if not secrets:
        raise ConfigError(f"{path} holds no secret key of age: make a pair with `finpath keys pair NAME`.")
    return Identity(secrets, recipients)


def read_recipient(said: str) -> str:
    """A recipient, given as such or as the file that holds it.

    Raises:
        ConfigError: It is none.
    """
    path = Path(said)
    text = said if said.startswith(PUBLIC) else path.read_text(encoding="ascii").strip() if path.is_file() else ""
    with installed():
        from pyrage import x25519  # noqa: PLC0415
    try:
        x25519.Recipient.from_str(text)
    except _faults():
        raise ConfigError(f"{said} is no recipient of age: name the .age.pub file of the hub.") from None
    return text


def seal_file(plain: Path, sealed: Path, recipients: tuple[str, ...]) -> None:
    """Encrypt a file for some recipients, without holding it."""
    with installed():
        from pyrage import encrypt_io, x25519  # noqa: PLC0415
    with plain.open("rb") as source, sealed.open("wb") as target:
        encrypt_io(source, target, [x25519.Recipient.from_str(each) for each in recipients])


def seal_bytes(plain: bytes, recipients: tuple[str, ...]) -> bytes:
    """Encrypt what is in memory for some recipients: nothing of it touches a disk in clear."""
    with installed():
        from pyrage import encrypt, x25519  # noqa: PLC0415
    return bytes(encrypt(plain, [x25519.Recipient.from_str(each) for each in recipients]))


def open_bytes(sealed: bytes, identity: Identity) -> bytes | None:
    """Decrypt into memory; None where it was not for this key, or is not as it was sealed."""
    with installed():
        from pyrage import decrypt, x25519  # noqa: PLC0415
    try:
        return bytes(decrypt(sealed, [x25519.Identity.from_str(each) for each in identity.secrets]))
    except _faults():
        return None


def open_sealed(sealed: Path, plain: Path, identity: Identity) -> bool:
    """Decrypt a file, without holding it.

    Returns:
        Whether it was for this key, and is as it was sealed; where not, nothing is left at `plain`.
    """
    with installed():
        from pyrage import decrypt_io, x25519  # noqa: PLC0415
    try:
        with sealed.open("rb") as source, plain.open("wb") as target:
            decrypt_io(source, target, [x25519.Identity.from_str(each) for each in identity.secrets])
    except _faults():
        plain.unlink(missing_ok=True)
        return False
    return True


def _faults() -> tuple[type[Exception], ...]:
    """What age raises."""
    with installed():
        from pyrage import DecryptError, EncryptError, IdentityError, RecipientError  # noqa: PLC0415
    return DecryptError, EncryptError, IdentityError, RecipientError, OSError, ValueError
