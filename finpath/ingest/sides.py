"""How far from the merchant a member of a kind stands: the merchant's side, the scheme between, the payer's side."""

from __future__ import annotations

SIDES = {"acquirer": 0, "scheme": 1}
"""How far from the merchant a provider stands; all others are the payer's."""

PAYERS_SIDE = 2

PERSONS = ("wallet", "remitter", "bank", "vasp")
"""Kinds of member whose payees are persons as a rule."""

BOTH_SIDES = "bank"
"""The kind of member that has payers and payees: it stands on the payer's side, or on the merchant's."""


def side_of(kind: str) -> int:
    """How far from the merchant a kind of provider stands: 0 its acquirer, 1 the scheme, 2 the payer's side.

    >>> side_of("acquirer"), side_of("scheme"), side_of("bank")
    (0, 1, 2)
    """
    return SIDES.get(kind, PAYERS_SIDE)


def is_payers_side(kind: str) -> bool:
    """Whether payers are customers of a provider of this kind, so that it knows who they are.

    >>> is_payers_side("issuer"), is_payers_side("acquirer"), is_payers_side("hotline")
    (True, False, False)
    """
    return kind in {"issuer", "wallet", "remitter", "bank", "vasp"}
