"""Names make one merchant only of different providers' accounts, and only where something else agrees."""

from __future__ import annotations

import random

import pytest

from finpath.engine import Engine
from finpath.graph.identity.candidates import CROWD, NamedAccount, candidates
from finpath.graph.identity.likeness import likeness, rarity
from finpath.graph.identity.name_words import words
from finpath.graph.identity.namesakes import ALONE, JOINING, MOST, namesakes, sellers
from finpath.synth import names as synthetic
from tests.graph.identity.found import identities

HEADER = "provider_id | merchant_id | trading_name | legal_name | country | mcc | postal_address\n"


@pytest.mark.parametrize(
    "spelt",
    [
        "RIVERBANK BOOKS",
        "Riverbank Books Ltd.",
        "Books, Riverbank",
        "Rivrebank Books",
        "RIVERBANK BOOK",
        "river bank books",
    ],
)
def test_one_name_spelt_otherwise_joins_at_one_address(engine: Engine, spelt: str) -> None:
    found = identities(
        engine, HEADER + f"a | m | Riverbank Books | | GB | 5942 | x\n b | n | {spelt} | | GB | 5942 | x\n"
    )
    assert found.merchants == found.groups == {frozenset({"a/m", "b/n"})}
    tie = found.tie("name and address")
    assert tie.relation == "same_merchant"
    assert JOINING <= tie.confidence <= MOST


@pytest.mark.parametrize(
    "rows",
    [
        "a | m | Golden Dragon | | GB | 5812 | x\n b | n | Golden Dragon | | GB | 5812 | y",
        "a | m | Golden Dragon | | GB | 5812 |\n b | n | Golden Dragon | | GB | 5812 |",
        "a | m | Anna's Nails | | GB | 7230 | mall\n b | n | Hanna's Nails | | GB | 7230 | mall",
        "a | m | Riverbank Books | | GB | 5942 | x\n b | n | Riverbank Books | | FR | 5942 | x",
        "a | m | Riverbank Books | | GB | 5942 | x\n a | n | Riverbank Books | | GB | 5942 | x",
        "a | m | Bakery | | GB | 5462 | x\n b | n | Butcher | | GB | 5422 | x",
        "a | m | Copperbrook Pizza | | GB | 5812 | x\n b | n | Copperbrook Kebab | | GB | 5812 | x",
        "a | m | Freshmarket 12 | | GB | 5411 | x\n b | n | Freshmarket 13 | | GB | 5411 | y",
    ],
    ids=[
        "elsewhere",
        "nowhere",
        "look-alike in a mall",
        "other country",
        "one provider",
        "neighbours",
        "next door",
        "branches",
    ],
)
def test_two_shops_stay_two(engine: Engine, rows: str) -> None:
    found = identities(engine, HEADER + rows + "\n")
    assert found.groups == set()
    assert all(tie.confidence <= ALONE for tie in found.ties)


def test_a_legal_name_besides_the_trading_name_agrees(engine: Engine) -> None:
    rows = "a | m | Riverbank Books | {0} Ltd | GB | 5942 |\n b | n | Riverbank Books | {0} Limited | GB | 5942 |"
    assert identities(engine, HEADER + rows.format("Copperfield")).groups == {frozenset({"a/m", "b/n"})}
    assert identities(engine, HEADER + rows.format("Riverbank")).groups == set()
    assert identities(engine, HEADER + rows.format("Riverbank Holding")).groups == set()


def test_a_name_that_fits_several_singles_out_none(engine: Engine) -> None:
    branches = "\n".join(f"b | n{i} | Pizza Palace | Palace Holding Copperfield Ltd | GB | 5812 |" for i in range(4))
    rows = "a | m | Pizza Palace | Palace Holding Copperfield Ltd | GB | 5812 |\n" + branches
    assert identities(engine, HEADER + rows).groups == set()


