"""What a run shows as cases: groups with somebody at `review` or above, and each account of safeguarding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import cast

import pyarrow.parquet as pq

from finpath.output.folder import Run
from finpath.tables.contract import SAFEGUARDED

Account = tuple[str, str]
WANTED = ("refer", "review", SAFEGUARDED)
COLUMNS = ("provider_id", "merchant_id", "tier", "score", "rank", "group_id", "name", "payers", "transactions",
           "volume_eur", "rules", "reasons")  # fmt: skip
SUSPECTS = "suspects"


@dataclass(frozen=True)
class Group:
    """One case, as the run shows it.

    Args:
        id: Of the group; of an account in the lane `protect`, its own.
        accounts: At `review` or above, by rank.
        title: Whom it is about, for people.
        why: The strongest reason.
        countries: Of the members at which its accounts are.
        rules: That speak.
    """

    id: str
    lane: str
    tier: str
    score: float
    accounts: tuple[Account, ...]
    title: str
    why: str
    countries: frozenset[str]
    rules: tuple[str, ...] = ()
    payments: int = 0
    volume_eur: str = "0"


def read_groups(path: Path) -> tuple[Group, ...]:
    """The groups of a run folder, the highest score first."""
    run = Run(path)
    file = path / "findings.parquet"
    columns = [name for name in COLUMNS if name in pq.read_schema(file).names]
    wanted = pq.read_table(file, columns=columns, filters=[("tier", "in", WANTED)]).sort_by("rank")
    places = member_countries(run)
    groups: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in wanted.to_pylist():
        name = f"{row['provider_id']}/{row['merchant_id']}" if row["tier"] == SAFEGUARDED else str(row["group_id"])
        groups[name].append(row)
    found = [_group(name, rows, places) for name, rows in groups.items()]
    return tuple(sorted(found, key=lambda each: (-each.score, each.id)))


def member_countries(run: Run) -> Mapping[str, str]:
    """Whose law each member is under."""
    members = run.coverage.get("members")
    return {str(each["id"]): str(each["country"]) for each in members} if isinstance(members, list) else {}


def _group(name: str, rows: list[Mapping[str, object]], places: Mapping[str, str]) -> Group:
    first = rows[0]
    accounts = tuple((str(row["provider_id"]), str(row["merchant_id"])) for row in rows)
    protected = first["tier"] == SAFEGUARDED
    names = [str(row.get("name") or "/".join(account)) for row, account in zip(rows, accounts, strict=True)]
    more = f" and {len(names) - 1} more" if names[1:] else ""
    reasons = cast("Sequence[str]", first["reasons"] or ())
    return Group(
        name,
        SAFEGUARDED if protected else SUSPECTS,
        str(first["tier"]),
        0.0 if protected else max(cast("float", row["score"]) for row in rows),
        accounts,
        "/".join(accounts[0]) if protected else f"{names[0]}{more}",
        reasons[0] if reasons and not protected else "",
        frozenset(filter(None, (places.get(account[0], "") for account in accounts))),
        ()
        if protected
        else tuple(sorted({rule for row in rows for rule in cast("Sequence[str]", row["rules"] or ())})),
        sum(cast("int", row["transactions"]) for row in rows),
        str(sum((cast("Decimal", row["volume_eur"] or 0) for row in rows), Decimal(0)).quantize(Decimal("0.01"))),
    )
