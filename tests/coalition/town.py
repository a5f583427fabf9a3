"""A small coalition with a ring of sites in it, as folders, and what is concluded of it."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from finpath.conclude import conclude
from finpath.config import RunConfig, read_roster
from finpath.engine import DuckDB
from finpath.ingest import Keys, LoadOptions, load

Row = dict[str, str]

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAYS = 120
PAYERS, DISTRICTS = 500, 10
COUNTRIES = ("NL", "DE", "FR", "ES", "IT")
MEMBERS = {
    "north": ("acquirer", "NL", "Europe/Amsterdam"),
    "south": ("acquirer", "ES", "Europe/Madrid"),
    "west": ("wallet", "FR", "Europe/Paris"),
    "east": ("acquirer", "PL", "Europe/Warsaw"),
    "hotline": ("hotline", "NL", "Europe/Amsterdam"),
}
SHOPS = {"north": 70, "south": 60, "west": 40, "east": 30}
RING = {"north": 4, "south": 4, "west": 2}
ATTACKER = "east"

MANIFEST = """
[provider]
id = "{id}"
kind = "{kind}"
country = "{country}"
timezone = "{timezone}"

[agreement]
id = "EFC-2026-001"
purpose = "detect commercial child sexual exploitation"
legal_basis = "information-sharing partnership"
expires_on = 2027-12-31
dpia_reference = "DPIA-1"
supervisor_notice = "SN-1"
"""

ENTRY = '\n[[files]]\ntable = "{table}"\npath = "{table}.csv"\n'


@dataclass
class Submission:
    """What one member hands in.

    Args:
        member: Its id.
        about: What its manifest says otherwise than the member is known for.
        entry: What stands in `[[files]]` besides, by table.
    """

    member: str
    tables: dict[str, list[Row]] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    entry: dict[str, str] = field(default_factory=dict)

    def add(self, table: str, *rows: Row) -> None:
        """Hand in more rows."""
        self.tables.setdefault(table, []).extend(rows)

    def write(self, folder: Path) -> None:
        """Write the folder of the contribution."""
        folder.mkdir(parents=True)
        kind, country, timezone = MEMBERS.get(self.member, MEMBERS[ATTACKER])
        about = {"id": self.member, "kind": kind, "country": country, "timezone": timezone} | self.about
        entries = "".join(ENTRY.format(table=table) + self.entry.get(table, "") for table in self.tables)
        (folder / "contribution.toml").write_text(MANIFEST.format(**about) + entries)
        for table, rows in self.tables.items():
            names = list(dict.fromkeys(name for row in rows for name in row))
            with (folder / f"{table}.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, names, restval="")
                writer.writeheader()
                writer.writerows(rows)


@dataclass(frozen=True)
class Town:
    """A coalition.

    Args:
        members: What each hands in, by id.
        ring: The sites of the ring, by member and merchant id.
        buyers: Payers of the ring.
    """

    members: Mapping[str, Submission]
    ring: tuple[str, ...]
    buyers: tuple[str, ...]

    def honest(self, member: str) -> list[str]:
        """The honest shops of a member."""
        ids = (f"{member}/{row['merchant_id']}" for row in self.members[member].tables["merchants"])
        return [each for each in ids if each not in self.ring]

    def account(self, merchant: str) -> Row:
        """What its member says of a merchant."""
        member, name = merchant.split("/")
        return next(row for row in self.members[member].tables["merchants"] if row["merchant_id"] == name)

    def payments(self, merchant: str) -> list[Row]:
        """The payments of a merchant."""
        member, name = merchant.split("/")
        return [row for row in self.members[member].tables["transactions"] if row["merchant_id"] == name]

    def write(self, folder: Path, attack: Sequence[tuple[str, Submission]] = ()) -> Path:
        """Write what everybody hands in, and what an attacker adds, by folder; an attacker's own folder is replaced."""
        every = {**self.members, **dict(attack)}
        for name, each in every.items():
            each.write(folder / name)
        return folder


def town(seed: int = 1) -> Town:
    """Draw a coalition: districts where everybody shops round the corner, and a ring whose buyers live anywhere."""
    rng = random.Random(seed)  # noqa: S311 - a world of a test
    members = {name: Submission(name) for name in MEMBERS}
    district = {f"500100000000000000000000{number:05}": rng.randrange(DISTRICTS) for number in range(PAYERS)}
    country = {payer: COUNTRIES[home % len(COUNTRIES)] for payer, home in district.items()}
    number = 0
    for member, count in SHOPS.items():
        for place in range(count):
            number = _shop(members[member], f"{member[0]}shop{place:03}", rng, district, country, number)
    ring, buyers = [], sorted(rng.sample(sorted(district), 80))
    for member, count in RING.items():
        for place in range(count):
            name = f"{member[0]}site{place}"
            ring.append(f"{member}/{name}")
            number = _site(members[member], name, rng, buyers, number)
    report = {
        "report_id": "r1",
        "source_kind": "hotline",
        "status": "alleged",
        "reported_at": time_of(60, 10, rng),
        "domain": "nobody.example",
    }
    members["hotline"].add("reports", report)
    return Town(members, tuple(ring), tuple(buyers))


