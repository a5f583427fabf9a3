"""New identifiers in the shape of those that are there: length, alphabet, and what neighbours in time share."""

import re

import numpy as np
import pandas as pd

_NEAR = np.array([-2, -1, 1, 2])
_CLASSES = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _alphabets(sample: np.ndarray) -> dict[int, np.ndarray]:
    """Return for each code point what may stand in its place: what the sample uses of its class."""
    used = set("".join(sample))
    table: dict[int, np.ndarray] = {}
    for members in _CLASSES:
        mine = np.array([ord(c) for c in members if c in used], dtype=np.uint32)
        for char in members:
            table[ord(char)] = mine if len(mine) else np.array([ord(char)], dtype=np.uint32)
    return table


def _grid(values: np.ndarray) -> np.ndarray:
    """Return texts as a block of code points, zero where a text has ended."""
    block = np.ascontiguousarray(values.astype(str))
    width = max(1, block.dtype.itemsize // 4)
    return block.view(np.uint32).reshape(len(block), width)


def _loose(pool: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Tell which positions of a template differ among its neighbours of the same length."""
    near = (at[:, None] + _NEAR).clip(0, len(pool) - 1)
    block = _grid(np.concatenate([pool[at], pool[near].ravel()]))
    own, others = block[: len(at)], block[len(at) :].reshape(len(at), len(_NEAR), -1)
    same = ((others != 0) == (own != 0)[:, None, :]).all(axis=2)
    return ((others != own[:, None, :]) & same[:, :, None]).any(axis=1)


def _redrawn(rng: np.random.Generator, own: np.ndarray, loose: np.ndarray, table: dict[int, np.ndarray]) -> np.ndarray:
    """Draw the loose positions anew, each from the class of its character."""
    made = own.copy()
    for code in np.unique(own[loose]):
        spots = loose & (own == code)
        made[spots] = rng.choice(table.get(int(code), np.array([code], dtype=np.uint32)), int(spots.sum()))
    hosts = own == ord("@")
    after = np.cumsum(hosts, axis=1) > 0
    return np.where(after, own, made)


def _counted(template: str, taken: set[str]) -> str:
    """Return the next free number of a template that ends in digits; else the text with letters changed at its end."""
    found = re.search(r"(\d+)(?!.*\d)", template)
    if found is None:
        number = 2
        while f"{template}{number}" in taken:
            number += 1
        return f"{template}{number}"
    head, digits, tail = template[: found.start()], found.group(1), template[found.end() :]
    number = int(digits) + 1
    while f"{head}{number:0{len(digits)}d}{tail}" in taken:
        number += 1
    return f"{head}{number:0{len(digits)}d}{tail}"


def like(rng: np.random.Generator, pool: np.ndarray, at: np.ndarray, taken: set[str]) -> np.ndarray:
    """Return new ids, one for each template `pool[at]`; `pool` is in the order of time; `taken` grows by them."""
    out = np.empty(len(at), dtype=object)
    todo = np.arange(len(at))
    table = _alphabets(pool[rng.integers(0, len(pool), 400)])
    for attempt in range(14):
        if not len(todo):
            return out
        where = (at[todo] + rng.integers(-3, 4, len(todo))).clip(0, len(pool) - 1)
        own, loose = _grid(pool[where]), _loose(pool, where)
        loose = loose[:, : own.shape[1]]
        if attempt > 1:
            first = np.where(loose.any(axis=1), loose.argmax(axis=1), own.shape[1])
            lengths = (own != 0).sum(axis=1)
            wide = np.arange(own.shape[1]) >= (np.minimum(first, lengths) - attempt // 2)[:, None]
            loose = wide & (own != 0)
        made = np.ascontiguousarray(_redrawn(rng, own, loose, table)).view(f"<U{own.shape[1]}").ravel()
        left = []
        for spot, text in zip(todo, made.tolist(), strict=True):
            if text in taken:
                left.append(spot)
            else:
                taken.add(text)
                out[spot] = text
        todo = np.array(left, dtype=int)
    last = str(max(taken, key=lambda text: (len(str(text)), str(text))))
    for spot in todo:
        last = out[spot] = _counted(last, taken)
        taken.add(last)
    return out


def between(rng: np.random.Generator, pool: np.ndarray, at: np.ndarray, taken: set[str]) -> np.ndarray:
    """Return new ids before `pool[at]` in time: a number of the gap there where the member counts up, else by shape."""
    sample = [str(text) for text in pool]
    cut = next((i for i, c in enumerate(sample[0]) if c.isdigit()), len(sample[0]))
    head, width = sample[0][:cut], len(sample[0])
    even = all(len(t) == width and t[:cut] == head and t[cut:].isdecimal() for t in sample)
    if not even or not 0 < width - cut <= 18:
        return like(rng, pool, at, taken)
    number = np.array([int(text[cut:]) for text in sample])
    if len(number) < 20 or (np.diff(number) > 0).mean() < 0.9 or number[-1] - number[0] < 1.3 * len(number):
        return like(rng, pool, at, taken)
    out = np.empty(len(at), dtype=object)
    for spot, place in enumerate(at):
        for turn in range(60):
            after = int(np.clip(place + rng.integers(-turn, turn + 1), 1, len(number) - 1))
            gap = number[after] - number[after - 1]
            text = f"{head}{number[after - 1] + int(rng.integers(1, max(2, gap))):0{width - cut}d}"
            if text not in taken:
                break
        if text not in taken:
            out[spot] = text
            taken.add(text)
    left = np.flatnonzero(pd.isna(out))
    out[left] = like(rng, pool, at[left], taken)
    return out


def renamed(rng: np.random.Generator, pool: np.ndarray, count: int) -> np.ndarray:
    """Return names joined from the beginnings and ends of names that are there."""
    if not len(pool):
        return np.full(count, None, dtype=object)
    first, second = rng.choice(pool, count), rng.choice(pool, count)
    joined = [" ".join([a.split(" ")[0], *b.split(" ")[1:]]) for a, b in zip(first, second, strict=True)]
    return np.array(joined, dtype=object)
