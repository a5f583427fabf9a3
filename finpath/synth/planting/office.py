"""Writes planned payments as rows of a provider: each a row of its own with what is new replaced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from finpath.synth.chance import stream
from finpath.synth.planting.clock import clock_time
from finpath.synth.planting.form import TableForm
from finpath.synth.planting.original import Place
from finpath.synth.planting.planned import Payer, PlannedPayment, PlantedAccount
from finpath.synth.planting.record import Record, replace_value
from finpath.synth.planting.survey import Survey, SurveyedPayments

PAYER = ("payer_ref", "payer_ref_kind", "payer_country", "protected_payer")
GLOBAL = ("par", "iban", "email", "phone", "address")  # kinds that are one at all providers
UNIQUE = ("transaction_id", "network_reference")
SHOWS = 4_000  # rows that show which columns go with the payer


@dataclass
class TransactionOffice:
    """Writes one provider's transactions.

    Args:
        survey: What was found.
        form: The provider's.
        seed: Decides what is drawn.
        papers: Merchant ids and descriptors of new accounts, by account key.
        known: Identifiers of new payers that all providers know.
    """

    survey: Survey
    form: TableForm
    seed: int
    papers: Mapping[str, Record]
    known: dict[tuple[Payer, str], str]
    _references: dict[Payer, Record] = field(default_factory=dict)
    _terminals: dict[tuple[str, str], str] = field(default_factory=dict)

    def records(self, planned: Sequence[PlannedPayment]) -> list[Record]:
        """Give the rows, in the order that the provider's files have."""
        rng = stream(self.seed, "office", self.form.original.manifest.provider_id)
        order = self._order(planned, rng)
        templates, others = self._templates(planned)
        moments, sums = self.form.moments("occurred_at"), self.form.sums("amount")
        names = self._payer_columns(templates)
        records: dict[int, Record] = {}
        for i in order:
            one = planned[i]
            record = dict(templates[self._place(self.survey.purchases, one.template)])
            payer = templates[self._own_row(one.payer)]
            record |= {name: payer.get(name) for name in names} | self._reference(one.payer, payer)
            if one.account is not None and one.account.new:
                self._address(record, one.account)
            self.form.set(record, "occurred_at", moments.spell(clock_time(one.at), rng))
            if one.price is not None:
                self.form.amounts("amount").put(record, sums.spell(sums.round_amount(one.price)))
            if one.kind != "purchase":
                self._answer(record, others[one.kind])
            records[i] = record
        self._number([records[i] for i in order])
        self._relate(planned, records)
        return [records[i] for i in order]

    def _order(self, planned: Sequence[PlannedPayment], rng: np.random.Generator) -> list[int]:
        """Sort rows by time where the provider does; else mix them."""
        if self._is_sorted():
            return sorted(range(len(planned)), key=lambda i: (planned[i].at, i))
        return [int(i) for i in rng.permutation(len(planned))]

    def _is_sorted(self) -> bool:
        """Say whether the provider's files are in the order of time."""
        paid = self.survey.purchases
        mine = paid.file == max(self.form.original.files)
        at = paid.at[mine][np.argsort(paid.row[mine])]
        return bool((np.diff(at) >= 0).mean() > 0.95) if len(at) > 1 else True

    def _templates(self, planned: Sequence[PlannedPayment]) -> tuple[dict[Place, Record], dict[str, Record]]:
        """Fetch the rows that others are written like: at the merchant, of the payer, of each kind; and some more."""
        paid = self.survey.purchases
        mine = np.flatnonzero(np.isin(paid.file, list(self.form.original.files)))
        payers, first = np.unique(paid.payer[mine], return_index=True)
        self._rows = dict(zip(payers.tolist(), mine[first].tolist(), strict=True))
        wanted: dict[int, list[int]] = defaultdict(list)
        shows = mine[:: max(1, len(mine) // SHOWS)].tolist()
        positions = {one.template for one in planned} | {self._rows[one.payer.like] for one in planned} | set(shows)
        for file, row in sorted(self._place(paid, position) for position in positions):
            wanted[file].append(row)
        templates = self.form.original.rows(wanted)
        return templates, dict(self._kinds({one.kind for one in planned}))

    def _kinds(self, kinds: set[str]) -> Iterator[tuple[str, Record]]:
        others = self.survey.others
        for kind in sorted(kinds - {"purchase"}):
            mine = np.isin(others.file, list(self.form.original.files)) & (others.kind == kind)
            file, row = self._place(others, int(np.flatnonzero(mine)[0]))
            yield kind, self.form.original.rows({file: [row]})[file, row]

    def _place(self, payments: SurveyedPayments, position: int) -> Place:
        return int(payments.file[position]), int(payments.row[position])

    def _own_row(self, payer: Payer) -> Place:
        return self._place(self.survey.purchases, self._rows[payer.like])

    def _payer_columns(self, templates: Mapping[Place, Record]) -> tuple[str, ...]:
        """Name the columns that go with the payer: what the contract says, and what the rows show."""
        original = self.form.original
        mapped = {name for ours in PAYER for name in original.theirs(ours)}
        mapped_columns = {name for ours in original.columns for name in original.theirs(ours)}
        mapped_columns |= {column for column in original.names if original.theirs(column)}
        free = [name for name in original.names if name not in mapped_columns]
        paid = self.survey.purchases
        place = (
            {self._place(paid, i): i for i in np.flatnonzero(np.isin(paid.file, list(original.files))).tolist()}
            if free
            else {}
        )
        samples = [
            (int(paid.payer[place[at]]), int(paid.merchant[place[at]]), row)
            for at, row in templates.items()
            if at in place
        ]
        return tuple(
            name for name in original.names if name in mapped or (name in free and goes_with_payer(name, samples))
        )

    def _reference(self, payer: Payer, record: Record) -> Record:
        """Name a new payer as the provider names its payers; a reference that others know too is the same there."""
        if not payer.turn:
            return {}
        if payer not in self._references:
            identifiers = self.form.another("payer_ref", record)
            kind = (self.form.text(record, "payer_ref_kind") or "account").lower()
            if len(identifiers) == 1 and kind in GLOBAL:
                name = next(iter(identifiers))
                identifiers[name] = self.known.setdefault((payer, kind), identifiers[name] or "")
            self._references[payer] = identifiers
        return self._references[payer]

    def _address(self, record: Record, account: PlantedAccount) -> None:
        """Say who is paid."""
        for name, text in self.papers[account.shop.key].items():
            replace_value(record, name, text)
        column = self.form.one("terminal_id")
        if column and (till := record.get(column)):
            key = (account.shop.key, till)
            if key not in self._terminals:
                self._terminals[key] = self.form.fresh(column).one(till)
            replace_value(record, column, self._terminals[key])

    def _answer(self, record: Record, like: Record) -> None:
        """Make a row the answer to a purchase, as another row of that kind shows."""
        for ours in ("kind", "response_code"):
            self.form.set(record, ours, self.form.one(ours) and like.get(self.form.one(ours) or ""))
        self.form.amounts("amount").turn(record, like)

    def _number(self, records: Sequence[Record]) -> None:
        """Give every row the identifiers that only it has."""
        for ours in UNIQUE:
            name = self.form.one(ours)
            if name is None:
                continue
            mine = [record for record in records if ours == "transaction_id" or record.get(name)]
            for record, text in zip(mine, self.form.fresh(name).many(len(mine)), strict=True):
                replace_value(record, name, text)

    def _relate(self, planned: Sequence[PlannedPayment], records: Mapping[int, Record]) -> None:
        """Let answers name their purchase."""
        numbers = {id(one): i for i, one in enumerate(planned)}
        for i, record in records.items():
            answered = planned[i].answers
            purchase_id = (
                self.form.text(records[numbers[id(answered)]], "transaction_id") if answered is not None else None
            )
            self.form.set(record, "related_id", purchase_id)


def goes_with_payer(name: str, rows: Iterable[tuple[int, int, Record]]) -> bool:
    """Say whether rows of one payer agree in a column more than rows of one merchant do.

    >>> goes_with_payer(
    ...     "team", [(1, 1, {"team": "a"}), (1, 2, {"team": "a"}), (2, 1, {"team": "b"}), (2, 2, {"team": "b"})]
    ... )
    True

    Args:
        name: Of the column.
        rows: Payer, merchant, row.
    """
    values: tuple[dict[int, str | None], dict[int, str | None]] = ({}, {})
    same, compared = [0, 0], [0, 0]
    for payer, merchant, row in rows:
        for side, key in enumerate((payer, merchant)):
            if key in values[side]:
                compared[side] += 1
                same[side] += values[side][key] == row.get(name)
            values[side][key] = row.get(name)
    return same[0] * max(1, compared[1]) > same[1] * max(1, compared[0])
