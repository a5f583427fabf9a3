"""The tables of a MoneyTrail."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from finpath.graph.trail.merchant_proceeds import Takings
from finpath.graph.trail.moneytrail import MoneyTrail
from finpath.graph.trail.node import Node, money
from finpath.graph.trail.routes import OTHER
from finpath.graph.trail.settlers import entry
from finpath.graph.trail.spread import Passage, Scene, Spread
from finpath.graph.trail.stops import Stop
from finpath.graph.trail.trail_notes import caps, notes

MONEY, INSTANT, TEXT = pa.decimal128(38, 8), pa.timestamp("us"), pa.string()
TYPES = {
    "account": TEXT, "from_account": TEXT, "to_account": TEXT, "currency": TEXT, "stopped": TEXT,
    "provider_id": TEXT, "transfer_id": TEXT, "accounts": pa.list_(TEXT),
    "held_by_provider": pa.bool_(), "from_provider": pa.bool_(), "complete": pa.bool_(),
    "as_of": INSTANT, "last_movement": INSTANT, "first_arrival": INSTANT, "first_at": INSTANT, "last_at": INSTANT,
    "occurred_at": INSTANT,
    "hops": pa.int64(), "ways": pa.int64(), "sources": pa.int64(), "targets": pa.int64(), "transfers": pa.int64(),
    "dwell_seconds": pa.int64(), "share": pa.float64(), "kept_share": pa.float64(),
}  # fmt: skip
"""Of every column that is not money."""

ENTRIES = "account currency held_by_provider taken returned proceeds overdrawn others_taken"
RESTING = "account currency held_by_provider proceeds balance as_of last_movement share hops ways stopped"
ACCOUNTS = (
    "account currency held_by_provider hops received passed_on rests kept_share dwell_seconds sources targets"
    " first_arrival last_movement other_money unseen"
)
STEPS = "from_account to_account currency from_provider transfers amount proceeds first_at last_at dwell_seconds"
TRANSFERS = "provider_id transfer_id occurred_at from_account to_account currency amount proceeds dwell_seconds"
WAYS = "accounts currency proceeds share complete"

Row = tuple[object, ...]


@dataclass(frozen=True)
class Followed:
    """What a search found.

    Args:
        method: Of apportioning.
        scene: What money was moved between.
        spread: Where it went.
        stopped: Why it was not followed further than some accounts.
    """

    method: str
    scene: Scene
    spread: Spread
    stopped: Mapping[Node, Stop]


def answer(found: Followed, as_of: dt.datetime | None, takings: Takings) -> MoneyTrail:
    """Write the tables.

    Args:
        found: What a search found.
        as_of: The end of what is known; the last movement seen when None.
        takings: What came in.
    """
    told = _Told(found)
    moments = [inflow.at[-1] for inflow in found.scene.takings.values()] + [each.at for each in found.scene.transfers]
    end = as_of or instant(max(moments, default=0))
    return MoneyTrail(
        method=found.method,
        as_of=end,
        entries=_table(ENTRIES, told.entries()),
        resting=_table(RESTING, told.resting(end)),
        accounts=_table(ACCOUNTS, told.accounts()),
        steps=_table(STEPS, told.steps()),
        transfers=_table(TRANSFERS, [_transfer(move) for move in found.spread.moves]),
        ways=_table(WAYS, told.ways()),
        notes=notes(found.method, found.scene, takings),
        caps=caps(found.stopped, told.several),
    )


def instant(micros: int) -> dt.datetime:
    """Microseconds since 1970 as a naive instant in UTC."""
    return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=micros)  # noqa: DTZ001 - naive UTC, as in the ledger


def _table(columns: str, rows: list[Row]) -> pa.Table:
    names = columns.split()
    values = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table(
        {name: pa.array(list(column), TYPES.get(name, MONEY)) for name, column in zip(names, values, strict=True)}
    )


def _transfer(move: Passage) -> Row:
    each = move.transfer
    dwell = move.rested // move.proceeds // 1_000_000
    ends = (each.source.account, each.target.account, each.source.currency)
    return each.provider_id, each.transfer_id, instant(each.at), *ends, money(each.amount), money(move.proceeds), dwell


class _Told:
    """The rows of each table."""

    def __init__(self, found: Followed) -> None:
        self.found, self.spread = found, found.spread
        self.rests = found.spread.resting()
        self.whole: Counter[str] = Counter()
        for node, amount in self.rests.items():
            self.whole[node.currency] += amount
        self.into: dict[Node, list[Passage]] = defaultdict(list)
        self.out_of: dict[Node, list[Passage]] = defaultdict(list)
        for move in self.spread.moves:
            self.into[move.transfer.target].append(move)
            self.out_of[move.source].append(move)
        self.hops: dict[Node, int] = {}
        for steps in self.spread.ways.steps:
            self.hops[steps[-1]] = min(self.hops.get(steps[-1], len(steps) - 1), len(steps) - 1)

    @property
    def several(self) -> bool:
        """Whether ways had to be taken together."""
        return any(self.spread.ways.several)

    def entries(self) -> list[Row]:
        """Where takings came in."""
        rows: list[Row] = []
        for node, each in sorted(self.spread.entered.items()):
            proceeds = each.taken - each.returned + each.owed
            amounts = (each.taken, each.returned, proceeds, each.owed, each.others)
            rows.append((*node, *map(money, amounts)))
        return rows

    def resting(self, as_of: dt.datetime) -> list[Row]:
        """Where proceeds are now."""
        rows: list[Row] = []
        for node, amount in sorted(self.rests.items(), key=lambda item: (item[0].currency, -item[1], item[0])):
            pot = self.spread.pots[node].holds()
            known = node in self.found.scene.looked_into or node.held
            balance = money(sum(pot.values())) if known else None
            ways = sum(way != OTHER for way in pot)
            figures = (as_of, instant(self.spread.last[node]), self._share(node, amount), self.hops[node], ways)
            rows.append((*node, money(amount), balance, *figures, self.found.stopped.get(node)))
        return rows

    def accounts(self) -> list[Row]:
        """What became of proceeds at each account."""
        came = self._came()
        order = sorted(self.hops, key=lambda node: (node.currency, self.hops[node], node))
        return [self._account(node, came[node]) for node in order]

    def _account(self, node: Node, came: int) -> Row:
        rests, out, into = self.rests.get(node, 0), self.out_of[node], self.into[node]
        passed = sum(move.proceeds for move in out)
        dwell = sum(move.rested for move in out) // passed // 1_000_000 if passed else None
        first = instant(min(move.at for move in into)) if into else None
        kept = round(rests / (passed + rests), 9) if passed + rests else None
        sources, targets = len({move.source for move in into}), len({move.transfer.target for move in out})
        other = came - sum(move.proceeds for move in into)
        amounts = map(money, (passed + rests, passed, rests))
        beside = map(money, (other, self.spread.pots[node].unseen))
        last = instant(self.spread.last[node])
        return (*node, self.hops[node], *amounts, kept, dwell, sources, targets, first, last, *beside)

    def steps(self) -> list[Row]:
        """Pairs of accounts between which proceeds went."""
        pairs: dict[tuple[Node, Node], list[Passage]] = defaultdict(list)
        for move in self.spread.moves:
            pairs[move.source, move.transfer.target].append(move)
        rows: list[Row] = []
        for (source, target), moves in pairs.items():
            proceeds = sum(move.proceeds for move in moves)
            first, last = instant(moves[0].at), instant(moves[-1].at)
            names = (moves[0].transfer.source.account, target.account, target.currency, source.held)
            amounts = (money(sum(move.transfer.amount for move in moves)), money(proceeds))
            dwell = sum(move.rested for move in moves) // proceeds // 1_000_000
            rows.append((*names, len(moves), *amounts, first, last, dwell))
        return sorted(rows, key=lambda row: (str(row[2]), row[7], row[0], row[1], row[3]))

    def ways(self) -> list[Row]:
        """How what rests came to where it rests."""
        ways = self.spread.ways
        parts = [
            (node.currency, -amount, [each.account for each in ways.steps[way]], not ways.several[way], node)
            for node in self.rests
            for way, amount in self.spread.pots[node].holds().items()
            if way != OTHER
        ]
        return [
            (accounts, currency, money(-less), self._share(node, -less), complete)
            for currency, less, accounts, complete, node in sorted(parts)
        ]

    def _share(self, node: Node, amount: int) -> float:
        return round(amount / self.whole[node.currency], 9)

    def _came(self) -> Counter[Node]:
        """All known money that came to each account from elsewhere."""
        came: Counter[Node] = Counter()
        for each in self.found.scene.transfers:
            came[each.target] += each.amount
        for node, entered in self.spread.entered.items():
            came[entry(node, self.found.scene.settlers)] += entered.others
        return came
