"""What new accounts pay out of what they received: to an owner of their own, or to common suppliers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finpath.synth.chance import stream
from finpath.synth.planting.clock import DAY, clock_time
from finpath.synth.planting.form import TableForm
from finpath.synth.planting.planned import PlannedPayment, PlantedAccount
from finpath.synth.planting.record import Record, replace_value
from finpath.synth.planting.survey import Survey

HUB = 5  # accounts that pay a supplier, at least
WEEK = 7 * DAY
PART = Decimal("0.97")  # of the takings: the rest is the provider's fee


@dataclass(frozen=True)
class Outflows:
    """Pays out what a provider's new accounts took in.

    Args:
        survey: What was found.
        form: How the provider writes transfers.
        seed: Decides what is drawn.
        shared: Identifiers that accounts of one controller share.
    """

    survey: Survey
    form: TableForm
    seed: int
    shared: dict[tuple[str, str], str]

    def records(
        self, sales: Mapping[str, Sequence[PlannedPayment]], accounts: Mapping[str, tuple[PlantedAccount, str, str]]
    ) -> list[Record]:
        """Write one row for each week of each account.

        Args:
            sales: Account key to its purchases.
            accounts: Account key to the account, its settlement account and that of its model.
        """
        rng = stream(self.seed, "outflows", self.form.original.manifest.provider_id)
        models, hubs = self._models()
        moments, sums = self.form.moments("occurred_at"), self.form.sums("amount")
        rows = []
        for key, (account, own, model) in sorted(accounts.items()):
            likes = models.get(model, [])
            for week, takings in self._weeks(sales.get(key, ())) if likes else ():
                record = dict(likes[int(rng.integers(0, len(likes)))])
                at = (week + 1) * WEEK + int(rng.integers(0, 4)) * DAY + int(rng.integers(4 * 3_600, 9 * 3_600))
                if at > self.survey.end:
                    continue
                self.form.set(record, "from_account", own)
                target = self.form.text(record, "to_account") or ""
                self.form.set(record, "to_account", target if target in hubs else self._owner(account, target))
                self.form.set(record, "occurred_at", moments.spell(clock_time(at), rng))
                self.form.amounts("amount").put(record, sums.spell(sums.round_amount(takings * PART)))
                rows.append((at, record))
        rows.sort(key=lambda row: row[0])
        records = [record for _, record in rows]
        if name := self.form.one("transfer_id"):
            for record, text in zip(records, self.form.fresh(name).many(len(records)), strict=True):
                replace_value(record, name, text)
        return records

    def _models(self) -> tuple[dict[str, list[Record]], frozenset[str]]:
        """Give the provider's transfers by account, and the accounts that many pay to."""
        by_account: dict[str, list[Record]] = defaultdict(list)
        payers: Counter[str] = Counter()
        for record in self.form.original.everything():
            account, target = self.form.text(record, "from_account"), self.form.text(record, "to_account")
            if account and target:
                payers[target] += account not in by_account or all(
                    self.form.text(other, "to_account") != target for other in by_account[account]
                )
                by_account[account].append(record)
        return by_account, frozenset(target for target, count in payers.items() if count >= HUB)

    def _weeks(self, sales: Sequence[PlannedPayment]) -> list[tuple[int, Decimal]]:
        takings: dict[int, Decimal] = defaultdict(Decimal)
        for one in sales:
            price = one.price
            if price is None:
                price = Decimal(repr(float(self.survey.purchases.amount[one.template])))
            takings[one.at // WEEK] += price
        return sorted(takings.items())

    def _owner(self, account: PlantedAccount, like: str) -> str:
        """Name the account that everything is swept to: the controller's, or one of the account's own."""
        ties = account.shop.ties
        key = ("sweep", ties.sweep or ties.account or account.shop.key)
        if key not in self.shared:
            name = self.form.one("to_account")
            self.shared[key] = self.form.fresh(name).one(like) if name else like
        return self.shared[key]
