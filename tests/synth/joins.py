"""Every join of two tables in, numbers per merchant out: what one join alone says about a merchant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from tests.synth.columns import Merchants, features, grouped, number_features

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tests.synth.reading import Coalition

    Features = dict[str, NDArray[np.float64]]

IDENTIFIERS = (
    *("settlement_account", "phone", "email", "postal_address", "principal", "parent_id", "descriptor"),
    *("legal_name", "trading_name", "registration_number", "domain"),
)


def joins(coalition: Coalition, who: Merchants) -> Iterator[tuple[str, Features]]:
    """Give the features of each join by name."""
    yield from _identifiers(coalition, who)
    yield from _transfers(coalition, who)
    yield from _payers(coalition, who)
    yield "transactions -> reports", _reports(coalition, who)
    yield from _answers(coalition, who)


def _degree(column: pa.ChunkedArray) -> NDArray[np.float64]:
    """Count how many rows have a row's value; none where it is missing."""
    coded = column.combine_chunks().dictionary_encode().indices
    code = coded.fill_null(-1).to_numpy().astype(np.int64)
    often = np.bincount(code + 1)
    return np.where(code < 0, 0, often[code + 1]).astype(float)


def _identifiers(coalition: Coalition, who: Merchants) -> Iterator[tuple[str, Features]]:
    table = coalition.tables["merchants"]
    at, count = who.position(table), len(who.keys)
    total = np.zeros(count)
    for name in IDENTIFIERS:
        degree = _degree(table[name])[np.argsort(at, kind="stable")]
        total += degree > 1
        yield f"merchants.{name} degree", {"degree": degree, "alone": (degree == 1) * 1.0, "squares": (degree - 4) ** 2}
    for length in (5, 8):
        yield (
            f"merchants.descriptor first {length} degree",
            {"degree": _degree(pc.utf8_slice_codeunits(table["descriptor"], 0, length))[np.argsort(at, kind="stable")]},
        )
    yield (
        "merchants.email provider degree",
        {"degree": _degree(pc.replace_substring_regex(table["email"], "^.*@", ""))[np.argsort(at, kind="stable")]},
    )
    yield "merchants identifiers shared", {"how many": total}


def _transfers(coalition: Coalition, who: Merchants) -> Iterator[tuple[str, Features]]:
    shops, moved = coalition.tables["merchants"], coalition.tables["transfers"]
    at, count = who.position(shops), len(who.keys)
    accounts = pc.unique(shops["settlement_account"].combine_chunks()).drop_null()
    home = pc.index_in(shops["settlement_account"], accounts).fill_null(-1).to_numpy().astype(np.int64)
    source = pc.index_in(moved["from_account"], accounts).fill_null(-1).to_numpy().astype(np.int64)
    back = np.zeros(count, dtype=np.int64)
    back[at] = home
    fans = {"to_account": _fan_in(moved)}
    for name in ("occurred_at", "amount", "to_account", "currency", "transfer_id", "row"):
        found = features(moved, name, source, len(accounts))
        yield f"transfers.{name}", {k: np.where(back >= 0, v[back], np.nan) for k, v in found.items()}
    for name, values in fans.items():
        found = grouped(values, source, len(accounts))
        yield f"transfers.{name} fan-in", {k: np.where(back >= 0, v[back], np.nan) for k, v in found.items()}


def _fan_in(moved: pa.Table) -> NDArray[np.float64]:
    """Count the accounts that pay out to a row's target."""
    target = moved["to_account"].combine_chunks().dictionary_encode().indices.to_numpy()
    source = moved["from_account"].combine_chunks().dictionary_encode().indices.to_numpy()
    pairs = np.unique(np.stack([target, source], axis=1), axis=0)
    fans: NDArray[np.float64] = np.bincount(pairs[:, 0])[target].astype(float)
    return fans


def links(coalition: Coalition, who: Merchants) -> sparse.csr_matrix:
    """Give merchants by payers: the number of payments."""
    table = coalition.tables["transactions"]
    at = who.position(table)
    kind = table["payer_ref_kind"]
    local = pc.is_in(kind, pa.array(["par", "phone"]))
    scope = pc.if_else(local, pa.scalar("", pa.string()), table["provider_id"])
    name = pc.binary_join_element_wise(kind, scope, table["payer_ref"], "/").combine_chunks().dictionary_encode()
    payer = name.indices.fill_null(-1).to_numpy().astype(np.int64)
    good = (payer >= 0) & (at >= 0)
    shape = (len(who.keys), len(name.dictionary))
    return sparse.csr_matrix((np.ones(int(good.sum())), (at[good], payer[good])), shape=shape)


