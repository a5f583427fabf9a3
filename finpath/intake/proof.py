"""Proof of work by ALTCHA: bound to one form, good for one report, by a clock that nobody can set.

The secret is made anew at each start: what was given out before proves nothing, and such a report is held, not lost.
"""

from __future__ import annotations

import json
import secrets
import struct
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from altcha import ChallengeParameters, Payload, create_challenge, verify_solution

ALGORITHM = "SHA-256"
LIFETIME = 1800.0
"""Seconds for which a form may be looked at before it is sent."""

LONGEST = 4096
MOST = 200_000
"""Proofs that are remembered as used: 300 a minute for all their life and twenty times more."""

_MANGLED = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)
"""What earlier releases of ALTCHA raise for an answer that is none."""


@dataclass
class Proofs:
    """Challenges out, and whether what comes back is the answer to one of them.

    Args:
        prefix: What a hash must begin with, in hexadecimal: four zeros are 65,000 tries.
        clock: Seconds that only grow.
    """

    prefix: str = "0000"
    clock: Callable[[], float] = time.monotonic
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _used: set[str] = field(default_factory=set)
    _order: deque[tuple[float, str]] = field(default_factory=deque)
    _start: float = field(init=False)

    def __post_init__(self) -> None:
        self._start = self.clock()

    def ask(self, form: str) -> str:
        """A challenge for a form, as JSON."""
        bound = {"form": form, "until": int(self._now() + LIFETIME)}
        asked = create_challenge(ALGORITHM, 1, key_prefix=self.prefix, data=bound, hmac_secret=self._secret)
        return json.dumps(asked.to_dict(), separators=(",", ":"))

    def check(self, payload: str, form: str) -> str | None:
        """What speaks against an answer: nothing, `no_proof`, or `replay`; one that is good is used up."""
        parameters = self._answered(payload)
        if parameters is None:
            return "no_proof"
        bound = parameters.data or {}
        if bound.get("form") != form or bound.get("until", 0) < self._now():
            return "no_proof"
        self._forget()
        if parameters.nonce in self._used:
            return "replay"
        if len(self._used) >= MOST:
            return "no_proof"
        self._used.add(parameters.nonce)
        self._order.append((bound["until"], parameters.nonce))
        return None

    def _answered(self, payload: str) -> ChallengeParameters | None:
        """The challenge of ours that an answer solves."""
        if not payload or len(payload) > LONGEST:
            return None
        try:
            is_right = verify_solution(payload, self._secret).verified
            return Payload.from_base64(payload).challenge.parameters if is_right else None
        except _MANGLED:
            return None

    def _now(self) -> float:
        """Since the start: how long the machine runs is nobody's business."""
        return self.clock() - self._start

    def _forget(self) -> None:
        while self._order and self._order[0][0] < self._now():
            self._used.discard(self._order.popleft()[1])
