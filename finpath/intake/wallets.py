"""Addresses of crypto assets whose check digits are right: what was mistyped or made up is refused."""

from __future__ import annotations

import hashlib
import re

from finpath.intake.cards import holds_card
from finpath.intake.keccak import keccak256

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKS = (1, 0x2BC830A3)
"""What is left of a right bech32 (BIP 173) and bech32m (BIP 350)."""

VERSIONS = tuple(
    map(bytes.fromhex, ("00", "05", "30", "32", "1e", "16", "4c", "10", "41", "1cb8", "1cbd"))
)  # fmt: skip
"""Bitcoin, Litecoin, Dogecoin, Dash, Tron, Zcash: what an address of theirs begins with once it is decoded."""

HASH, CHECK = 20, 4
_OF_ETHEREUM = re.compile(r"0x[0-9a-fA-F]{40}")
_OF_BECH32 = re.compile(rf"(?:bc|ltc)1[{BECH32}]{{8,87}}")


def wallet(text: str) -> str | None:
    """An address as it is written, where its check digits are right; None where they are not, or it is none.

    An address of Ethereum in one case has no check digits, and is taken as it is.

    >>> wallet(" 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa "), wallet("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb")
    ('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', None)
    """
    said = text.strip()
    if any(holds_card(run) for run in re.findall("[0-9]+", said)):  # whoever chooses an address may hide one in it
        return None
    lower = said.lower() if said in {said.lower(), said.upper()} else said
    if _OF_BECH32.fullmatch(lower):
        return lower if _bech32(lower) else None
    if _OF_ETHEREUM.fullmatch(said):
        return said if _ethereum(said[2:]) else None
    return said if _base58(said) else None


def _ethereum(digits: str) -> bool:
    if digits in {digits.lower(), digits.upper()}:
        return True
    lower = digits.lower()
    nibbles = keccak256(lower.encode()).hex()[: len(lower)]
    return digits == "".join(
        sign.upper() if int(nibble, 16) > 7 else sign  # noqa: PLR2004 - EIP-55
        for sign, nibble in zip(lower, nibbles, strict=True)
    )


def _base58(text: str) -> bool:
    if not 26 <= len(text) <= 36 or set(text) - set(BASE58):  # noqa: PLR2004 - the shortest and the longest
        return False
    number = 0
    for sign in text:
        number = number * 58 + BASE58.index(sign)
    zeros = len(text) - len(text.lstrip("1"))
    decoded = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    body, check = decoded[:-CHECK], decoded[-CHECK:]
    is_known = any(body.startswith(version) and len(body) == len(version) + HASH for version in VERSIONS)
    return is_known and hashlib.sha256(hashlib.sha256(body).digest()).digest()[:CHECK] == check


def _bech32(text: str) -> bool:
    prefix, _, data = text.partition("1")
    values = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    left = 1
    for value in values + [BECH32.index(sign) for sign in data]:
        top = left >> 25
        left = (left & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATOR):
            left ^= generator if top >> bit & 1 else 0
    return left in CHECKS
