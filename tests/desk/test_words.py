"""Notes hold plain words: nothing that could be content, no card number, no address with its path."""

from __future__ import annotations

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.desk.cases.clean import clean_words
from finpath.errors import ConfigError


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "x" * 4001,
        "see data:image/png;base64,iVBORw0KGgo=",
        "see " + base64.b64encode(os.urandom(300)).decode(),
        "see " + os.urandom(200).hex(),
        "\n".join(base64.b64encode(os.urandom(57)).decode() for _ in range(20)),
        " ".join(f"{byte:02x}" for byte in os.urandom(100)),
        base64.b85encode(os.urandom(300)).decode(),
        "magnet:?xt=urn:btih:abc",
        "ipfs://abc and ipfs:abc",
        "hid\u200bden",
        "turn\u202eed",
        "a\x00b",
    ],
)
def test_what_could_hold_content_is_refused(words: str) -> None:
    with pytest.raises(ConfigError):
        clean_words(words)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("card 4111 1111 1111 1111 paid", "card [number] paid"),
        ("card 4111-1111-1111-1111.", "card [number]."),
        ("merchant 123456789012345", "merchant 123456789012345"),
        ("4111 1111 1111 1111 12/27", "[number] 12/27"),
        ("on 20 4111 1111 1111 1111", "on 20 [number]"),
        ("4111111111111111 123", "[number] 123"),
        ("PAN4111111111111111x", "PAN[number]x"),
        ("4111_1111_1111_1111", "[number]"),
        ("4111\u00a01111  1111\n1111", "[number]"),
        ("4111/1111/1111/1111", "[number]"),
        ("\u0664\u0661\u0661\u0661 " + 3 * "\u0661\u0661\u0661\u0661 ", "[number]"),
        ("at shop.example:8080/p", "at shop[.]example (path cut)"),
        ("at 10.1.2.3/p", "at 10[.]1[.]2[.]3 (path cut)"),
        ("at shop.example?x=1", "at shop[.]example (path cut)"),
        ("at shop.example#top", "at shop[.]example (path cut)"),
        ("at пример.рф/стр", "at пример[.]рф (path cut)"),
        ("at shop[.]example/p", "at shop[.]example (path cut)"),
        ("at http:\\\\shop.example\\p", "at shop[.]example (path cut)"),
        ("paid 49.50 on 2026-03-04, 12/27", "paid 49.50 on 2026-03-04, 12/27"),
        ("Owner and premises are known; see file 2026/117.", "Owner and premises are known; see file 2026/117."),
        ("at https://user:x@shop.example/a/b?c=d#e", "at shop[.]example (path cut)"),
        ("at shop.example/a/b", "at shop[.]example (path cut)"),
        ("two\r\nlines", "two\nlines"),
    ],
)
def test_words_are_kept_without_what_must_not_stand_there(words: str, kept: str) -> None:
    assert clean_words(words) == kept


@given(st.text(min_size=1, max_size=300))
def test_cleaning_twice_changes_nothing(words: str) -> None:
    try:
        once = clean_words(words)
    except ConfigError:
        return
    assert clean_words(once) == once
