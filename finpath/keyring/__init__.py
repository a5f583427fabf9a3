"""Keys that sign and keys that open: minisign and age, as everybody's own programs read them; known here alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.keyring.pair import write_pair
    from finpath.keyring.sealing import (
        Identity,
        open_bytes,
        open_sealed,
        public_recipient,
        read_identity,
        read_recipient,
        seal_bytes,
        seal_file,
    )
    from finpath.keyring.signing import Signer, SigningKey, read_signer, sign, signer_id, verify
    from finpath.keyring.trust import Trust, TrustedKey, read_trust

__all__ = [
    "Identity",
    "Signer",
    "SigningKey",
    "Trust",
    "TrustedKey",
    "open_bytes",
    "open_sealed",
    "public_recipient",
    "read_identity",
    "read_recipient",
    "read_signer",
    "read_trust",
    "seal_bytes",
    "seal_file",
    "sign",
    "signer_id",
    "verify",
    "write_pair",
]

lazily(
    __name__,
    {
        "Identity": "finpath.keyring.sealing",
        "Signer": "finpath.keyring.signing",
        "SigningKey": "finpath.keyring.signing",
        "Trust": "finpath.keyring.trust",
        "TrustedKey": "finpath.keyring.trust",
        "open_bytes": "finpath.keyring.sealing",
        "open_sealed": "finpath.keyring.sealing",
        "public_recipient": "finpath.keyring.sealing",
        "read_identity": "finpath.keyring.sealing",
        "read_recipient": "finpath.keyring.sealing",
        "read_signer": "finpath.keyring.signing",
        "read_trust": "finpath.keyring.trust",
        "seal_bytes": "finpath.keyring.sealing",
        "seal_file": "finpath.keyring.sealing",
        "sign": "finpath.keyring.signing",
        "signer_id": "finpath.keyring.signing",
        "verify": "finpath.keyring.signing",
        "write_pair": "finpath.keyring.pair",
    },
)
