"""Pictures and neighbours, looked up by merchant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from finpath.presentation.small_counts import count_payers, withhold

PAYERS, PRICE = "payers", "price "
"""Kinds of ties: payers in common, and payers of one price, which follows with its currency."""

Account = tuple[str, str]
"""Provider and merchant id."""


@dataclass(frozen=True)
class MerchantTie:
    """What ties a merchant to another.

    Args:
        other: The merchant.
        kind: `payers` for payers in common beyond chance, `price` with its amount for those of one price of the other,
            else one controller or one merchant, and by which identifier.
        shared: Payers in common; 0 where so few that they could point at a person.
        expected: What activity and popularity explain.
    """

    other: Account
    kind: str
    shared: int
    expected: float

    @property
    def note(self) -> str:
        """For a person to read."""
        if self.kind.startswith(PRICE):
            return f"{count_payers(self.shared or None)} of {self.kind} in common"
        if self.kind != PAYERS:
            return self.kind.replace("_", " ")
        return f"{count_payers(self.shared or None)} in common; {self.expected:.1f} would be chance"


@dataclass(frozen=True)
class Gallery:
    """What is drawn of merchants.

    Args:
        pictures: The JSON of `Picture`, by merchant.
        near: Their neighbours, those first that surprise most.
    """

    pictures: Mapping[Account, str] = field(default_factory=dict)
    near: Mapping[Account, tuple[MerchantTie, ...]] = field(default_factory=dict)


def build_gallery(pictures: pa.Table, ties: pa.Table) -> Gallery:
    """Look both up by merchant."""
    picture_by_account = {_account(row): row["picture"] for row in pictures.to_pylist() if row["picture"]}
    ties_by_account: dict[Account, list[MerchantTie]] = defaultdict(list)
    for row in ties.to_pylist():
        shared = withhold(row["shared"]) or 0
        other = (row["other_provider_id"], row["other_merchant_id"])
        ties_by_account[_account(row)].append(MerchantTie(other, row["kind"], shared, row["expected"]))
    return Gallery(picture_by_account, {account: tuple(each) for account, each in ties_by_account.items()})


def _account(row: Mapping[str, str]) -> Account:
    return row["provider_id"], row["merchant_id"]