def test_a_mall_agrees_with_nothing() -> None:
    crowd = [NamedAccount(i, "b", (f"stall{i:03}",), (), "GB", "", "mall") for i in range(3, 30)]
    pair = [NamedAccount(i, f"{i}", ("golden", "dragon"), (), "GB", "5812", "mall") for i in range(2)]
    found, _ = namesakes([*pair, *crowd])
    assert [each.agrees for each in found] == [()]


def test_common_keys_pair_nobody_and_are_counted() -> None:
    accounts = [NamedAccount(i, "ab"[i % 2], ("freshmarket",)) for i in range(CROWD + 1)]
    assert candidates(accounts, rarity(account.name for account in accounts)) == ([], 3)


def test_pairs_grow_with_names_not_with_their_square() -> None:
    brands = [front + back for front in synthetic.FRONT for back in synthetic.BACK]
    accounts = [NamedAccount(i, "ab"[i % 2], (brand.lower(), f"{i % 5}")) for i, brand in enumerate(brands)]
    pairs, _ = candidates(accounts, rarity(account.name for account in accounts))
    assert len(pairs) < 20 * len(accounts)


def test_the_order_of_accounts_changes_nothing() -> None:
    lot = random.Random(1)  # noqa: S311 - no secret
    brands = [lot.choice(synthetic.FRONT) + lot.choice(synthetic.BACK) for _ in range(60)]
    accounts = [
        NamedAccount(
            i,
            lot.choice("abc"),
            words(f"{lot.choice(brands)} {lot.choice(('Books', 'Bar'))}"),
            words(f"{lot.choice(brands)} {lot.choice(synthetic.LEGAL)} Ltd"),
            "GB",
            lot.choice(("5812", "5942", "")),
            lot.choice((f"{i // 20}", "")),
        )
        for i in range(400)
    ]
    found, _ = namesakes(accounts)
    assert len(found) > 5
    for _ in range(3):
        lot.shuffle(accounts)
        assert namesakes(accounts)[0] == found


def test_likeness_is_even_handed() -> None:
    names = [words(name) for name in ("Riverbank Books", "Rivrebank Book Shop", "Books", "Anna Nails", "Nails 4 Anna")]
    rare = rarity(names)
    for one in names:
        for other in names:
            assert likeness(one, other, rare) == likeness(other, one, rare)


def test_a_seller_is_named_where_a_twin_would_join(engine: Engine) -> None:
    """What two ledgers compare without being joined: the same text on both sides, and none where names mislead."""
    usual = [NamedAccount(i, "c", ("bakery",), (), "GB", "", f"street{i}") for i in range(10, 300)]
    mall = [NamedAccount(i, "c", (f"stall{i:03}",), (), "GB", "", "mall") for i in range(400, 430)]
    one = NamedAccount(1, "a", words("Riverbank Books Ltd"), (), "GB", "5942", "x")
    spelt = NamedAccount(2, "b", words("BOOKS, Riverbank"), words("Copperfield BV"), "GB", "", "x")
    others = [
        NamedAccount(3, "b", ("riverbank", "books"), (), "GB", "", "y"),
        NamedAccount(4, "b", ("riverbank", "books"), (), "FR", "", "x"),
        NamedAccount(5, "b", ("riverbank", "kebab"), (), "GB", "", "x"),
    ]
    here, there = sellers([one, *usual, *mall]), sellers([spelt, *others, *usual])
    assert here[1] == there[2]
    assert not {here[1]} & {there[other.merchant] for other in others}
    nowhere = NamedAccount(6, "b", ("riverbank", "books"), (), "GB", "", "")
    assert set(sellers([nowhere, *mall, *usual])) == set(), "no address, a mall's, a name of everybody"
    rows = "a | m | Riverbank Books | | GB | 5942 | x\n b | n | RIVERBANK BOOKS BV | | GB | 5942 | x\n"
    assert identities(engine, HEADER + rows).merchants, "such a pair is one merchant in a ledger as well"
