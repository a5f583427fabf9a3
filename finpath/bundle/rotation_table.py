"""The table of a rotation: each identifier as the old key makes it, and as the new one does; used, and never kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finpath.errors import ContributionError
from finpath.ingest.made import DOMAIN
from finpath.ingest.surrogates import HALF, WHOLE
from finpath.tables.contract import TABLES, Type

NAME = "rotation.parquet"
SCHEMA = pa.schema([("old", pa.string()), ("new", pa.string())])
BATCH = 1 << 17
MOST = 1 << 25
"""Rows, which are held in memory."""

LEAST = 60
"""Bytes that a row takes at least: 260 bits by chance, twice. What claims more rows than that is no table."""

OF_KEY = "^{key}:[a-z2-7]{{52}}$"
SURROGATE = re.compile("([a-z]{1,20})-[a-z2-7]{52}")
SPELLED = re.compile("[a-z2-7]{8}:[a-z2-7]{52}")
LETTERS = 61
"""Of a token: its key, a colon, and 52 more."""

NAMES = re.compile(r"[0-9]{3,5}-([a-z]+)-[0-9]{5}\.parquet")
"""A file of tokens, and its table."""

Spelled = npt.NDArray[np.bytes_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class RotationTable:
    """Old and new, one to one.

    Args:
        keys: Ids of the old key and of the new one.
        old: Tokens of the old key, sorted.
        new: What each of them becomes.
        halves: The same of surrogates, whose second half is the hub's to make.
    """

    keys: tuple[str, str]
    old: Spelled = field(repr=False)
    new: Spelled = field(repr=False)
    halves: dict[str, str] = field(repr=False)

    def __len__(self) -> int:
        """How many identifiers it carries over."""
        return len(self.old) + len(self.halves)

    def carry_tokens(self, column: pa.Array) -> pa.Array:
        """A column of tokens, with the new in place of each old one that is known."""
        coded = column.dictionary_encode()
        told = coded.dictionary.to_pylist()
        texts = np.array([text if SPELLED.fullmatch(text) else "" for text in told], dtype=f"S{LETTERS}")
        found = _find(self.old, texts)
        whole = [
            text if place < 0 else self.new[place].decode("ascii")
            for text, place in zip(told, found.tolist(), strict=True)
        ]
        return pa.DictionaryArray.from_arrays(coded.indices, pa.array(whole, pa.string())).cast(pa.string())

    def carry_ids(self, column: pa.Array) -> pa.Array:
        """A column of ids, with the new in place of each old surrogate in them."""
        coded = column.dictionary_encode()
        told = [self._carry_id(text) for text in coded.dictionary.to_pylist()]
        return pa.DictionaryArray.from_arrays(coded.indices, pa.array(told, pa.string())).cast(pa.string())

    def _carry_id(self, text: str) -> str:
        if len(text) <= WHOLE:
            return text
        return HALF.sub(lambda found: self.halves.get(found[0], found[0]), text)

    def find_old(self, column: pa.Array) -> Places:
        """Where in the table the tokens of a column stand as old ones."""
        found = _find(self.old, _tokens(column))
        return found[found >= 0]

    def find_new(self, column: pa.Array) -> Places:
        """Where in the table the tokens of a column stand as new ones."""
        found = _find(self.new[self._order], _tokens(column))
        return self._order[found[found >= 0]]

    @cached_property
    def _order(self) -> Places:
        return np.argsort(self.new)

    def find_halves(self, column: pa.Array) -> set[str]:
        """The surrogates in a column of ids that the table names, as old or as new ones."""
        wanted = self.halves.keys() | set(self.halves.values())
        long = (text for text in pc.unique(column.drop_null()).to_pylist() if len(text) > WHOLE)
        return {found[0] for text in long for found in HALF.finditer(text)} & wanted


def _tokens(column: pa.Array) -> Spelled:
    """The tokens in a column, each once; nothing else that a hostile one may hold."""
    texts = pc.unique(column.drop_null()).to_pylist()
    return np.array([text for text in texts if SPELLED.fullmatch(text)], dtype=f"S{LETTERS}")


def _find(sorted_texts: Spelled, texts: Spelled) -> Places:
    """Where each text stands among sorted ones; -1 where it does not."""
    if not len(sorted_texts):
        return np.full(len(texts), -1, dtype=np.intp)
    places = np.minimum(np.searchsorted(sorted_texts, texts), len(sorted_texts) - 1)
    return np.where(sorted_texts[places] == texts, places, -1)


def table_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files of tokens of a contribution that was made at a member, each with its table."""
    for path in sorted(folder.glob("*.parquet")):
        found = NAMES.fullmatch(path.name)
        if found and found[1] in TABLES:
            yield path, found[1]


