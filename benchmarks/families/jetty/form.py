"""Features of form alone, for the tests: gaps, ids, order, decimals, first days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jetty.model import MERCHANT_COLUMNS, TRANSACTION_COLUMNS, Coalition
from jetty.money import decimals


def numbers(ids: pd.Series) -> np.ndarray:
    """Ids as numbers by their last letters."""
    return np.array([float(int("".join(str(ord(letter) % 10) for letter in text[-6:]))) for text in ids.astype(str)])


def features(whole: Coalition, provider: str) -> pd.DataFrame:
    """One line for each account of a member; of its payments a single one at random, so that volume does not tell."""
    rows = whole.transactions[whole.transactions["provider_id"] == provider].reset_index(drop=True)
    rank = rows["occurred_at"].rank(method="average").to_numpy()
    by_id = rows["transaction_id"].astype(str).rank().to_numpy()
    place = np.arange(len(rows), dtype=float)
    order = np.argsort(by_id)
    tail = numbers(rows["transaction_id"])
    gap = np.zeros(len(rows))
    gap[order] = np.minimum(np.diff(tail[order], prepend=tail[order][0]) % 1e6, 500)
    made = pd.DataFrame({"late": place - rank, "off": np.abs(place - rank), "id": by_id - place, "gap": gap, "tail": tail % 10,
                         "places": decimals(rows["amount"].to_numpy()), "whole": rows["amount"].to_numpy() % 1 == 0,
                         "length": rows["transaction_id"].str.len(), "payer": rows["payer_ref"].str.len(), "tailp": numbers(rows["payer_ref"]) % 97})
    for column in TRANSACTION_COLUMNS:
        if column != "related_id":
            made["no " + column] = rows[column].isna().to_numpy()
    some = rows.sample(frac=1.0, random_state=0).drop_duplicates("merchant_id").index
    held = made.astype(float).loc[some].set_index(rows["merchant_id"].to_numpy()[some])
    held["first"] = rows.groupby("merchant_id")["occurred_at"].min().dt.floor("D").astype("int64") // 86400
    held["number"] = pd.Series(held.index, index=held.index).rank() - held["first"].rank()
    held["self"] = numbers(pd.Series(held.index)) % 97
    listed = whole.merchants[whole.merchants["provider_id"] == provider].reset_index(drop=True)
    listed = listed.assign(line=np.arange(len(listed), dtype=float)).drop_duplicates("merchant_id").set_index("merchant_id")
    held["listed"] = held.index.isin(listed.index).astype(float)
    for column in MERCHANT_COLUMNS[2:]:
        held["m " + column] = listed[column].isna().astype(float).reindex(held.index)
    opened = pd.to_datetime(listed["opened_on"], errors="coerce")
    held["line"] = listed["line"].reindex(held.index) - opened.rank().reindex(held.index)
    return held


def area(truth: np.ndarray, score: np.ndarray) -> float:
    """Area under the curve; ties count half."""
    rank = pd.Series(score).rank().to_numpy()
    ones = int(truth.sum())
    return float((rank[truth].sum() - ones * (ones + 1) / 2) / (ones * (len(truth) - ones)))


def judged(table: pd.DataFrame, truth: np.ndarray, group: np.ndarray) -> float:
    """Area under the curve of boosted trees on held-out groups of accounts."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

    table = table.loc[:, table.nunique() > 1]
    model = HistGradientBoostingClassifier(max_iter=60, max_depth=4, min_samples_leaf=10)
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    return area(truth, cross_val_predict(model, table.to_numpy(), truth, groups=group, cv=folds, method="predict_proba")[:, 1])