def _shop(  # noqa: PLR0913, PLR0917 - one shop of a world
    member: Submission,
    name: str,
    rng: random.Random,
    district: Mapping[str, int],
    country: Mapping[str, str],
    number: int,
) -> int:
    home = rng.randrange(DISTRICTS)
    member.add("merchants", describe(name, mcc=rng.choice(["5411", "5462", "5812", "5999"])))
    near = sorted(payer for payer, place in district.items() if place == home)
    far = sorted(set(district) - set(near))
    customers = rng.sample(near, min(len(near), rng.randint(15, 35))) + rng.sample(far, rng.randint(0, 6))
    for payer in customers:
        for _ in range(rng.randint(1, 5)):
            number += 1
            at, amount = time_of(rng.randrange(DAYS), rng.randint(8, 20), rng), f"{rng.randint(200, 9000) / 100:.2f}"
            member.add("transactions", pay(number, at, payer, name, amount, payer_country=country[payer]))
    return number


def _site(member: Submission, name: str, rng: random.Random, buyers: Sequence[str], number: int) -> int:
    shared = f"ring-{rng.randrange(4)}"
    member.add("merchants", describe(name, mcc="5968", settlement_account=shared, phone=f"+3120000{shared[-1]}00"))
    first = rng.randint(5, 60)
    for payer in rng.sample(list(buyers), 48):
        for _ in range(rng.randint(1, 2)):
            number += 1
            hour = rng.choice([22, 23, 0, 1, 2, 3])
            at, amount = time_of(first + rng.randrange(45), hour, rng), rng.choice(["29.95", "49.95"])
            row = pay(number, at, payer, name, amount, payer_country=rng.choice(COUNTRIES))
            row["card_present"] = "false"
            member.add("transactions", row)
    return number


def describe(name: str, **said: str) -> Row:
    """A row of the table of merchants."""
    own = {"trading_name": f"Trade {name}", "country": "NL", "domain": f"{name}.example"}
    return {"merchant_id": name, **own, "settlement_account": f"acc-{name}", "phone": "", "parent_id": "", **said}


def pay(number: int | str, at: str, payer: str, merchant: str, amount: str, **said: str) -> Row:
    """A row of the table of transactions."""
    row = {"transaction_id": f"t{number}", "occurred_at": at, "payer_ref": payer, "payer_ref_kind": "par"}
    row |= {"merchant_id": merchant, "amount": amount, "currency": "EUR", "card_present": "true"}
    return {**row, "network_reference": f"7400000000000{number:0>10}", **said}


def time_of(day: int, hour: int, rng: random.Random) -> str:
    """An instant of the world, as a member writes it."""
    when = START + dt.timedelta(days=day, hours=hour, minutes=rng.randrange(60), seconds=rng.randrange(60))
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def roster(folder: Path, more: Iterable[str] = ()) -> Path:
    """Write the hub's roster of this coalition, with more members as the attacker is one."""
    lines = []
    for name in dict.fromkeys((*MEMBERS, *more)):
        kind, country, timezone = MEMBERS.get(name, MEMBERS[ATTACKER])
        lines.append(
            f'[[member]]\nid = "{name}"\norganisation = "{name} ltd"\nkind = "{kind}"\ncountry = "{country}"\n'
            f'timezone = "{timezone}"\nsubmitter = "{name}"\n'
        )
    path = folder / "coalition.toml"
    path.write_text("\n".join(lines))
    return path


@dataclass(frozen=True)
class Outcome:
    """What is concluded of a coalition: tiers, scores and payments that count, by member and merchant id."""

    tiers: Mapping[str, str]
    scores: Mapping[str, float]
    counted: Mapping[str, tuple[int, str]]
    safeguarding: frozenset[str]
    refusals: Mapping[str, str]
    notes: tuple[str, ...]
    rejected: int


TIERS = "SELECT concat(provider_id, '/', merchant_id), tier, score, safeguarding FROM standings"
COUNTED = """
SELECT concat(a.provider_id, '/', a.merchant_id),
       count(*) FILTER (WHERE t.counted),
       CAST(coalesce(sum(t.amount_eur) FILTER (WHERE t.counted), 0) AS STRING)
FROM merchant_accounts AS a
JOIN transactions      AS t ON t.merchant = a.merchant
GROUP BY a.provider_id, a.merchant_id
"""


def concluded(folder: Path, roster_file: Path | None) -> Outcome:
    """Load a coalition and conclude."""
    config = RunConfig(roster=read_roster(roster_file) if roster_file else None)
    with DuckDB() as engine:
        options = LoadOptions(Keys(b"k" * 32), roster=config.roster, progress=lambda _: None)
        ledger = load(folder, engine=engine, options=options)
        conclude(ledger, config)
        rows = engine.rows(TIERS)
        counted = {str(name): (int(str(rows)), str(euros)) for name, rows, euros in engine.rows(COUNTED)}
        others = [file for file in ledger.files if file.provider_id != ATTACKER]
        return Outcome(
            tiers={str(name): str(tier) for name, tier, _, _ in rows},
            scores={str(name): float(str(score)) for name, _, score, _ in rows},
            counted=counted,
            safeguarding=frozenset(str(name) for name, _, _, seen in rows if seen),
            refusals={each.contribution: each.reason for each in ledger.refusals},
            notes=ledger.notes,
            rejected=sum(file.rejected + file.superseded for file in others),
        )
