"""What may be said, and what never comes through: card numbers, accounts, addresses, data, people."""

from __future__ import annotations

import json
import random
import re

import pytest

from finpath.intake.cards import holds_card
from finpath.intake.facts import TEXTS, clean
from finpath.intake.keccak import keccak256
from finpath.intake.wallets import wallet
from tests.intake.site import TODAY

FIELDS = (*TEXTS, "currency", "way")
PLANTED = 100_000


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("host", " HTTPS://user:secret@www.Shop.Example:8443/a/b?card=1#x ", "shop.example"),
        ("host", "shop[.]example/path", "shop.example"),
        ("host", "m\u00fcller.example", "xn--mller-kva.example"),
        ("host", "192.0.2.7/x", "192.0.2.7"),
        ("descriptor", "  SHOP*X   12 ", "SHOP*X 12"),
        ("descriptor", "PAYPAL 35SHOPNAMELONG 12", "PAYPAL 35SHOPNAMELONG 12"),
        ("amount", "19,90", "19.9"),
        ("amount", "\u0661\u0662.5", "12.5"),
        ("currency", "EUR", "EUR"),
        ("day", "2026-11-01", "2026-11-01"),
        ("way", "card", "card"),
        ("name", "Jan de Vries", "Jan de Vries"),
        ("phone", "020 794 6001", "+31207946001"),
        ("phone", "+49 1512 3456789", "+4915123456789"),
        ("crypto", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    ],
)
def test_a_fact_has_one_spelling(name: str, typed: str, kept: str) -> None:
    said, _ = clean({name: typed, "descriptor": "SHOP*X 12"} | {name: typed}, "NL", TODAY)
    assert said[name] == kept
    again, _ = clean(said, "NL", TODAY)
    assert again == said, "what was kept is kept again as it is"


@pytest.mark.parametrize(
    ("name", "typed", "fault"),
    [
        ("host", "data:image/png;base64,AAAA", "host"),
        ("host", "shop", "host"),
        ("host", "4111-1111-1111-1111.example", "card"),
        ("host", "\u2463\u246a\u246a\u246a\u246a\u246a\u246a\u2460\u246a\u2460.example", "card"),
        ("host", "-a.example", "host"),
        ("descriptor", "\u2463\u246a\u246a\u246a\u246a\u246a\u246a\u246a\u2460", "card"),
        ("descriptor", "VISA 411111******1111", "card"),
        ("descriptor", "see shop.example/path", "address"),
        ("descriptor", "www.shop.example", "address"),
        ("descriptor", "DATA:text", "address"),
        ("descriptor", "me@shop.example", "mail"),
        ("descriptor", "NL91 ABNA 0417 1643 00", "number"),
        ("name", "to:nl91abna0417164300.", "number"),
        ("descriptor", "order 12345 67890 123", "number"),
        ("descriptor", "a\u202eb", "hidden"),
        ("descriptor", "x" * 61, "long"),
        ("name", "x" * 41, "long"),
        ("amount", "0", "amount"),
        ("amount", "-5", "amount"),
        ("amount", "1e9", "amount"),
        ("currency", "DEM", "choice"),
        ("day", "2026-12-02", "day"),
        ("day", "1999-12-31", "day"),
        ("day", "yesterday", "day"),
        ("way", "gold", "choice"),
        ("phone", "call me", "phone"),
        ("crypto", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "crypto"),
    ],
)
def test_what_is_not_meant_is_a_fault_and_nothing_of_it_is_kept(name: str, typed: str, fault: str) -> None:
    said, faults = clean({name: typed}, "NL", TODAY)
    assert (said, faults[name]) == ({}, fault)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({}, {"descriptor": "empty"}),
        ({"way": "card"}, {"descriptor": "little"}),
        ({"amount": "5", "currency": "EUR"}, {"descriptor": "little"}),
        ({"amount": "5", "day": "2026-11-01"}, {"currency": "currency"}),
        ({"amount": "5", "currency": "EUR", "day": "2026-11-01"}, {}),
    ],
)
def test_what_is_too_little_is_said(typed: dict[str, str], fault: dict[str, str]) -> None:
    assert clean(typed, "", TODAY)[1] == fault


