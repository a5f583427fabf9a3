"""An intake in memory: its pages by ASGI, without a socket; a desk with a key; clocks that tests set."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from altcha import Challenge, Payload, solve_challenge

from finpath.intake.answers import Answers
from finpath.intake.fold import Taken
from finpath.intake.gate import Gate, receipt_key
from finpath.intake.places import read_places
from finpath.intake.proof import Proofs
from finpath.intake.rates import Rates
from finpath.intake.speech import read_languages
from finpath.intake.spool import Spool
from finpath.intake.take import read_spool
from finpath.intake.web.app import make_app
from finpath.intake.web.render import Site
from finpath.keyring import Identity, read_identity, write_pair

TODAY = dt.date(2026, 11, 30)
EVER = dt.date(2999, 1, 1)
EASY = "0"
"""A proof of sixteen tries: the work itself is ALTCHA's, and the browser does the whole of it."""

HOST = {"kind": "page", "host": "shop.example"}


@dataclass
class Clock:
    """What tests say the time is: seconds that grow, and a day that may step anywhere."""

    seconds: float = 1000.0
    day: dt.date = TODAY

    def __call__(self) -> float:
        return self.seconds

    def today(self) -> dt.date:
        return self.day


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    @property
    def receipt(self) -> str:
        found = re.search(r'class="receipt" dir="ltr">([^<]+)<', self.text)
        assert found, self.text
        return found[1]


@dataclass
class Intake:
    """One intake and its desk."""

    folder: Path
    trusted: tuple[str, ...] = ()
    words: Path | None = None
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        if not (self.folder / "desk.age").exists():
            write_pair(self.folder / "desk")
        recipient = (self.folder / "desk.age.pub").read_text().strip()
        self.spool = Spool(self.folder / "in" / "spool", (recipient,))
        key = receipt_key(self.folder / "in")
        self.spool.open()
        self.gate = Gate(
            self.spool,
            key,
            Answers(self.folder / "answers.csv"),
            Proofs(EASY, self.clock),
            Rates(self.clock),
            self.clock.today,
        )
        self.site = Site(self.gate, read_languages(self.words), read_places(), trusted=self.trusted)
        self.app = make_app(self.site)

    @property
    def identity(self) -> Identity:
        return read_identity(self.folder / "desk.age")

    def taken(self) -> list[Taken]:
        taken, faults = read_spool(self.spool.folder, self.identity, EVER)
        assert faults == []
        return taken

    def waiting(self, lane: str) -> int:
        return len(list((self.spool.folder / lane).iterdir()))

    def get(self, path: str, **headers: str) -> Answered:
        return self.ask("GET", path, headers=headers)

    def post(self, page: str, fields: Mapping[str, str], client: str = "192.0.2.1", **headers: str) -> Answered:
        sent = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", f"/en/{page}", urlencode(fields).encode(), sent, client)

    def proven(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields of the form that sends, with its proof, as a browser would send them."""
        return proven(self.post("check", fields).text)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        client: str = "192.0.2.1",
    ) -> Answered:
        return asyncio.run(self.asked(method, path, body, headers or {}, client))

    async def asked(self, method: str, path: str, body: bytes, headers: Mapping[str, str], client: str) -> Answered:
        at, _, query = path.partition("?")
        lines = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": at,
            "raw_path": at.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", b"intake.example"), (b"content-length", str(len(body)).encode()), *lines],
            "client": (client, 4711),
            "server": ("127.0.0.1", 80),
        }
        told: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, object]) -> None:
            told.append(message)

        await self.app(scope, receive, send)  # type: ignore[arg-type] # a scope as any server gives it
        start = told[0]
        assert isinstance(start["status"], int)
        lines_back = start["headers"]
        assert isinstance(lines_back, list)
        content = b"".join(part for message in told[1:] if isinstance(part := message.get("body", b""), bytes))
        back = [(name.decode().lower(), value.decode()) for name, value in lines_back]
        return Answered(start["status"], back, content.decode())


def proven(page: str) -> dict[str, str]:
    """The form of a page that sends, with its proof solved."""
    form = page[page.index('id="send"') : page.index("</form>")]
    challenge = re.search(r'data-challenge="([^"]+)"', form)
    assert challenge
    asked = Challenge.from_dict(json.loads(unescape(challenge[1])))
    solution = solve_challenge(asked)
    assert solution
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return {name: unescape(value) for name, value in fields.items()} | {"proof": Payload(asked, solution).to_base64()}
