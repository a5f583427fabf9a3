"""Keyed hashes of identifiers: the only form in which those of payers and controllers leave ingest."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from finpath.engine import Engine
from finpath.ingest import normalise as normal
from finpath.ingest.keys import Keys
from finpath.ingest.surrogates import shorten
from finpath.tables.relation import Relation

UNIT = "\x1f"
MADE = "\x1e"
"""What stands before a token that was made at the member, as it passes the door: nothing that is read can hold it."""

ODD = "\x1e\x1e"
"""The same before one of what could not be normalised there."""

SPELLED = "^\x1e{1,2}[a-z2-7]{8}:[a-z2-7]{52}$"
"""A token that was made at the member, with its mark."""

HOST = "domain"
"""The kind of a host, which stands in clear beside its token."""

SCOPED = ("account", "wallet", "card_token")
"""Payer kinds that never join across providers: the provider's id is part of what is hashed."""

ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)
CHARACTERS = 52
"""Of a SHA-256 in base32 without padding."""

GROUPS = 7
"""Groups of five bytes that 32 bytes fill."""

TOKEN_SCHEMA = pa.schema(
    [
        ("provider_id", pa.string()),
        ("kind", pa.string()),
        ("said", pa.string()),
        ("token", pa.string()),
        ("normal", pa.bool_()),
    ]
)
"""Who said what kind of identifier, its token, and whether it could be normalised."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Tokens:
    """Makes tokens with the keys of a run.

    Args:
        keys: Of the run.
        hosts: Tokens that members made of hosts, by member and host: a host passes the door in clear beside its token.
    """

    keys: Keys
    hosts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def name(self, engine: Engine, relation: Relation, sql: str) -> None:
        """Make the token of every row of a SELECT of distinct identifiers.

        Args:
            engine: Holds the identifiers.
            relation: To make.
            sql: A SELECT of provider_id, country, kind, scope and said.
        """
        engine.compute(relation, sql, self._batch, TOKEN_SCHEMA)

    def make(self, kind: str, scope: str, values: list[str]) -> list[str]:
        """The tokens of normalised values, exactly as the contract spells them."""
        tokens = self._hash([UNIT.join((kind, scope, value)).encode() for value in values])
        return [str(token) for token in tokens.to_pylist()]

    def _batch(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        spelled = self._spelled(batch)
        made = pc.match_substring_regex(spelled, SPELLED)
        clear, given = batch.filter(pc.invert(made)), batch.filter(made)
        if not given.num_rows:
            return self._of_clear(clear)
        tokens = self._of_made(given, spelled.filter(made))
        return pa.concat_batches([self._of_clear(clear), tokens]) if clear.num_rows else tokens

    def _spelled(self, batch: pa.RecordBatch) -> pa.Array:
        """What was handed in, and of a host the token that its member made of it."""
        if not self.hosts:
            return batch.column("said")
        columns = [batch.column(name).to_pylist() for name in ("provider_id", "kind", "said")]
        return pa.array(
            [
                f"{MADE}{self.hosts[provider, said]}" if kind == HOST and (provider, said) in self.hosts else said
                for provider, kind, said in zip(*columns, strict=True)
            ],
            pa.string(),
        )

    def _of_clear(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = [batch.column(name).to_pylist() for name in ("kind", "scope", "said", "country")]
        messages, is_normal = [], []
        for kind, scope, text, country in zip(*columns, strict=True):
            kind_found, value = normalise(kind, text, country)
            messages.append(f"{kind_found}{UNIT}{scope}{UNIT}{text.strip() if value is None else value}".encode())
            is_normal.append(value is not None)
        return _name_rows(batch, self._hash(messages), pa.array(is_normal, pa.bool_()))

    def _of_made(self, batch: pa.RecordBatch, said: pa.Array) -> pa.RecordBatch:
        """The second half of each token whose first was made at the member."""
        tokens = pc.utf8_ltrim(said, MADE)
        if self.keys.hub is not None:
            tokens = _texts(self.keys.hub, [text.as_py().encode() for text in tokens])
        return _name_rows(batch, tokens, pc.invert(pc.starts_with(said, ODD)))

    def _hash(self, messages: list[bytes]) -> pa.Array:
        """Hash with the members' key and, where there is one, once more with the hub's."""
        if not messages:
            return pa.array([], pa.string())
        texts = _texts(self.keys.member_key, messages)
        if self.keys.hub is not None:
            texts = _texts(self.keys.hub, [text.as_py().encode() for text in texts])
        return texts


def finish_token(token: str, hub: bytes) -> str:
    """What the hub's key makes of a token that was made at the member."""
    return str(_texts(hub, [token.encode()])[0])


