"""Keccak-256 as Ethereum has it: SHA-3 before its padding was changed, which no library here has."""

from __future__ import annotations

RATE, LANES, ROUNDS, SIZE = 136, 25, 24, 32
MASK = (1 << 64) - 1


def keccak256(message: bytes) -> bytes:
    """The digest of a message.

    >>> keccak256(b"").hex()[:16]
    'c5d2460186f7233c'
    """
    fill = RATE - len(message) % RATE
    padded = bytearray(message + b"\x01" + bytes(fill - 1))
    padded[-1] |= 0x80
    state = [0] * LANES
    for start in range(0, len(padded), RATE):
        block = padded[start : start + RATE]
        for lane in range(RATE // 8):
            state[lane] ^= int.from_bytes(block[8 * lane : 8 * lane + 8], "little")
        _permute(state)
    return b"".join(lane.to_bytes(8, "little") for lane in state)[:SIZE]


def _permute(state: list[int]) -> None:
    register = 1
    for _ in range(ROUNDS):
        columns = [state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20] for x in range(5)]
        for place in range(LANES):
            x = place % 5
            state[place] ^= columns[(x + 4) % 5] ^ _turn(columns[(x + 1) % 5], 1)
        x, y, moved = 1, 0, state[1]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            moved, state[x + 5 * y] = state[x + 5 * y], _turn(moved, (step + 1) * (step + 2) // 2 % 64)
        for row in range(0, LANES, 5):
            five = state[row : row + 5]
            for x in range(5):
                state[row + x] = five[x] ^ (~five[(x + 1) % 5] & five[(x + 2) % 5])
        for bit in range(7):
            register = (register << 1) ^ ((register >> 7) * 0x171)
            if register & 2:
                state[0] ^= 1 << ((1 << bit) - 1)


def _turn(lane: int, by: int) -> int:
    return (lane << by | lane >> (64 - by)) & MASK
