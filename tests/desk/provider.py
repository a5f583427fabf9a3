"""An identity provider to sign in by: it speaks OpenID Connect, and can be told to lie in one thing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET, ACR = "finpath-desk", "a secret of the desk", "phr"


@dataclass
class Provider:
    """Where it is, and what it says of whoever comes next.

    Args:
        claims: Beside those that the flow needs; they win over them.
        described: What it says of itself otherwise than it is.
    """

    issuer: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signing: RSAKey | None = None
    claims: dict[str, object] = field(default_factory=dict)
    described: dict[str, object] = field(default_factory=dict)
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def authorize(self, query: str) -> str:
        """What a browser is sent back to, after somebody has signed in."""
        said = {name: values[0] for name, values in parse_qs(query).items()}
        code = secrets.token_urlsafe(8)
        self.codes[code] = said
        return f"{said['redirect_uri']}?code={code}&state={said['state']}"

    def token(self, form: Mapping[str, str], authorization: str) -> dict[str, object] | None:
        """A token for a code, to who has the secret of the desk and the verifier of the browser."""
        said = self.codes.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if said is None or said["code_challenge"] != short(digest) or authorization not in {expected, quoted()}:
            return None
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": self.issuer, "aud": CLIENT, "sub": "u-1", "iat": now, "exp": now + 300, "acr": ACR,
            "nonce": said["nonce"], **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm in {"none", "HS256"}:  # unsigned, and the old trick: the public key as the secret of an HMAC
            parts = [json.dumps(part).encode() for part in ({"alg": self.algorithm, "kid": "one"}, claims)]
            text = ".".join(map(short, parts))
            mac = hmac.digest(self.key.as_pem(private=False), text.encode(), "sha256")
            signature = short(mac) if self.algorithm == "HS256" else ""
            return {"access_token": "a", "token_type": "Bearer", "id_token": f"{text}.{signature}"}
        header = {"alg": self.algorithm, "kid": "one"}
        return {"access_token": "a", "token_type": "Bearer",
                "id_token": jwt.encode(header, claims, self.signing or self.key)}  # fmt: skip


def short(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def quoted() -> str:
    """As RFC 6749 writes the secret of a client that has spaces: form-encoded first."""
    return "Basic " + base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()


@contextmanager
def running() -> Iterator[Provider]:
    """A provider on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def answer(self, status: int, content: object) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            provider.asked.append(self.path)
            if self.path == "/.well-known/openid-configuration":
                at = provider.issuer
                names = {"issuer": at, "authorization_endpoint": f"{at}/authorize", "token_endpoint": f"{at}/token",
                         "jwks_uri": f"{at}/keys"}  # fmt: skip
                self.answer(200, {**names, **provider.described})
            elif self.path == "/keys":
                self.answer(200, KeySet([provider.key]).as_dict(private=False))
            elif urlsplit(self.path).path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(urlsplit(self.path).query))
                self.end_headers()
            else:
                self.answer(404, {})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(text).items()}
            found = provider.token(form, self.headers.get("Authorization", ""))
            self.answer(200 if found else 400, found or {"error": "invalid_grant"})

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()
