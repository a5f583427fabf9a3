"""Who pays a group: payers that the member knows already, and a few new ones with a life of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .idmake import draw
from .plans import Plan
from .view import View


def gather(view: View, plan: Plan, rng: np.random.Generator) -> tuple[np.ndarray, dict[str, str]]:
    """References of the group's payers, and for each new one the known payer whose life it resembles."""
    wanted = plan.payers
    old = _known(view, plan.source, max(1, round(wanted * plan.known)), rng)
    fresh = wanted - len(old)
    if fresh <= 0:
        return old[:wanted], {}
    models = old[rng.integers(0, len(old), fresh)]
    new = draw(view.make("payer_ref"), models, rng)
    view_payers = dict(zip(new, models))
    both = np.concatenate([old, new])
    return both[rng.permutation(len(both))], view_payers


def _known(view: View, source: str, size: int, rng: np.random.Generator) -> np.ndarray:
    names = view.payers.index.to_numpy()
    size = min(size, len(names))
    if source == "local":
        return _circle(view, size, rng)
    weight = np.minimum(view.payers["count"].to_numpy().astype(float), 30.0) ** 0.5
    country = view.payers["payer_country"]
    if source == "foreign" and country.notna().any():
        usual = country.mode().iloc[0]
        weight = weight * np.where((country != usual).to_numpy(), 4.0, 1.0)
    if source == "young":
        young = (view.payers["protected_payer"] == True).to_numpy()  # noqa: E712
        weight = weight * np.where(young, 12.0, 1.0)
    return names[rng.choice(len(names), size, replace=False, p=weight / weight.sum())]


def _circle(view: View, size: int, rng: np.random.Generator) -> np.ndarray:
    """Payers who already share receivers: grown from one busy account through its payers' accounts."""
    counts = view.accounts["count"].to_numpy()
    payer = view.rows["payer_ref"].to_numpy()
    receiver = view.rows["merchant_id"].to_numpy()
    found: dict[str, None] = {}
    names = view.accounts.index.to_numpy()
    queue = [names[rng.choice(len(names), p=counts / counts.sum())]]
    for _ in range(60):
        account = queue.pop(int(rng.integers(len(queue)))) if queue else names[int(rng.integers(len(names)))]
        held = dict.fromkeys(payer[view.rows_of(account)])
        found |= dict.fromkeys(list(held)[: max(8, size // 2)])
        if len(found) >= size:
            break
        for name in list(held)[:10]:
            queue.extend(receiver[view.by_payer[name]][:4])
    pool = np.array(list(found), dtype=object)
    return pool[rng.permutation(len(pool))[:size]]


def attributes(view: View, refs: np.ndarray, models: dict[str, str]) -> pd.DataFrame:
    """Kind, country and protection of each payer; a new payer has those of its model."""
    return view.payers.loc[[models.get(ref, ref) for ref in refs], ["payer_ref_kind", "payer_country", "protected_payer"]]


def lives(view: View, models: dict[str, str], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What new payers do elsewhere: positions of rows to resemble, the payer, and when (local seconds aside)."""
    positions, owners, moments = [], [], []
    span = view.accounts
    purchase = view.rows["kind"].isna().to_numpy() | (view.rows["kind"] == "purchase").to_numpy()
    receiver = view.rows["merchant_id"].to_numpy()
    for new, model in models.items():
        held = view.by_payer[model]
        held = held[purchase[held]]
        held = rng.permutation(held)[: max(1, int(len(held) * rng.uniform(0.3, 1.0)))][:12]
        for at in held:
            peers = view.rows_of(receiver[at])
            peers = peers[purchase[peers]]
            own = span.loc[receiver[at]]
            when = view.seconds[at] + int(rng.normal(0, 9 * 86400) // 86400) * 86400 + int(rng.integers(-2400, 2400))
            positions.append(int(peers[int(rng.integers(len(peers)))]))
            owners.append(new)
            moments.append(int(np.clip(when, own["first"], own["last"])))
    return np.array(positions, dtype=int), np.array(owners, dtype=object), np.array(moments, dtype=np.int64)
