"""Copies contributions and plants structures into the copy; the known answer goes beside it."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from finpath.engine import DuckDB
from finpath.synth.chance import stream
from finpath.synth.coalition import TRUTH
from finpath.synth.planter import require_vacant
from finpath.synth.planting import hotline
from finpath.synth.planting.answers import answer_purchases
from finpath.synth.planting.dress import Dresser
from finpath.synth.planting.form import TableForm
from finpath.synth.planting.groups import GroupPlanter
from finpath.synth.planting.hotline import AccountReport
from finpath.synth.planting.neighbours import Neighbours, number_names
from finpath.synth.planting.office import TransactionOffice
from finpath.synth.planting.options import PlantingOptions
from finpath.synth.planting.outflows import Outflows
from finpath.synth.planting.papers import MerchantPapers
from finpath.synth.planting.planned import Payer, PlannedPayment, PlantedAccount
from finpath.synth.planting.record import Record
from finpath.synth.planting.shopping import shop_elsewhere
from finpath.synth.planting.supplement import Supplement, write_reports
from finpath.synth.planting.survey import Survey, survey_contributions


def plant(  # noqa: PLR0913 - what goes in, where it goes, and four things a caller may decide
    contributions: Path | str,
    out: Path | str,
    *,
    seed: int,
    groups_per_kind: int = 2,
    camouflage: float = 0.5,
    reports: str = "one",
) -> Path:
    """Copy contributions and plant structures with a known answer into the copy.

    Everything that was handed in is copied byte for byte. What is new stands in a second folder of each provider.

    Args:
        contributions: A folder with one folder per member, as the data contract says.
        out: Folder for the copy; the truth goes beside it.
        seed: Decides everything: equal seeds give equal bytes.
        groups_per_kind: Groups of each typology.
        camouflage: How far the planted imitate the prices, hours, life and popularity around them: 0 none, 1 perfect.
        reports: Of each group, report no account ("none"), "one", or "half" of them.

    Returns:
        The truth: a CSV of provider_id, merchant_id, group, typology, reported.

    Raises:
        ConfigError: There is no such folder, the other one exists, or an option is out of its range.
        NothingToDo: There is no payment to plant among.
    """
    options = PlantingOptions(seed, groups_per_kind, camouflage, reports)
    source, target = Path(contributions), Path(out)
    require_vacant(source, target)
    with DuckDB() as engine:
        surveyed = survey_contributions(engine, source)
        shutil.copytree(source, target, dirs_exist_ok=True)
        return _Planting(surveyed, options, target).write_all()


@dataclass
class _Planting:
    """The work on one folder of contributions."""

    survey: Survey
    options: PlantingOptions
    out: Path
    _shared: dict[tuple[str, str], str] = field(default_factory=dict)
    _shared_references: dict[tuple[Payer, str], str] = field(default_factory=dict)
    _forms: dict[tuple[str, str], TableForm] = field(default_factory=dict)
    _papers: dict[str, MerchantPapers] = field(default_factory=dict)
    _supplements: dict[str, Supplement] = field(default_factory=dict)

    def write_all(self) -> Path:
        """Plant, write every provider's files, and tell the truth."""
        planned = self._plan()
        sales: dict[str, list[PlannedPayment]] = defaultdict(list)
        accounts: dict[str, PlantedAccount] = {}
        for one in planned:
            if one.account is not None and one.kind == "purchase":
                sales[one.account.shop.key].append(one)
                accounts[one.account.shop.key] = one.account
        for provider in self.survey.providers:
            self._write_provider(provider, [one for one in planned if one.provider == provider], accounts, sales)
        truth = [account for account in accounts.values() if account.group]
        reported = self._report(truth, sales)
        for supplement in self._supplements.values():
            supplement.close()
        return self._write_truth(truth, reported)

    def _plan(self) -> list[PlannedPayment]:
        """Draw groups and newcomers, dress them, let new payers shop elsewhere, and answer some purchases."""
        seed = self.options.seed
        timed = frozenset(one.id for one in self.survey.ledger.providers if one.time_precision != "day")
        paid = self.survey.purchases
        near = Neighbours(paid.payer, paid.merchant, number_names(self.survey.accounts.provider))
        planter = GroupPlanter(self.survey, self.options, near)
        planted_groups = tuple(planter.draw())
        groups = (*planted_groups, *planter.newcomers(planted_groups))
        dresser = Dresser(self.survey, timed)
        planned: list[PlannedPayment] = []
        for turn, group in enumerate(groups, start=1):
            planned += dresser.dress(group, turn, stream(seed, "dress", *(shop.key for shop in group.shops)))
        planned += shop_elsewhere(self.survey, seed, timed, planned)
        return planned + list(answer_purchases(self.survey, timed, stream(seed, "answers"), planned))

    def _write_provider(
        self,
        provider: str,
        planned: Sequence[PlannedPayment],
        accounts: dict[str, PlantedAccount],
        sales: dict[str, list[PlannedPayment]],
    ) -> None:
        """Write what one provider hands in besides."""
        if not planned:
            return
        seed, payments = self.options.seed, self._form(provider, "transactions")
        assert payments is not None, "a provider without payments has nothing planned"  # noqa: S101
        merchants, transfers = self._form(provider, "merchants"), self._form(provider, "transfers")
        new = [one for one in accounts.values() if one.new and one.shop.member == provider]
        papers = MerchantPapers(self.survey, payments, merchants, seed, self._shared)
        papers.fill(new, self._templates(payments, new, sales))
        self._papers[provider] = papers
        office = TransactionOffice(self.survey, payments, seed, papers.ids, self._shared_references)
        supplement = self._supplement(provider)
        supplement.add(payments, office.records(planned), payments.moments("occurred_at"))
        if merchants is not None:
            supplement.add(merchants, papers.records())
        if transfers is not None and merchants is not None:
            own = Outflows(self.survey, transfers, seed, self._shared)
            rows = own.records(sales, papers.settlement_pairs({one.shop.key: one for one in new}))
            supplement.add(transfers, rows, transfers.moments("occurred_at"))

    def _templates(
        self, form: TableForm, new: Sequence[PlantedAccount], sales: dict[str, list[PlannedPayment]]
    ) -> dict[str, Record]:
        """Give for each new account a row of its model."""
        paid = self.survey.purchases
        at = {one.shop.key: sales[one.shop.key][0].template for one in new}
        wanted: dict[int, list[int]] = defaultdict(list)
        for position in at.values():
            wanted[int(paid.file[position])].append(int(paid.row[position]))
        records = form.original.rows(wanted)
        return {key: records[int(paid.file[i]), int(paid.row[i])] for key, i in at.items()}

    def _report(self, truth: Sequence[PlantedAccount], sales: dict[str, list[PlannedPayment]]) -> frozenset[str]:
        """Report some of the planted accounts."""
        rng = stream(self.options.seed, "reports")
        keys = hotline.choose_accounts(truth, self.options.reports, rng)
        rows = [
            AccountReport(
                one.shop.member,
                self._merchant_id(one),
                hotline.draw_report_time(sales[one.shop.key], self.survey.end, rng),
            )
            for one in sorted(truth, key=lambda one: one.shop.key)
            if one.shop.key in keys
        ]
        forms = [self._form(provider, table) for provider, table in self.survey.originals if table == "reports"]
        merchant_forms = [form for form in forms if form is not None and hotline.knows_merchants(form)]
        if rows and merchant_forms:
            supplement = self._supplement(merchant_forms[0].original.manifest.provider_id, merchant_forms[0])
            supplement.add(
                merchant_forms[0],
                hotline.hotline_records(merchant_forms[0], rows, rng),
                merchant_forms[0].moments("reported_at"),
            )
        elif rows:
            names = {manifest.provider_id for manifest in self.survey.manifests}
            write_reports(self.out, self.survey.manifests[0], names, hotline.contract_records(rows))
        return keys

    def _supplement(self, provider: str, form: TableForm | None = None) -> Supplement:
        if provider not in self._supplements:
            form = form or self._form(provider, "transactions")
            assert form is not None, "who hands in nothing has no supplement"  # noqa: S101
            self._supplements[provider] = Supplement(self.out, form.original.manifest)
        return self._supplements[provider]

    def _form(self, provider: str, table: str) -> TableForm | None:
        original = self.survey.originals.get((provider, table))
        if original is not None and (provider, table) not in self._forms:
            self._forms[provider, table] = TableForm(original, self.options.seed)
        return self._forms.get((provider, table))

    def _merchant_id(self, account: PlantedAccount) -> str:
        if account.new:
            return self._papers[account.shop.member].merchant_id(account.shop.key)
        return self.survey.accounts.merchant_id[account.merchant]

    def _write_truth(self, truth: Sequence[PlantedAccount], reported: frozenset[str]) -> Path:
        path = self.out.parent / "truth.csv"
        rows = [
            (one.shop.member, self._merchant_id(one), one.group, one.typology, str(one.shop.key in reported).lower())
            for one in truth
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(TRUTH)
            writer.writerows(sorted(rows))
        return path
