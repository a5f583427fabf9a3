"""How many reports come from one network, or with one receipt: by a hash whose salt lives a day, in memory alone."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW, DAY = 600.0, 86_400.0
CLEAR, HELD = 10, 40
"""Reports of one network in ten minutes: so many are taken, so many are held, and no more are."""

HELD_A_MINUTE = 300
"""Reports of all networks that are held in a minute: what floods must not push out what waits."""

MOST = 100_000
"""Networks that are counted at a time; a flood from more is held as if it came from one."""

HELPS_A_DAY = 3
"""Reports a day that one receipt shows as coming from somebody who was right before: it may be passed around."""

SHORT, LONG = 24, 48
"""What of an address names a network, in versions 4 and 6."""


@dataclass
class Rates:
    """Counts of a window, by the hash of a network.

    Args:
        clock: Seconds that only grow: no step of the machine's clock makes a window longer or shorter.
    """

    clock: Callable[[], float] = time.monotonic
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _counts: dict[bytes, int] = field(default_factory=dict, repr=False)
    _uses: dict[str, int] = field(default_factory=dict, repr=False)
    _born: float = field(init=False)
    _begun: float = field(init=False)
    _minute: float = field(init=False)
    _held: int = 0

    def __post_init__(self) -> None:
        self._born = self._begun = self._minute = self.clock()

    def count(self, address: str) -> int:
        """How many reports have come from the network of an address in this window, this one among them."""
        self._turn()
        key = self._network(address)
        if key not in self._counts and len(self._counts) >= MOST:
            return CLEAR + 1
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key]

    def may_help(self, receipt: str) -> bool:
        """Whether the receipt of a report that was borne out still counts today, by its hash."""
        self._turn()
        self._uses[receipt] = self._uses.get(receipt, 0) + 1
        return self._uses[receipt] <= HELPS_A_DAY

    def may_hold(self) -> bool:
        """Whether one more may be held in this minute."""
        if self.clock() - self._minute >= 60:  # noqa: PLR2004 - a minute
            self._minute, self._held = self.clock(), 0
        self._held += 1
        return self._held <= HELD_A_MINUTE

    def _turn(self) -> None:
        now = self.clock()
        if now - self._begun >= WINDOW:
            self._counts.clear()
            self._begun = now
        if now - self._born >= DAY:
            self._salt = secrets.token_bytes(32)
            self._counts.clear()
            self._uses.clear()
            self._born = now

    def _network(self, address: str) -> bytes:
        return hmac.new(self._salt, network_of(address).encode(), hashlib.sha256).digest()[:16]


def network_of(address: str) -> str:
    """The network that an address is of: a /24, or a /48.

    >>> network_of("192.0.2.77"), network_of("2001:db8:1:2::5"), network_of("::ffff:192.0.2.77"), network_of("?")
    ('192.0.2.0/24', '2001:db8:1::/48', '192.0.2.0/24', 'nowhere')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "nowhere"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    bits = SHORT if isinstance(found, ipaddress.IPv4Address) else LONG
    return str(ipaddress.ip_network(f"{found}/{bits}", strict=False))
