"""Translates portable SQL to Spark's: every call of an `fp_…` function is replaced by what it means.

Spark has functions in SQL, too; but the argument of one may hold no lambda, so that one cannot be called with what
another one gives. What is passed is bound once, by a lambda over a list of one, except where it may as well stand in
the place of its parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from finpath.engine.functions import SIGNATURES, spark
from finpath.engine.spark.order import sort_nulls_last
from finpath.engine.syntax import double_backslashes

PIECE = re.compile(
    r"""[rR]'[^']*' | '(?:[^'\\]|\\.|'')*' | "[^"]*" | `[^`]*` | --[^\n]* | \w+ | \s+ | .""", re.VERBOSE | re.DOTALL
)
"""A string, a name in quotes, a comment, a word, space, or one sign."""

PARAMETER = re.compile(r"(\w+) ([A-Z][A-Z0-9_]*(?:\([^)]*\)|<[^>]*>)?)(?:, |$)")
LITERAL = re.compile(r"'(?:[^'\\]|\\.|'')*'|[0-9.eE]+")
PLAIN = re.compile(r"[\w.]+")
BOUND = "fp_given"


@dataclass(frozen=True)
class SparkFunction:
    """What a function is in Spark's words.

    Args:
        body: An expression over the parameters, in pieces.
        parameters: Name and type.
    """

    body: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...]

    @property
    def has_lambda(self) -> bool:
        """Whether names of its own could hide those of an argument."""
        return any(pair == ("-", ">") for pair in zip(self.body, self.body[1:], strict=False))

    def expand(self, arguments: Sequence[str]) -> str:
        """The expression with arguments in the place of its parameters."""
        by_name = dict(zip((name for name, _ in self.parameters), arguments, strict=True))
        kinds = dict(self.parameters)
        direct = {name: _cast(text, kinds[name]) for name, text in by_name.items() if self._is_direct(name, text)}
        bound = {name: _cast(text, kinds[name]) for name, text in by_name.items() if name not in direct}
        body = "".join(self._fill(direct | {name: f"{BOUND}.{name}" for name in bound}))
        if not bound:
            return f"({body})"
        fields = ", ".join(f"'{name}', {text}" for name, text in bound.items())
        return f"get(transform(array(named_struct({fields})), {BOUND} -> ({body})), 0)"

    def _is_direct(self, name: str, argument: str) -> bool:
        if LITERAL.fullmatch(argument):
            return True
        once = self.body.count(name) <= 1 or PLAIN.fullmatch(argument) is not None
        return once and not self.has_lambda

    def _fill(self, values: dict[str, str]) -> Iterator[str]:
        before = ""
        for piece in self.body:
            yield values.get(piece, piece) if before != "." else piece
            before = piece


def to_spark_sql(sql: str) -> str:
    """A statement as Spark takes it."""
    return _translate(double_backslashes(sql))


@lru_cache(maxsize=1024)
def _translate(sql: str) -> str:
    pieces = PIECE.findall(sql)
    return _expand_calls(sort_nulls_last(pieces) if any(piece.lower() == "order" for piece in pieces) else pieces)


def _expand_calls(pieces: Sequence[str]) -> str:
    out, at = [], 0
    while at < len(pieces):
        function = _functions().get(pieces[at].lower()) if pieces[at + 1 : at + 2] == ["("] else None
        if function is None:
            out.append(pieces[at])
            at += 1
            continue
        arguments, at = _arguments(pieces, at + 2)
        out.append(function.expand([_expand_calls(argument).strip() for argument in arguments]))
    return "".join(out)


def _arguments(pieces: Sequence[str], at: int) -> tuple[list[list[str]], int]:
    """What stands between commas up to the parenthesis that closes, and where it goes on after that."""
    arguments: list[list[str]] = [[]]
    depth = 1
    while depth:
        piece = pieces[at]
        depth += (piece == "(") - (piece == ")")
        if piece == "," and depth == 1:
            arguments.append([])
        elif depth and not piece.startswith("--"):
            arguments[-1].append(piece)
        at += 1
    return arguments, at


@cache
def _functions() -> dict[str, SparkFunction]:
    functions = {}
    for signature in SIGNATURES:
        name, parameter_list = signature.removesuffix(")").split("(", 1)
        parameters = tuple((each[1], each[2]) for each in PARAMETER.finditer(parameter_list))
        functions[name] = SparkFunction(tuple(PIECE.findall(spark.BODIES[name])), parameters)
    return functions


def _cast(text: str, kind: str) -> str:
    if LITERAL.fullmatch(text) and (text.startswith("'") == (kind == "STRING")):
        return text
    return f"CAST({text} AS {kind.replace('TIMESTAMP', 'TIMESTAMP_NTZ')})"
