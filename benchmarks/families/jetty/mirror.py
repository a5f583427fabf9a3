"""The same payment seen by a second member, where two members of the coalition see payments in common."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .accounts import register
from .dress import Cast, anchors
from .group import Group
from .idmake import beside, draw
from .model import TRANSACTION_COLUMNS, frame
from .view import View


@dataclass(frozen=True)
class Link:
    """What two members have in common: payers of the one under the names of the other."""

    there: View
    payers: dict[str, str]
    same_names: bool


def links(views: list[View]) -> dict[str, list[Link]]:
    """For each acquiring member, those who see its payments from the other side."""
    found: dict[str, list[Link]] = {view.provider: [] for view in views}
    for here in views:
        for there in views:
            if here is not there and here.kind in ("acquirer", "scheme") and there.kind not in ("acquirer", "scheme"):
                columns = ["network_reference", "payer_ref", "merchant_id"]
                both = here.rows[columns].dropna().merge(there.rows[columns].dropna(), on="network_reference")
                if len(both) > 50:
                    named = bool((both["merchant_id_x"] == both["merchant_id_y"]).mean() > 0.9)
                    if named:
                        _one_space(here, there)
                    found[here.provider].append(Link(there, dict(zip(both["payer_ref_x"], both["payer_ref_y"])), named))
    return found


def _one_space(here: View, there: View) -> None:
    """Where both call receivers alike, a name taken at one is taken at the other."""
    taken = here.make("merchant_id").taken
    taken |= there.make("merchant_id").taken
    there.makes["merchant_id"] = replace(there.make("merchant_id"), taken=taken)


def reflect(here: Group, link: Link, cards: list[str], rng: np.random.Generator) -> Group | None:
    """The group as the other member sees it: only payments of its own payers."""
    view, names = link.there, here.cast.names
    own = here.transactions[here.transactions["merchant_id"].isin(names)]
    payer = own["payer_ref"].map(link.payers)
    seen = own[payer.notna().to_numpy()].reset_index(drop=True)
    payer = payer.dropna().to_numpy(dtype=object)
    late = seen["occurred_at"].to_numpy() >= np.datetime64(view.end, "s")
    seen, payer = seen[~late].reset_index(drop=True), payer[~late]
    if not len(seen):
        return None
    used = [name for name in names if (seen["merchant_id"] == name).any()]
    donors = cards[: len(used)]
    del cards[: len(used)]
    twin_names = used if link.same_names else list(beside(view.make("merchant_id"), np.array(donors, dtype=object), rng))
    number = seen["merchant_id"].map({name: at for at, name in enumerate(used)}).to_numpy()
    kept = [names.index(name) for name in used]
    known = Cast(tuple(twin_names), tuple(donors), tuple(donors), tuple(here.cast.cores[at] for at in kept), here.cast.plan)
    made = _seen(view, seen, (payer, number), known, rng)
    return Group(known, made, register(view, replace(known, looks=tuple(donors)), made, rng))


def _seen(view: View, seen: pd.DataFrame, who: tuple[np.ndarray, np.ndarray], known: Cast, rng: np.random.Generator) -> pd.DataFrame:
    payer, number = who
    form = np.array([rng.choice(view.rows_of(known.donors[at])) for at in number], dtype=int)
    made: dict[str, np.ndarray] = {}
    for column in TRANSACTION_COLUMNS:
        value = seen[column].to_numpy()
        if value.dtype == object and column in view.rows:
            held = view.rows[column].to_numpy()[form]
            value = np.where(pd.isna(held), None, np.where(pd.isna(value), held, value))
        made[column] = value
    local = anchors(view, pd.DatetimeIndex(seen["occurred_at"]).tz_localize("UTC").tz_convert(view.zone).tz_localize(None)
                    .to_numpy().astype("datetime64[s]").astype(np.int64), rng)
    made["provider_id"] = np.full(len(seen), view.provider, dtype=object)
    made["transaction_id"] = draw(view.make("transaction_id"), view.rows["transaction_id"].to_numpy()[local], rng)
    made["payer_ref"] = payer
    made["merchant_id"] = np.array(known.names, dtype=object)[number]
    held = view.payers.loc[payer]
    for column in ("payer_ref_kind", "payer_country", "protected_payer"):
        made[column] = np.where(pd.isna(made[column]), None, held[column].to_numpy())
    made["kind"] = seen["kind"].to_numpy()
    renamed = dict(zip(seen["transaction_id"], made["transaction_id"]))
    made["related_id"] = seen["related_id"].map(renamed).to_numpy(dtype=object)
    return frame(made, TRANSACTION_COLUMNS, len(seen))
