"""What one member may try: each attack is what it hands in besides its honest shops."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Iterator

from tests.coalition.town import ATTACKER, COUNTRIES, DAYS, Row, Submission, Town, describe, pay, time_of

Attack = Callable[[Town], list[tuple[str, Submission]]]

ATTACKS: dict[str, Attack] = {}
"""By name; each answers folders and what stands in them."""


def attack(make: Callable[[Town], Submission | list[tuple[str, Submission]]]) -> Attack:
    """Add an attack to the list."""

    def folders(town: Town) -> list[tuple[str, Submission]]:
        made = make(town)
        return [(ATTACKER, made)] if isinstance(made, Submission) else made

    ATTACKS[make.__name__] = folders
    return folders


def own(town: Town) -> Submission:
    """What the attacker honestly has."""
    return copy.deepcopy(town.members[ATTACKER])


def bakery(town: Town) -> str:
    """An honest shop of another member, with customers of its own."""
    return max(town.honest("north"), key=lambda name: len(town.payments(name)))


def sales(sites: Iterable[str], payers: list[str], each: int) -> Iterator[Row]:
    """Invented payments, as a seller of this kind would have them."""
    rng = random.Random(7)  # noqa: S311 - a world of a test
    for site in sites:
        for number in range(each):
            at = time_of(20 + rng.randrange(40), rng.choice([23, 0, 1, 2]), rng)
            row = pay(f"x-{site}-{number}", at, rng.choice(payers), site, rng.choice(["29.95", "49.95"]))
            plain = {"network_reference": "", "card_present": "false", "payer_country": rng.choice(COUNTRIES)}
            yield {**row, **plain}


@attack
def frames_with_a_public_account(town: Town) -> Submission:
    """36 accounts of its own with the account number of a bakery, and 1,440 invented payments."""
    east, account = own(town), town.account(bakery(town))["settlement_account"]
    names = [f"frame{number:02}" for number in range(36)]
    east.add("merchants", *(describe(name, settlement_account=account, mcc="5968") for name in names))
    east.add("transactions", *sales(names, [f"invented-{number}" for number in range(200)], 40))
    return east


@attack
def frames_with_everything_public(town: Town) -> Submission:
    """The same with phone, domain and name besides, paid by the bakery's own customers."""
    east, victim = own(town), town.account(bakery(town))
    public = {name: victim[name] for name in ("settlement_account", "domain", "trading_name")}
    names = [f"frame{number:02}" for number in range(12)]
    customers = sorted({row["payer_ref"] for row in town.payments(bakery(town))})
    east.add("merchants", *(describe(name, **public, mcc="5968") for name in names))
    east.add("transactions", *sales(names, customers, 60))
    return east


@attack
def waters_a_ring_down(town: Town) -> Submission:
    """Twenty shops of one kind and country that all buyers of the ring are said to visit, week after week."""
    east = own(town)
    names = [f"weekly{number:02}" for number in range(20)]
    east.add("merchants", *(describe(name, mcc="5411") for name in names))
    east.add("transactions", *sales(names, list(town.buyers), 3 * len(town.buyers)))
    return east


@attack
def frames_a_shop_by_its_customers(town: Town) -> Submission:
    """Sites that are paid by a bakery's customers and by nobody else."""
    east = own(town)
    customers = sorted({row["payer_ref"] for row in town.payments(bakery(town))})
    names = [f"circle{number}" for number in range(8)]
    east.add("merchants", *(describe(name, mcc="5968") for name in names))
    east.add("transactions", *sales(names, customers, 60))
    return east


@attack
def frames_by_reports(town: Town) -> Submission:
    """Confirmed reports about honest shops, under the name of the police too."""
    east = own(town)
    for number, name in enumerate(town.honest("north")[:10]):
        member, merchant = name.split("/")
        said = {"report_id": f"f{number}", "source_kind": "law_enforcement" if number % 2 else "member"}
        when = time_of(100, 10, random.Random(number))  # noqa: S311 - a world of a test
        east.add(
            "reports",
            {**said, "status": "confirmed", "reported_at": when, "provider_id": member, "merchant_id": merchant},
        )
    return east


