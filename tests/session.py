"""A page on disk in; out comes a browser that a test can use as a person does: keys, clicks, and what is seen then."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from tests.browser import BROWSERS, QUIET

Told = Mapping[str, object]

KEYS = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38, "ArrowRight": 39, "/": 191}

COMES = """new Promise((told) => {
    let looks = 0;
    const look = () => (SCRIPT) ? told(true) : ++looks < 2000 ? setTimeout(look, 10) : told(false);
    look();
})"""


class Session:
    """One page, open; `requests` and `complaints` are all that it asked for and said."""

    def __init__(self, to: BinaryIO, of: BinaryIO) -> None:
        self._to, self._of, self._ids = to, of, itertools.count(1)
        self._session = ""
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def call(self, method: str, **params: object) -> Told:
        number = next(self._ids)
        about = {"sessionId": self._session} if self._session else {}
        self._to.write(json.dumps({"id": number, "method": method, "params": params, **about}).encode() + b"\0")
        self._to.flush()
        while True:
            told = self._next()
            if told.get("id") == number:
                assert "error" not in told, told
                return cast("Told", told["result"])

    def _next(self) -> Told:
        text = bytearray()
        while (sign := self._of.read(1)) != b"\0":
            assert sign, "the browser ended"
            text += sign
        told = cast("Told", json.loads(text))
        params = cast("dict[str, dict[str, str]]", told.get("params", {}))
        if told.get("method") == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        if told.get("method") in {"Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"}:
            self.complaints.append(json.dumps(params))
        return told

    def open(self, page: Path, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = str(self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", features=scheme)
        self.call("Page.navigate", url=page.as_uri())
        while self._next().get("method") != "Page.loadEventFired":
            pass

    def ask(self, script: str) -> object:
        """What an expression is in the page."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return cast("Told", told["result"]).get("value")

    def wait_for(self, script: str) -> None:
        """Wait until an expression is true: what a page does after an event comes when it comes."""
        assert self.ask(COMES.replace("SCRIPT", script)) is True, script

    def press(self, key: str) -> None:
        about = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS.get(key, 0)}
        text = {"Enter": "\r", "Tab": "", "Escape": ""}.get(key, key if len(key) == 1 else "")
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **about)
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(str(self.call("Page.captureScreenshot")["data"])))


@contextmanager
def browsing(profile: Path) -> Iterator[Session]:
    """A browser that is gone at the end."""
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    theirs, ours = os.pipe(), os.pipe()
    quiet = [flag for flag in QUIET if not flag.startswith("--enable-logging")]
    command = [browser, *quiet, "--hide-scrollbars", f"--user-data-dir={profile}", "--remote-debugging-pipe"]
    shell = ["bash", "-c", f'exec "$@" 3<&{theirs[0]} 4>&{ours[1]}', "bash", *command]
    running = subprocess.Popen(shell, pass_fds=(theirs[0], ours[1]), stderr=subprocess.DEVNULL)
    os.close(theirs[0])
    os.close(ours[1])
    with os.fdopen(theirs[1], "wb") as to, os.fdopen(ours[0], "rb") as of:
        session = Session(to, of)
        yield session
        session._session = ""  # noqa: SLF001 - the browser itself is told
        session.call("Browser.close")
    running.wait(30)
