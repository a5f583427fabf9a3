"""What very many have, what a facilitator lends and what is open to all ties nobody, and the coverage says so."""

from __future__ import annotations

from finpath.engine import Engine
from tests.graph.identity.found import identities


def test_a_value_of_very_many_joins_nobody_and_is_listed(engine: Engine) -> None:
    found = identities(engine, "merchant_id | phone | times\n m* | agent | 41")
    assert (found.ties, found.groups) == ((), set())
    assert found.notes == ("1 phone value(s) joined nobody: hubs of up to 41 accounts (bound: 40).",)


def test_forty_still_join_with_one_tie_less_than_they_are(engine: Engine) -> None:
    found = identities(engine, "merchant_id | phone | times\n m* | agent | 40")
    assert (len(found.ties), len(found.groups)) == (39, 1)


def test_what_a_facilitator_lends_is_his(engine: Engine) -> None:
    merchants = """
        merchant_id | parent_id | settlement_account | principal
        house       |           | acc                | boss
        sub1        | house     | acc                | anna
        sub2        | house     | acc                | boris
    """
    found = identities(engine, merchants)
    assert found.groups == set()
    assert "1 of them a facilitator's or open to all" in found.notes[0]


def test_a_free_mail_provider_is_nobodys_domain(engine: Engine) -> None:
    found = identities(engine, "merchant_id | domain\n a | gmail.com\n b | mail.gmail.com\n c | www.facebook.com")
    assert found.groups == set()


def test_a_domain_is_what_somebody_registered(engine: Engine) -> None:
    found = identities(
        engine,
        """
        provider_id | merchant_id | domain
        a           | one         | www.shop.co.uk
        b           | two         | shop.co.uk
        b           | three       | pay.shop.co.uk
        b           | other       | other.co.uk
        a           | lodger      | one.github.io
        b           | lodger      | two.github.io
        """,
    )
    assert found.groups == {frozenset({"a/one", "b/two", "b/three"})}
    assert found.merchants == {frozenset({"a/one", "b/two"})} or found.merchants == set()


def test_the_same_host_is_the_same_merchant(engine: Engine) -> None:
    found = identities(engine, "provider_id | merchant_id | domain\n a | m | www.shop.example\n b | m | shop.example")
    assert found.merchants == found.groups == {frozenset({"a/m", "b/m"})}
    assert found.tie("domain").relation == "same_merchant"


def crowd(provider: str, accounts: int) -> str:
    return f"{provider} | {provider}* | boss | {accounts}\n"


def test_another_members_crowd_makes_no_hub(engine: Engine) -> None:
    table = "provider_id | merchant_id | principal | times\n" + crowd("north", 4) + crowd("east", 60)
    found = identities(engine, table)
    assert found.groups == {frozenset({f"north/north{n}" for n in range(1, 5)})}


def test_one_other_organisation_alone_cuts_nothing_and_a_person_is_asked(engine: Engine) -> None:
    table = "provider_id | merchant_id | principal | times\n" + crowd("north", 20) + crowd("east", 30)
    found = identities(engine, table)
    assert [len(group) for group in found.groups] == [50]
    assert any("would tie nobody by one other organisation's accounts alone" in note for note in found.notes)


def test_a_facilitator_of_many_members_stays_a_hub(engine: Engine) -> None:
    members = "".join(crowd(name, 22) for name in ("east", "north", "south"))
    assert identities(engine, "provider_id | merchant_id | principal | times\n" + members).groups == set()


def test_a_facilitator_lends_for_whoever_says_so(engine: Engine) -> None:
    found = identities(
        engine,
        """
        provider_id | merchant_id | parent_id | phone
        east        | house       |           | 1
        east        | lodger      | house     | 1
        north       | one         |           | 1
        north       | two         |           | 1
        """,
    )
    assert found.groups == {frozenset({"north/one", "north/two"})}