@attack
def frames_by_transfers(town: Town) -> Submission:
    """Invented transfers that sweep a bakery's account to the ring's."""
    east, source = own(town), town.account(bakery(town))["settlement_account"]
    target = town.account(town.ring[0])["settlement_account"]
    rng = random.Random(3)  # noqa: S311 - a world of a test
    for number in range(80):
        row = {"transfer_id": f"v{number}", "occurred_at": time_of(number, 12, rng), "from_account": source}
        east.add("transfers", {**row, "to_account": target, "amount": "300.00", "currency": "EUR"})
    return east


@attack
def hides_by_references(town: Town) -> Submission:
    """One cent under each reference of the ring."""
    east = own(town)
    rows = [row for name in town.ring for row in town.payments(name)]
    for number, row in enumerate(rows):
        cheap = pay(f"h{number}", row["occurred_at"], "nobody", "eshop000", "0.01")
        east.add("transactions", {**cheap, "network_reference": row["network_reference"]})
    return east


@attack
def hides_by_a_facilitator(town: Town) -> Submission:
    """A facilitator and a sub-merchant that have what the ring is known by."""
    east = own(town)
    for number, name in enumerate(town.ring):
        said = {key: town.account(name)[key] for key in ("settlement_account", "phone")}
        east.add("merchants", describe(f"house{number}", **said))
        east.add("merchants", describe(f"lodger{number}", **said, kind="sub_merchant", parent_id=f"house{number}"))
    return east


@attack
def hides_by_a_crowd(town: Town) -> Submission:
    """Forty accounts with what the ring is known by."""
    east = own(town)
    for number in range(40):
        account = town.account(town.ring[number % len(town.ring)])
        said = {key: account[key] for key in ("settlement_account", "phone", "domain")}
        east.add("merchants", describe(f"crowd{number:02}", **said))
    return east