def card(chance: random.Random) -> str:
    """A card number of a scheme, by its check digit."""
    prefix, length = chance.choice(
        [("4", 16), ("4", 13), ("4", 19), ("51", 16), ("2221", 16), ("34", 15), ("37", 15), ("36", 14), ("62", 19)]
    )
    free = length - len(prefix) - 1
    body = prefix + str(chance.randrange(10**free)).zfill(free)
    total = sum(map(int, body[-2::-2])) + sum(int(d) * 2 - 9 * (d > "4") for d in body[::-2])
    return body + str(-total % 10)


def spelled(number: str, chance: random.Random) -> str:
    """The number as people write it: grouped, in another script, among words."""
    gap = chance.choice(["", " ", "-", ".", "  ", " - ", "\u00a0", "/", "_"])
    size = chance.choice([4, 4, 4, 2, 5, 6])
    grouped = gap.join(number[at : at + size] for at in range(0, len(number), size))
    if chance.random() < 0.1:
        grouped = grouped.translate({ord(str(n)): chr(0x660 + n) for n in range(10)})
    return chance.choice(["{}", "{}", "card {}", "{} 12/27", "x{}", "no.{}.", "{}x"]).format(grouped)


def test_of_a_hundred_thousand_planted_card_numbers_none_comes_through() -> None:
    chance = random.Random(7)  # noqa: S311 - the same each time
    for _ in range(PLANTED // len(FIELDS) + 1):
        typed = {name: spelled(card(chance), chance) for name in FIELDS}
        said, faults = clean(typed, "NL", TODAY)
        assert said == {}, typed
        assert set(faults) == set(FIELDS), typed
        assert not any(digit in json.dumps(faults) for digit in "0123456789")


def test_what_is_behind_an_address_is_cut_off_before_anything_looks_at_it() -> None:
    chance = random.Random(8)  # noqa: S311 - the same each time
    for number in range(10_000):
        secret = f"secret{number}"
        path = chance.choice(["/{}", "/a/{}.html", "?q={}", "#{}", "/x?a=1&b={}", ":8080/{}", "/{}@y", "\\{}"]).format(
            secret
        )
        before = chance.choice(["", "http://", "https://", f"https://{secret}@", "HTTPS:\\\\"])
        said, faults = clean({"host": f"{before}shop{number % 7}.example{path}"}, "", TODAY)
        assert (said, faults) == ({"host": f"shop{number % 7}.example"}, {})


@pytest.mark.parametrize("name", FIELDS)
def test_data_and_addresses_come_through_no_field(name: str) -> None:
    for typed in (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg",
        "DATA:,x",
        "see https://a.example/b",
        "a.example/b c",
    ):
        said, _ = clean({name: typed}, "NL", TODAY)
        assert not re.search(r"(?i)data:|base64|/b|https", json.dumps(said)), typed


def test_a_person_comes_through_where_a_receiver_is_named_and_nowhere_else() -> None:
    for name in set(FIELDS) - {"name", "descriptor"}:
        assert clean({name: "Erika Mustermann"}, "DE", TODAY)[0] == {}


def test_a_card_is_seen_wherever_it_begins() -> None:
    chance = random.Random(9)  # noqa: S311 - the same each time
    assert all(holds_card(f"{chance.randrange(99)} {card(chance)}{chance.randrange(9)}") for _ in range(2000))
    assert not any(map(holds_card, ("", "411111111111", "2026-11-01", "4111 a1111 b1111 c1111")))


def test_addresses_of_crypto_assets_are_held_to_their_check_digits() -> None:
    right = (
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    )
    assert [wallet(each) for each in right] == list(right)
    for each in right:
        for at in (3, 9, 20, len(each) - 1):
            wrong = each[:at] + ("A" if each[at] != "A" else "B") + each[at + 1 :]
            assert wallet(wrong) is None, wrong
    assert wallet("0x0000000000000000000000004111111111111111") is None, "a card number among zeros"
    assert keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