def normalise(kind: str, text: str, country: str) -> tuple[str, str | None]:
    """The kind of an identifier and its one spelling; None where it has none.

    An account that is written as an IBAN is that IBAN, whoever calls it an account.

    >>> normalise("settlement", "DE89 3704 0044 0532 0130 00", "DE")
    ('iban', 'DE89370400440532013000')
    >>> normalise("settlement", " 12345 ", "DE")
    ('account', '12345')
    """
    match kind:
        case "email":
            return kind, normal.email(text)
        case "phone":
            return kind, normal.phone(text, country)
        case "iban":
            return kind, normal.iban(text)
        case "domain":
            return kind, normal.host(text)
        case "settlement":
            iban = normal.iban(text)
            return ("account", shorten(text.strip())) if iban is None else ("iban", iban)
    return kind, shorten(text.strip())


def _name_rows(batch: pa.RecordBatch, tokens: pa.Array, is_normal: pa.Array) -> pa.RecordBatch:
    kept = [batch.column(name) for name in ("provider_id", "kind", "said")]
    return pa.record_batch([*kept, tokens, is_normal], schema=TOKEN_SCHEMA)


def key_id(key: bytes) -> str:
    """The public name of a key: it tells keys apart and gives nothing away of them."""
    return bytes(_base32(_digests(key, [b"finpath key id"]))[0, :8]).decode("ascii")


def _texts(key: bytes, messages: list[bytes]) -> pa.Array:
    prefix = np.frombuffer(f"{key_id(key)}:".encode(), dtype=np.uint8)
    body = _base32(_digests(key, messages))
    whole = np.concatenate([np.broadcast_to(prefix, (len(messages), len(prefix))), body], axis=1)
    offsets = np.arange(len(messages) + 1, dtype=np.int32) * whole.shape[1]
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(whole))]
    return pa.Array.from_buffers(pa.string(), len(messages), buffers)


def _digests(key: bytes, messages: list[bytes]) -> Bytes:
    keyed = hmac.new(key, digestmod="sha256")  # copied for each message: to take the key in is half of the work
    joined = b"".join([_digest(keyed.copy(), message) for message in messages])
    return np.frombuffer(joined, dtype=np.uint8).reshape(len(messages), 32)


def _digest(keyed: hmac.HMAC, message: bytes) -> bytes:
    keyed.update(message)
    return keyed.digest()


def _base32(digests: Bytes) -> Bytes:
    """Base32 of many digests at once: every five bytes are eight characters of five bits."""
    padded = np.zeros((len(digests), GROUPS * 5), dtype=np.uint8)
    padded[:, : digests.shape[1]] = digests
    one, two, three, four, five = np.moveaxis(padded.reshape(len(digests), GROUPS, 5), 2, 0)
    values = np.empty((len(digests), GROUPS, 8), dtype=np.uint8)
    values[:, :, 0] = one >> 3
    values[:, :, 1] = (one & 7) << 2 | two >> 6
    values[:, :, 2] = two >> 1 & 31
    values[:, :, 3] = (two & 1) << 4 | three >> 4
    values[:, :, 4] = (three & 15) << 1 | four >> 7
    values[:, :, 5] = four >> 2 & 31
    values[:, :, 6] = (four & 3) << 3 | five >> 5
    values[:, :, 7] = five & 31
    characters: Bytes = ALPHABET[values.reshape(len(digests), GROUPS * 8)[:, :CHARACTERS]]
    return characters
