"""The part of SQL that is portable, and what of a text lies outside.

What is allowed here is the part that was measured to be equal; the rest is a function named `fp_…` that each engine
defines for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from finpath.engine.functions import NAMES

ALLOWED = frozenset(
    """
    abs ceil coalesce concat count exp floor greatest least length ln log10 lower max min mod nullif pow power
    replace round sqrt sum trim dense_rank lag lead ntile percent_rank percentile_cont rank row_number contains
    starts_with
    """.split()
)
"""Functions that both engines run alike, besides the `fp_…` ones."""

FORBIDDEN: dict[type[exp.Expr], str] = {
    exp.Lambda: "a lambda",
    exp.Unnest: "unnest",
    exp.IntDiv: "//, use floor of a division",
    exp.Pivot: "pivot",
    exp.Array: "a list literal",
    exp.Bracket: "an index into a list",
    exp.AnyValue: "any_value, ties make it random",
    exp.Avg: "avg, divide exact sums",
    exp.Stddev: "stddev, divide exact sums",
    exp.Variance: "variance, divide exact sums",
}


PLACES = (exp.RowNumber, exp.DenseRank, exp.Rank)

ONE_ENGINES = re.compile(r"\bVARCHAR\b")

TYPES = frozenset("TEXT BIGINT INT DOUBLE DECIMAL DATE TIMESTAMP TIMESTAMPNTZ BOOLEAN".split())
"""What a value may be made into; TEXT is what the parser calls STRING."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]*")


def faults(sql: str, *, expression: bool = False) -> list[str]:
    """What in a SELECT (or an expression) is outside the portable subset.

    >>> faults("SELECT payer, sum(amount) AS volume FROM links GROUP BY payer")
    []
    >>> faults("SELECT any_value(x), 0.5 * y FROM t")
    ['any_value, ties make it random', 'the decimal 0.5: write 5e-1']
    """
    text = "SELECT " + sql if expression else sql
    try:
        trees = sqlglot.parse(text, dialect="duckdb")
        sqlglot.parse(text, dialect="spark")
    except SqlglotError as error:
        return [f"not SQL for both engines ({str(error).splitlines()[0]})"]
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Query) or tree.find(exp.DML, exp.DDL, exp.Command):
        return ["not exactly one SELECT"]
    own = ["VARCHAR, write STRING"] if ONE_ENGINES.search(sql) else []
    return sorted({*own, *_faults(tree), *_row_number_faults(tree)})


def _faults(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if type(node) in FORBIDDEN:
            yield FORBIDDEN[type(node)]
        elif isinstance(node, exp.Star) and (node.args.get("except_") or node.args.get("replace")):
            yield "a star with exceptions"
        elif isinstance(node, exp.Literal) and _plain_decimal(node):
            yield f"the decimal {node.this}: write {float(node.this):e}".replace(".000000", "").replace("e-0", "e-")
        elif isinstance(node, exp.PercentileCont) and not isinstance(node.parent, exp.WithinGroup):
            yield "quantile_cont, write percentile_cont(…) WITHIN GROUP (ORDER BY …)"
        elif isinstance(node, exp.Table | exp.Div | exp.Mod | exp.DataType):
            yield from _forbidden(node)
        elif isinstance(node, exp.Func) and not _is_known(node):
            yield f"the function {_name(node)}"


def _row_number_faults(tree: exp.Query) -> Iterator[str]:
    """What the engines do otherwise where rows are numbered, or one of them does not do."""
    for select in tree.find_all(exp.Select):
        qualify = select.args.get("qualify")
        if qualify and any(not isinstance(each.parent, exp.Window) for each in qualify.find_all(exp.AggFunc)):
            yield "an aggregate in QUALIFY, group in a part before it"
        order = select.args.get("order")
        if order and any(each.parent_select is select for each in order.find_all(exp.Window)):
            yield "a window in ORDER BY, reckon it in a part before it"
        for place in (each for column in select.expressions for each in column.find_all(*PLACES)):
            if place.parent_select is select and not place.find_ancestor(exp.Cast, exp.Predicate):
                yield "a row_number as a column, cast it: one engine counts in BIGINT, the other in INTEGER"


def _plain_decimal(node: exp.Literal) -> bool:
    return not node.is_string and "." in str(node.this) and "e" not in str(node.this).lower()


def _forbidden(node: exp.Table | exp.Div | exp.Mod | exp.DataType) -> Iterator[str]:
    """What no engine may be asked."""
    if isinstance(node, exp.DataType):
        if node.this.value not in TYPES:
            yield f"the type {node.this.value}, write one of the contract's: STRING, BIGINT, DOUBLE, DECIMAL …"
        return
    if isinstance(node, exp.Table) and not _is_name(node):
        yield f"{node.sql(dialect='duckdb')} as a table, name one of the run: files and networks are not read"
    if not isinstance(node, exp.Table) and _is_zero(node.expression):
        yield "a division by zero"


def _is_name(table: exp.Table) -> bool:
    """Whether it is a table by its name; a quoted path would be a file to DuckDB, and a dotted name another schema."""
    is_simple = isinstance(table.this, exp.Identifier) and not table.db and not table.catalog
    return not isinstance(table.this, exp.Identifier) or (is_simple and _NAME.fullmatch(table.name) is not None)


def _is_zero(divisor: exp.Expr) -> bool:
    bare = divisor.unnest()
    return isinstance(bare, exp.Literal) and not bare.is_string and float(bare.this) == 0


def _is_known(node: exp.Func) -> bool:
    return _is_syntax(node) or _name(node) in ALLOWED | NAMES


def _is_syntax(node: exp.Func) -> bool:
    return isinstance(node, exp.Case | exp.If | exp.Cast | exp.TryCast | exp.Connector | exp.Exists | exp.Columns)


def _name(node: exp.Func) -> str:
    name = str(node.this) if isinstance(node, exp.Anonymous) else node.sql_name()
    return {"ceiling": "ceil", "pow": "power", "log": "ln or log10"}.get(name.lower(), name.lower())
