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
    from finpath.keyring.succession import Succession, read_succession, roster_lines, write_succession
    from finpath.keyring.trust import Trust, TrustedKey, read_trust

__all__ = [
    "Identity",
    "Signer",
    "SigningKey",
    "Succession",
    "Trust",
    "TrustedKey",
    "open_bytes",
    "open_sealed",
    "public_recipient",
    "read_identity",
    "read_recipient",
    "read_signer",
    "read_succession",
    "read_trust",
    "roster_lines",
    "seal_bytes",
    "seal_file",
    "sign",
    "signer_id",
    "verify",
    "write_pair",
    "write_succession",
]

lazily(
    __name__,
    {
        "Identity": "finpath.keyring.sealing",
        "Signer": "finpath.keyring.signing",
        "SigningKey": "finpath.keyring.signing",
        "Succession": "finpath.keyring.succession",
        "Trust": "finpath.keyring.trust",
        "TrustedKey": "finpath.keyring.trust",
        "open_bytes": "finpath.keyring.sealing",
        "open_sealed": "finpath.keyring.sealing",
        "public_recipient": "finpath.keyring.sealing",
        "read_identity": "finpath.keyring.sealing",
        "read_recipient": "finpath.keyring.sealing",
        "read_signer": "finpath.keyring.signing",
        "read_succession": "finpath.keyring.succession",
        "read_trust": "finpath.keyring.trust",
        "roster_lines": "finpath.keyring.succession",
        "seal_bytes": "finpath.keyring.sealing",
        "seal_file": "finpath.keyring.sealing",
        "sign": "finpath.keyring.signing",
        "signer_id": "finpath.keyring.signing",
        "verify": "finpath.keyring.signing",
        "write_pair": "finpath.keyring.pair",
        "write_succession": "finpath.keyring.succession",
    },
)