@attack
def hides_among_its_own_customers(town: Town) -> Submission:
    """The ring's buyers, as far as the attacker has seen their cards, pay at all its shops: a tenth of them."""
    east, rng = own(town), random.Random(5)  # noqa: S311 - a world of a test
    shops = [name.split("/")[1] for name in town.honest(ATTACKER)]
    for number in range(300):
        buyer = rng.choice(town.buyers[: len(town.buyers) // 10])
        row = pay(f"c{number}", time_of(rng.randrange(DAYS), 14, rng), buyer, rng.choice(shops), "17.20")
        east.add("transactions", {**row, "network_reference": ""})
    return east


@attack
def claims_anothers_id(town: Town) -> list[tuple[str, Submission]]:
    """A folder, first in the alphabet, in the name of another and with another clock."""
    forged = Submission("north", about={"timezone": "Europe/Lisbon"})
    forged.add("transactions", *town.members["north"].tables["transactions"][:50])
    return [("aaa", forged)]


@attack
def corrects_anothers_payments(town: Town) -> list[tuple[str, Submission]]:
    """A folder in the name of another, described alike, that corrects its payments to a cent."""
    forged = Submission("north", entry={"transactions": 'mode = "correct"\n'})
    forged.add("transactions", *({**row, "amount": "0.01"} for row in town.members["north"].tables["transactions"]))
    return [("north-corrections", forged)]


@attack
def ages_everybody(town: Town) -> Submission:
    """One row with a wrong year."""
    east = own(town)
    east.add("transactions", pay("late", "2029-01-01T12:00:00Z", "nobody", "eshop000", "10.00"))
    return east


@attack
def delivers_later(town: Town) -> Submission:
    """One payment forty days after everybody's last."""
    east = own(town)
    late = time_of(DAYS + 40, 12, random.Random(1))  # noqa: S311 - a world of a test
    east.add("transactions", pay("late", late, "nobody", "eshop000", "10.00"))
    return east


@attack
def revalues_everybody(town: Town) -> Submission:
    """A rate that makes euros of others worth a sixth, if it were heard."""
    east = own(town)
    first = time_of(0, 0, random.Random(1))[:10]  # noqa: S311 - a world of a test
    for currency in ("EUR", "USD"):
        east.add("rates", {"currency": currency, "date": first, "eur": "0.15", "source": "European Central Bank"})
    return east


@attack
def protects_its_own(town: Town) -> list[tuple[str, Submission]]:
    """The ring's own acquirer flags one payer of each site as a victim."""
    north = copy.deepcopy(town.members["north"])
    flagged: set[str] = set()
    for row in north.tables["transactions"]:
        name = row["merchant_id"]
        row["protected_payer"] = "true" if f"north/{name}" in town.ring and name not in flagged else ""
        if row["protected_payer"]:
            flagged.add(name)
    return [("north", north)]


@attack
def floods_the_queue(town: Town) -> Submission:
    """Six rings of its own."""
    east = own(town)
    for ring in range(6):
        names = [f"flood{ring}x{number}" for number in range(8)]
        east.add("merchants", *(describe(name, mcc="5968") for name in names))
        east.add("transactions", *sales(names, [f"flood-{ring}-{number}" for number in range(60)], 40))
    return east


@attack
def opens_the_ring(town: Town) -> list[tuple[str, Submission]]:
    """The ring's own acquirer says that its sites are one open company, under one name, of one kind."""
    north = copy.deepcopy(town.members["north"])
    for row in north.tables["merchants"]:
        if f"north/{row['merchant_id']}" in town.ring:
            row |= {"legal_name": "Open Company BV", "registration_number": "NL-4711", "mcc": "5815"}
            row["trading_name"] = f"Open Company {row['merchant_id']}"
    return [("north", north)]


@attack
def opens_a_case(town: Town) -> Submission:
    """Twelve accounts of one open company that the ring's buyers are said to pay by the month."""
    east, rng = own(town), random.Random(3)  # noqa: S311 - a world of a test
    names = [f"open{number:02}" for number in range(12)]
    company = {"legal_name": "Open Company Sp", "registration_number": "PL-4711", "mcc": "5411"}
    east.add("merchants", *(describe(name, **company) for name in names))
    for number, (buyer, month) in enumerate((each, month) for each in town.buyers for month in range(4)):
        row = pay(f"o{number}", time_of(30 * month, 12, rng), buyer, names[number % len(names)], "9.99")
        east.add("transactions", {**row, "network_reference": ""})
    return east


def anything(town: Town, seed: int) -> list[tuple[str, Submission]]:
    """Whatever comes to an attacker's mind who knows every public fact and a good part of the cards."""
    rng, east = random.Random(seed), own(town)  # noqa: S311 - a world of a test
    rows = [row for name in ("north", "south", "west") for row in town.members[name].tables["transactions"]]
    known = [row for name in ("north", "south", "west") for row in town.members[name].tables["merchants"]]
    cards = rng.sample(sorted({row["payer_ref"] for row in rows}), rng.choice([5, 30, 120]))
    names = [f"any{number}" for number in range(rng.choice([1, 6, 25, 45]))]
    for name in names:
        public = rng.choice(known)
        shared = rng.sample(["settlement_account", "phone", "domain", "trading_name"], rng.randint(0, 4))
        said = {key: public[key] for key in shared}
        if rng.random() < 0.2:
            said |= {"kind": "sub_merchant", "parent_id": rng.choice(names)}
        east.add("merchants", describe(name, **said))
    for number in range(rng.choice([50, 400, 1500])):
        seen = rng.choice(rows)
        forged = pay(f"any{number}", seen["occurred_at"], rng.choice(cards), rng.choice(names), rng.choice(PRICES))
        forged["network_reference"] = seen["network_reference"] if rng.random() < 0.3 else ""
        forged["protected_payer"] = "true" if rng.random() < 0.02 else ""
        forged["card_present"] = rng.choice(["true", "false"])
        east.add("transactions", forged)
    for number in range(rng.choice([0, 5, 40])):
        member, merchant = rng.choice(["north", "south", "west"]), rng.choice(known)["merchant_id"]
        said = {"report_id": f"any{number}", "source_kind": "member", "status": rng.choice(["alleged", "confirmed"])}
        when = time_of(rng.randrange(DAYS), 10, rng)
        east.add("reports", {**said, "reported_at": when, "provider_id": member, "merchant_id": merchant})
    for number in range(rng.choice([0, 60])):
        source, target = rng.choice(known)["settlement_account"], rng.choice(known)["settlement_account"]
        row = {"transfer_id": f"any{number}", "occurred_at": time_of(rng.randrange(DAYS), 12, rng)}
        row |= {"from_account": source, "to_account": target, "amount": f"{rng.randint(1, 900)}.00", "currency": "EUR"}
        east.add("transfers", row)
    return [(ATTACKER, east)]


PRICES = ("0.01", "29.95", "49.95", "17.20", "250.00")
