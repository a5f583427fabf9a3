"""Every column of every table in, numbers per merchant out: what one column alone says about a merchant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.synth.reading import Coalition

TOP = 25  # most frequent values of a column that get a feature of their own


@dataclass(frozen=True)
class Merchants:
    """All merchants, and the rows of a table that are about them."""

    keys: tuple[str, ...]

    def position(self, table: pa.Table) -> NDArray[np.int64]:
        """Give each row's merchant; -1 where there is none."""
        names = pc.binary_join_element_wise(table["provider_id"], table["merchant_id"], "/")
        found = pc.index_in(names, pa.array(self.keys)).fill_null(-1)
        position: NDArray[np.int64] = found.to_numpy().astype(np.int64)
        return position


def merchants(coalition: Coalition) -> Merchants:
    """List all merchants of the coalition."""
    table = coalition.tables["merchants"]
    return Merchants(tuple(pc.binary_join_element_wise(table["provider_id"], table["merchant_id"], "/").to_pylist()))


def grouped(
    values: NDArray[np.floating | np.integer], at: NDArray[np.integer], count: int
) -> dict[str, NDArray[np.float64]]:
    """Sum numbers up by merchant: count, mean, least, most, spread, middle, how many, how often the commonest."""
    good = ~np.isnan(values) & (at >= 0)
    values, at = values[good], at[good]
    order = np.argsort(values)
    # Sixteen bits are sorted by counting: half the time of sorting by both keys at once.
    order = order[np.argsort(at[order].astype(np.uint16 if count < 1 << 16 else np.int64), kind="stable")]
    values, at = values[order], at[order]
    n = np.bincount(at, minlength=count)
    starts = np.cumsum(n) - n
    has = n > 0
    out = {name: np.full(count, np.nan) for name in ("min", "max", "median")}
    out["min"][has], out["max"][has] = values[starts[has]], values[(starts + n - 1)[has]]
    out["median"][has] = values[(starts + n // 2)[has]]
    total, squares = np.bincount(at, values, count), np.bincount(at, values**2, count)
    size = np.maximum(n, 1)
    out["count"], out["mean"], out["sum"] = n.astype(float), total / size, total
    out["spread"] = np.sqrt(np.maximum(squares / size - (total / size) ** 2, 0))
    run = np.flatnonzero(np.concatenate(([True], (values[1:] != values[:-1]) | (at[1:] != at[:-1]))))
    length = np.diff(np.append(run, len(values)))
    distinct = np.bincount(at[run], minlength=count).astype(float)
    commonest = np.zeros(count)
    np.maximum.at(commonest, at[run], length)
    return out | {
        "distinct": distinct,
        "distinct share": distinct / size,
        "commonest share": commonest / size,
        "range": out["max"] - out["min"],
    }


def text_features(column: pa.ChunkedArray, at: NDArray[np.int64], count: int) -> dict[str, NDArray[np.float64]]:
    """Look at a text column in every plain way: order, length, first letters, frequency, top values, gaps."""
    column = column.combine_chunks()
    coded = column.dictionary_encode()
    words, code = coded.dictionary, coded.indices.to_numpy(zero_copy_only=False).astype(float)
    missing = column.is_null().to_numpy(zero_copy_only=False)
    filled = np.nan_to_num(code, nan=0).astype(np.int64)
    often = np.bincount(filled[~missing], minlength=max(1, len(words)))
    looks = _plain_looks(words) | {"frequency": often.astype(float)}
    out = {"missing": _share(missing, at, count)}
    for name, values in looks.items():
        row = np.where(missing, np.nan, values[filled])
        out |= {f"{name} {how}": numbers for how, numbers in grouped(row, at, count).items()}
    return out | _top(words, np.where(missing, -1, filled), often, at, count)


def _top(
    words: pa.Array, code: NDArray[np.int64], often: NDArray[np.int64], at: NDArray[np.int64], count: int
) -> dict[str, NDArray[np.float64]]:
    """Give the share of each of the most frequent values, all in one count."""
    top = np.argsort(-often, kind="stable")[:TOP]
    place = np.full(len(often) + 1, len(top))
    place[top] = np.arange(len(top))
    inside = at >= 0
    cells = at[inside] * (len(top) + 1) + place[code[inside]]
    table = np.bincount(cells, minlength=count * (len(top) + 1)).reshape(count, len(top) + 1)
    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    return {f"is {words[value] if len(words) else ''}": share[:, i] for i, value in enumerate(top.tolist())}


def _plain_looks(words: pa.Array) -> dict[str, NDArray[np.float64]]:
    """Look at each distinct value: its place in order, its length, its first letters, its share of digits."""
    if not len(words):
        return {name: np.zeros(1) for name in ("order", "length", "prefix", "digits")}
    order = np.empty(len(words))
    order[pc.sort_indices(words).to_numpy()] = np.arange(len(words))
    length = pc.utf8_length(words).to_numpy().astype(float)
    starts = pc.utf8_slice_codeunits(words, 0, 2).dictionary_encode()
    pairs = np.argsort(np.argsort(starts.dictionary.to_numpy(zero_copy_only=False).astype(str)))
    prefix = pairs[starts.indices.to_numpy()].astype(float)
    digits = pc.count_substring_regex(words, "[0-9]").to_numpy() / np.maximum(length, 1)
    return {"order": order, "length": length, "prefix": prefix, "digits": digits}


def number_features(values: NDArray[np.float64], at: NDArray[np.int64], count: int) -> dict[str, NDArray[np.float64]]:
    """Look at a column of numbers, and at their cents."""
    out = {f"value {how}": numbers for how, numbers in grouped(values, at, count).items()}
    cents = np.round(values * 100) % 100
    out |= {f"cents {how}": numbers for how, numbers in grouped(cents, at, count).items()}
    hundreds = np.where(np.isnan(values), np.nan, (np.round(values * 100) % 500 == 0).astype(float))
    return out | {"round share": grouped(hundreds, at, count)["mean"]}


def time_features(seconds: NDArray[np.float64], at: NDArray[np.int64], count: int) -> dict[str, NDArray[np.float64]]:
    """Look at instants: when, how long, at what hour, on which day, how far apart."""
    out = {f"instant {how}": numbers for how, numbers in grouped(seconds, at, count).items()}
    hour = seconds % 86_400 / 3_600
    out |= {f"hour {how}": numbers for how, numbers in grouped(np.floor(hour), at, count).items()}
    out["night share"] = grouped(np.where(np.isnan(hour), np.nan, ((hour < 5) | (hour >= 22)) * 1.0), at, count)["mean"]
    out |= {f"day {how}": numbers for how, numbers in grouped(np.floor(seconds / 86_400), at, count).items()}
    out["weekend share"] = grouped(
        np.where(np.isnan(hour), np.nan, ((seconds // 86_400 + 3) % 7 > 4) * 1.0), at, count
    )["mean"]
    order = np.lexsort((seconds, at))
    gap = np.diff(seconds[order], prepend=np.nan)
    gap[np.diff(at[order], prepend=-9) != 0] = np.nan
    return out | {f"gap {how}": numbers for how, numbers in grouped(gap, at[order], count).items()}


def _share(flags: NDArray[np.bool_], at: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    inside = at >= 0
    return np.bincount(at[inside], flags[inside], count) / np.maximum(np.bincount(at[inside], minlength=count), 1)


def features(table: pa.Table, name: str, at: NDArray[np.int64], count: int) -> dict[str, NDArray[np.float64]]:
    """Look at one column by its type."""
    column = table[name]
    if pa.types.is_integer(column.type):
        numbers = column.to_numpy().astype(float)
        look = time_features if name.endswith("_at") else number_features
        return look(numbers, at, count)
    if name in {"amount", "declared_ticket"}:
        return text_features(column, at, count) | number_features(_numbers(column), at, count)
    return text_features(column, at, count)


def _numbers(column: pa.ChunkedArray) -> NDArray[np.float64]:
    return np.array([float(v) if v is not None else np.nan for v in column.to_pylist()])