def _payers(coalition: Coalition, who: Merchants) -> Iterator[tuple[str, Features]]:
    paid = links(coalition, who)
    bought = (paid > 0).astype(float).tocsr()
    row, column = bought.nonzero()
    count = len(who.keys)
    degree, volume = np.asarray(bought.sum(axis=0)).ravel(), np.asarray(paid.sum(axis=0)).ravel()
    yield "payer -> number of merchants", grouped(degree[column], row, count)
    yield "payer -> elsewhere too", grouped((degree[column] > 1) * 1.0, row, count)
    yield "payer -> number of payments", grouped(volume[column], row, count)
    yield "payer -> payments here", grouped(np.asarray(paid[row, column]).ravel(), row, count)
    yield from _pairs(coalition, who, bought)


def _pairs(coalition: Coalition, who: Merchants, bought: sparse.csr_matrix) -> Iterator[tuple[str, Features]]:
    size = np.asarray(bought.sum(axis=1)).ravel()
    common = (bought @ bought.T).toarray()
    np.fill_diagonal(common, 0)
    own, other = np.maximum(size, 1)[:, None], np.maximum(size, 1)[None, :]
    share = common / own
    jaccard = common / (own + other - common)
    lift = np.where(common >= 3, common / (own * other / bought.shape[1]), 0)
    views = {"share": share, "jaccard": jaccard, "lift": np.log1p(lift), "cosine": common / np.sqrt(own * other)}
    for name, matrix in views.items():
        best = -np.sort(-matrix, axis=1)[:, :5]
        yield (
            f"payer -> merchant pairs, {name}",
            {
                "best": best[:, 0],
                "second": best[:, 1],
                "fifth": best[:, 4],
                "mean": matrix.mean(axis=1),
                "strong": (matrix > np.quantile(matrix[matrix > 0], 0.98)).sum(axis=1).astype(float),
            },
        )
    yield (
        "payer -> merchant pairs, count",
        {
            "any": (common > 0).sum(axis=1).astype(float),
            "three": (common >= 3).sum(axis=1).astype(float),
            "most": common.max(axis=1),
        },
    )
    yield "payer -> closed merchants", _successors(coalition, who, share)


def _successors(coalition: Coalition, who: Merchants, share: NDArray[np.float64]) -> Features:
    """Look for merchants that fell silent just before this one began."""
    table = coalition.tables["transactions"]
    seen = grouped(table["occurred_at"].to_numpy().astype(float), who.position(table), len(who.keys))
    gap = (seen["min"][:, None] - seen["max"][None, :]) / 86_400
    return {
        "predecessor": np.where((gap > -3) & (gap < 30), share, 0).max(axis=1),
        "successor": np.where((gap.T > -3) & (gap.T < 30), share, 0).max(axis=1),
    }


def _reports(coalition: Coalition, who: Merchants) -> Features:
    shops, reports = coalition.tables["merchants"], coalition.tables["reports"]
    place = {key: i for i, key in enumerate(who.keys)}
    at = who.position(shops)
    out: Features = {f"{s} {w}": np.zeros(len(who.keys)) for s in ("confirmed", "alleged", "withdrawn") for w in "idt"}
    for row in reports.to_pylist():
        if row["merchant_id"]:
            out[f"{row['status']} i"][place[f"{row['provider_id']}/{row['merchant_id']}"]] += 1
        for name, mark in (("domain", "d"), ("descriptor", "t")):
            if row[name]:
                out[f"{row['status']} {mark}"][
                    at[pc.fill_null(pc.equal(shops[name], row[name]), fill_value=False)]
                ] += 1
    for status in ("confirmed", "alleged", "withdrawn"):
        out[status] = out[f"{status} i"] + out[f"{status} d"] + out[f"{status} t"]
    return out


def _answers(coalition: Coalition, who: Merchants) -> Iterator[tuple[str, Features]]:
    table = coalition.tables["transactions"]
    at, count = who.position(table), len(who.keys)
    known = pc.index_in(table["related_id"], table["transaction_id"]).fill_null(-1).to_numpy().astype(np.int64)
    when = table["occurred_at"].fill_null(0).to_numpy().astype(float)
    delay = np.where(known >= 0, when - when[known], np.nan)
    yield "related_id -> delay", grouped(delay, at, count)
    yield "network_reference degree", grouped(_degree(table["network_reference"]), at, count)
    yield "terminal_id degree", grouped(_degree(table["terminal_id"]), at, count)
    shops = coalition.tables["merchants"]
    ticket = np.full(count, np.nan)
    ticket[who.position(shops)] = [float(v) if v else np.nan for v in shops["declared_ticket"].to_pylist()]
    amount = np.array([float(v) if v else np.nan for v in table["amount"].to_pylist()])
    mean = grouped(amount, at, count)["mean"]
    yield "amount -> declared ticket", number_features(mean / ticket, np.arange(count), count)
    home = np.full(count, "", dtype=object)
    home[who.position(shops)] = shops["country"].to_pylist()
    foreign = np.array(table["payer_country"].to_pylist(), dtype=object) != home[at]
    yield "payer country -> merchant country", grouped(foreign * 1.0, at, count)
