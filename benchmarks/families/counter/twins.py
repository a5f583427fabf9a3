"""The honest twins: a typology's plan with one or two traits changed, for an honest reason."""

from collections.abc import Callable

import numpy as np

from .plans import Plan, changed

Change = dict[str, object]
LOCAL: Change = {"crowd": "neighbours", "face": "till", "hours": "trade"}
DISPUTED: Change = {"back": (1.5, 3.0, 1.5)}

TWINS: dict[str, tuple[tuple[str, Change], ...]] = {
    "sites_of_one_seller": (
        ("chain with one owner and one price list", {**LOCAL, "names": "same"}),
        ("creators on a platform", {"crowd": "affine", **DISPUTED}),
        ("lawful adult sites of one house", {"schedule": "whole", "crowd": "affine", "back": (2.0, 2.0, 1.0)}),
    ),
    "distributor": (
        ("game publisher with studios", {"crowd": "affine", "visits": 4.0, "schedule": "whole"}),
        ("market place's sellers", {"prices": "till", "crowd": "affine", "back": (2.0, 1.0, 1.0)}),
    ),
    "close_reopen": (
        ("festival stalls, one after another", {"follow": False, "common": 0.1, **LOCAL, "rhythm": "event"}),
        ("franchise shop under new tenants", {"crowd": "neighbours", "prices": "till", "face": "till"}),
    ),
    "load_balanced": (
        ("machines and parking zones", {**LOCAL, "common": 0.3}),
        ("ticket office's accounts in turn", {"common": 0.1, "rhythm": "event", "crowd": "affine"}),
    ),
    "transaction_laundering": (
        ("hotel and its bar", {"crowd": "neighbours", "face": "till"}),
        ("shop that begins a subscription", {"crowd": "own", "rhythm": "monthly", "hours": "trade"}),
    ),
    "camouflage": (
        ("collectors' shops", {"crowd": "affine", "schedule": "whole", "back": (2.0, 1.0, 1.0)}),
        ("high street", {**LOCAL, "prices": "till"}),
    ),
    "trial_front": (
        ("fitness and software trials", {"odd": 0.0, "back": (3.0, 2.0, 1.5), "crowd": "affine"}),
        ("subscription boxes", {"prices": "points", "crowd": "affine", "back": (2.0, 1.0, 1.0)}),
    ),
    "facilitator_churn": (
        ("market day under a facilitator", {"follow": False, "common": 0.15, **LOCAL, "prices": "till"}),
        ("craft sellers who try it once", {"follow": False, "common": 0.05, "prices": "till"}),
    ),
    "private_receivers": (
        (
            "remittances to a village",
            {"bond": "family", "crowd": "neighbours", "band": (0.3, 0.9), "rhythm": "monthly"},
        ),
        ("school and club payments", {"prices": "round", "crowd": "neighbours", "rhythm": "event", "hours": "trade"}),
    ),
    "mules": (
        ("treasurers who collect for a trip", {"crowd": "neighbours", "prices": "round", "rhythm": "event"}),
        ("charity collectors", {"crowd": "neighbours", "bond": "none", "prices": "round"}),
    ),
    "vouchers": (
        ("players who load vouchers", {"crowd": "affine", "schedule": "whole", "visits": 4.0}),
        ("pocket money on vouchers", {"crowd": "affine", "hours": "day", "prices": "round"}),
    ),
    "successor": (
        ("shop sold to a new owner", {"crowd": "neighbours", "prices": "till", "names": "same", "odd": 0.0}),
        ("web shop that changes its acquirer", {"names": "same", "odd": 0.0, "share": 0.9, "back": (2.0, 1.0, 1.0)}),
    ),
    "hidden_ring": (
        ("dealers of one hobby", {"crowd": "affine", "back": (2.0, 1.0, 1.0)}),
        ("shops of a diaspora", {"crowd": "neighbours", "prices": "till"}),
    ),
}
MANY = ("distributor", "facilitator_churn", "hidden_ring", "load_balanced")
_SLIGHTLY = ("payers", "life")


def twin_of(rng: np.random.Generator, plan: Plan, typology: Callable[[np.random.Generator], Plan]) -> Plan:
    """Return an honest plan like a planted one: sizes near it, other chance, one or two traits changed."""
    story, traits = TWINS[plan.typology][int(rng.integers(0, len(TWINS[plan.typology])))]
    again = typology(rng)
    near = {name: max(3, round(getattr(plan, name) * rng.lognormal(0, 0.3))) for name in _SLIGHTLY}
    size = int(np.ceil(plan.accounts * rng.uniform(1.0, 1.3)))
    return changed(again, **{**near, "accounts": size, "role": "twin", "story": story, **traits})


def shrunk(plan: Plan, factor: float) -> Plan:
    """Return a plan made smaller, some in payers more, some in accounts; never below five payers and two accounts."""
    if factor >= 1:
        return plan
    lean = 0.12 + 0.4 * (plan.common * 7.0 % 1.0)
    payers = max(5, round(plan.payers * factor ** (0.9 - lean)))
    many = plan.typology in MANY and factor > 0.02
    least = min(plan.accounts, 3 if many else 3 if plan.trick == "pool" else 2)
    accounts = max(least, round(plan.accounts * factor**lean))
    return changed(plan, payers=payers, accounts=accounts, visits=max(1.0, plan.visits * factor**0.45))


def fitted(plans: list[Plan], rows: float) -> list[Plan]:
    """Shrink plans until they make no more than `rows` payments, the large ones most."""

    def size(plan: Plan) -> float:
        """Estimate the payments of a plan."""
        extra = 1.15 + 0.35 * (plan.trick in ("voucher", "pool")) + 2.5 * plan.fresh / max(1.0, plan.visits)
        return plan.accounts * plan.payers * max(1.0, plan.visits) * extra * 1.12

    low, high = 1e-9, 1.0
    cap = [size(plan) for plan in plans]
    for _ in range(50):
        middle = (low * high) ** 0.5
        total = sum(
            size(shrunk(p, middle * (rows / len(plans) / one) ** 0.25)) for p, one in zip(plans, cap, strict=True)
        )
        low, high = (middle, high) if total <= rows else (low, middle)
    return [shrunk(plan, low * (rows / len(plans) / one) ** 0.25) for plan, one in zip(plans, cap, strict=True)]
