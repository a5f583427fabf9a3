"""A key of WebAuthn in software: what a browser and a security key do between them, with the same bytes."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from finpath.desk.people.signatures import Site

PRESENT_AND_VERIFIED = 0x01 | 0x04
WITH_KEY = 0x40


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One key, bound to one site."""

    site: Site
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    uses: int = 0

    def create(self, challenge: bytes) -> str:
        """The answer to a registration."""
        numbers = self.secret.public_key().public_numbers()
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        made = self._data(PRESENT_AND_VERIFIED | WITH_KEY) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": made})
        return self._answer({"clientDataJSON": self._client("create", challenge), "attestationObject": attested})

    def sign(self, challenge: bytes) -> str:
        """The answer to a request to sign."""
        self.uses += 1
        data, client = self._data(PRESENT_AND_VERIFIED), self._client("get", challenge)
        signature = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signature})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _client(self, kind: str, challenge: bytes) -> bytes:
        return json.dumps(
            {"type": f"webauthn.{kind}", "challenge": text(challenge), "origin": self.site.origin}
        ).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        said = {name: text(content) for name, content in response.items()}
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": said})