def token_columns(schema: pa.Schema, table: str) -> list[str]:
    """The columns of a file that hold tokens."""
    names = {column.name for column in TABLES[table] if column.type is Type.TOKEN} | {DOMAIN}
    return [each.name for each in schema if each.name in names and pa.types.is_string(each.type)]


def id_columns(schema: pa.Schema, table: str) -> list[str]:
    """The columns of a file in which surrogates may stand."""
    tokens = set(token_columns(schema, table))
    return [each.name for each in schema if pa.types.is_string(each.type) and each.name not in tokens]


def write_rotation(pairs: Iterable[pa.Table], path: Path) -> int:
    """Write the table of pairs that come in any order and more than once.

    Returns:
        How many it holds.
    """
    held, coming = SCHEMA.empty_table(), [SCHEMA.empty_table()]
    for each in pairs:
        coming.append(each)
        if sum(one.num_rows for one in coming) > max(held.num_rows, BATCH):
            held, coming = _distinct([held, *coming]), []
    whole = _distinct([held, *coming]).sort_by([("old", "ascending"), ("new", "ascending")])
    pq.write_table(whole, path, row_group_size=BATCH, compression="zstd")
    return int(whole.num_rows)


def _distinct(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables).group_by(["old", "new"]).aggregate([]).select(["old", "new"])


def read_rotation(path: Path, keys: tuple[str, str]) -> RotationTable:
    """Read the table of a rotation.

    Args:
        path: The file.
        keys: Ids of the old key and of the new one.

    Raises:
        ContributionError: It is none, or does not carry over one to one from the one key to the other.
    """
    try:
        with pq.ParquetFile(path) as file:
            if file.schema_arrow.remove_metadata() != SCHEMA:
                raise _refusal("has other columns than old and new")
            if file.metadata.num_rows * LEAST > path.stat().st_size:
                raise _refusal("says that it has more rows than its bytes can hold")
            if file.metadata.num_rows > MOST:
                raise _refusal(f"has more than {MOST:,} rows: rotate fewer folders at once")
            olds, news, halves = _read(file, keys)
    except (pa.ArrowException, OSError, ValueError):
        raise _refusal("is no Parquet, or damaged") from None
    order = np.argsort(olds)
    table = RotationTable(keys, olds[order], news[order], halves)
    if _repeats(table.old) or _repeats(np.sort(news)) or len(set(halves.values())) < len(halves):
        raise _refusal("makes one of two identifiers, or two of one: nobody is made another")
    if set(halves) & set(halves.values()):
        raise _refusal("makes a surrogate another that it replaces too")
    return table


def _read(file: pq.ParquetFile, keys: tuple[str, str]) -> tuple[Spelled, Spelled, dict[str, str]]:
    olds, news, halves = [], [], dict[str, str]()
    patterns = [OF_KEY.format(key=key) for key in keys]
    for batch in file.iter_batches(BATCH):
        old, new = batch.columns
        is_old, is_new = (
            pc.fill_null(pc.match_substring_regex(column, pattern), False)  # noqa: FBT003
            for column, pattern in zip((old, new), patterns, strict=True)
        )
        both, rest = pc.and_(is_old, is_new), pc.invert(pc.or_(is_old, is_new))
        if pc.sum(both).as_py() + pc.sum(rest).as_py() < batch.num_rows:
            raise _refusal("has rows that are not of the one key and of the other")
        olds.append(np.array(old.filter(both).to_pylist(), dtype=f"S{LETTERS}"))
        news.append(np.array(new.filter(both).to_pylist(), dtype=f"S{LETTERS}"))
        for one, other in zip(old.filter(rest).to_pylist(), new.filter(rest).to_pylist(), strict=True):
            _take_half(halves, one, other)
    none = np.array([], dtype=f"S{LETTERS}")
    return np.concatenate([none, *olds]), np.concatenate([none, *news]), halves


def _take_half(halves: dict[str, str], old: str | None, new: str | None) -> None:
    kinds = [SURROGATE.fullmatch(each or "") for each in (old, new)]
    if old is None or new is None or not all(kinds) or len({kind[1] for kind in kinds if kind}) != 1:
        raise _refusal("has rows that are no tokens and no surrogates of one kind")
    if old in halves:
        raise _refusal("makes one of two identifiers, or two of one: nobody is made another")
    halves[old] = new


def _repeats(sorted_texts: Spelled) -> bool:
    return bool((sorted_texts[1:] == sorted_texts[:-1]).any())


def _refusal(fault: str) -> ContributionError:
    return ContributionError(f"The table of the rotation {fault}; make it again with finpath bundle rotate.")
