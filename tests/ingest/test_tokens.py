"""Tokens are what the contract spells, letter for letter."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pyarrow as pa
import pytest

from finpath.engine import Engine
from finpath.ingest.keys import Keys
from finpath.ingest.tokens import Tokens, key_id, normalise
from finpath.tables.loading import PAYER_NAMES
from tests.ingest.coalition import Coalition, rows

MEMBER, HUB = b"m" * 32, b"h" * 32


def spelled(key: bytes, message: bytes) -> str:
    """The contract's formula, written another way than in the package."""
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()


def test_a_token_is_the_keyed_hash_of_kind_scope_and_value() -> None:
    (token,) = Tokens(Keys(MEMBER)).make("card_token", "north", ["4711"])
    name, body = token.split(":")
    assert body == spelled(MEMBER, b"card_token\x1fnorth\x1f4711")
    assert name == key_id(MEMBER) != key_id(HUB)


def test_the_hub_keys_the_token_once_more() -> None:
    (inner,) = Tokens(Keys(MEMBER)).make("email", "", ["a@b.example"])
    (outer,) = Tokens(Keys(MEMBER, HUB)).make("email", "", ["a@b.example"])
    assert outer == f"{key_id(HUB)}:{spelled(HUB, inner.encode())}"


def test_identifiers_are_named_in_batches(engine: Engine) -> None:
    kinds = ["email", "iban", "phone", "account"]
    said = ["A@B.Example ", "de89 3704 0044 0532 0130 00", "020 7946 0018", " x "]
    given = {"provider_id": ["n"] * 4, "country": ["GB"] * 4, "kind": kinds, "scope": ["", "", "", "n"], "said": said}
    engine.register("given", pa.table(given))
    Tokens(Keys(MEMBER)).name(engine, PAYER_NAMES, "SELECT * FROM given")
    messages = [b"email\x1f\x1fa@b.example", b"iban\x1f\x1fDE89370400440532013000", b"phone\x1f\x1f+442079460018"]
    messages.append(b"account\x1fn\x1fx")
    found = {str(kind): token for kind, token in engine.rows("SELECT kind, token FROM payer_names WHERE normal")}
    assert found == {
        kind: f"{key_id(MEMBER)}:{spelled(MEMBER, text)}" for kind, text in zip(kinds, messages, strict=True)
    }


@pytest.mark.parametrize(("kind", "said"), [("email", "no mail"), ("iban", "DE00"), ("phone", "ask me")])
def test_what_cannot_be_normalised_is_said_so(kind: str, said: str) -> None:
    assert normalise(kind, said, "NL") == (kind, None)


def test_only_open_kinds_join_across_providers(coalition: Coalition) -> None:
    said = rows({"payer_ref_kind": "wallet"}, {"payer_ref_kind": "email", "payer_ref": "P@x.example"})
    coalition.hand_in("one", {"t.csv": said})
    coalition.hand_in("two", {"t.csv": said.replace("P@x", " p@X")})
    coalition.load()
    assert coalition.column("count(DISTINCT payer)", order="1") == [3]
    assert coalition.column("payer_ref_kind", "payer_tokens", "payer") == ["email", "wallet", "wallet"]


def test_a_host_name_keeps_its_clear_form_and_has_a_token_beside(coalition: Coalition) -> None:
    merchants = "merchant_id,domain\nm1,WWW.Shop.example.\nm2,shop.example\nm3,\n"
    entry = '[[files]]\ntable = "merchants"\npath = "merchants.csv"\n'
    coalition.hand_in("bank", {"merchants.csv": merchants}, entry)
    coalition.hand_in("north", {"t.csv": rows({})})
    coalition.load()
    one, two, *others = coalition.column("domain_token", "merchant_accounts", "merchant")
    assert one == two
    assert str(one).split(":")[1] == spelled(b"k" * 32, b"domain\x1f\x1fshop.example")
    assert others == [None, None]
    assert coalition.column("domain", "merchant_accounts", "merchant")[:2] == ["www.shop.example", "shop.example"]


def test_an_account_is_the_same_at_merchants_and_in_transfers(coalition: Coalition) -> None:
    merchants = "merchant_id,settlement_account,email\nm1,DE89 3704 0044 0532 0130 00,Me@Shop.example\n"
    transfers = "transfer_id,occurred_at,from_account,to_account,amount,currency\n"
    transfers += "x,2026-03-01T09:00:00Z,DE89370400440532013000,77,5,EUR\n"
    entries = "".join(f'[[files]]\ntable = "{name}"\npath = "{name}.csv"\n' for name in ("transfers", "merchants"))
    coalition.hand_in("bank", {"transfers.csv": transfers, "merchants.csv": merchants}, entries, kind="bank")
    coalition.hand_in("north", {"t.csv": rows({})})
    coalition.load()
    assert (
        coalition.column("settlement_account", "merchant_accounts", "merchant")[0]
        == coalition.column("from_account", "transfers")[0]
    )
    assert coalition.column("described", "merchant_accounts", "merchant") == [True, False]
