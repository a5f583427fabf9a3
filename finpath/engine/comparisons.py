"""Takes the comparisons with thresholds out of a SELECT, and makes a SELECT that measures each row by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from finpath.engine.portable import guard_divisions
from finpath.engine.syntax import tree, write

Comparison = tuple[str, str]
"""What is compared, as it is written, and how: at least, more than, at most, less than."""

ASKS: dict[type[exp.Expr], tuple[str, str]] = {
    exp.GTE: ("at least", ">="),
    exp.GT: ("more than", ">"),
    exp.LTE: ("at most", "<="),
    exp.LT: ("less than", "<"),
}
"""A comparison in words, and as it is written."""

MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {exp.GTE: exp.LTE, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.LT: exp.GT}


def measure_comparisons(sql: str, parts: Sequence[str]) -> Iterator[tuple[tuple[Comparison, ...], str]]:
    """For each part that is named, and for the whole: what it asks by thresholds, and a SELECT that measures it."""
    for select in _selects(sql, parts):
        measurement = _measure(select)
        if measurement:
            yield measurement


def _selects(sql: str, parts: Sequence[str]) -> Iterator[exp.Select]:
    """Each part as a statement of its own, then the whole."""
    whole = tree(sql)
    if not isinstance(whole, exp.Select):
        return
    for name in parts:
        cte = next(each for each in whole.ctes if each.alias == name)
        part = cte.this.copy()
        part.set("with_", exp.With(expressions=[each.copy() for each in whole.ctes[: whole.ctes.index(cte)]]))
        yield part
    yield whole.copy()


def _measure(select: exp.Select) -> tuple[tuple[Comparison, ...], str] | None:
    where = select.args.get("where")
    comparisons = list(_comparisons(where.this)) if where else []
    thresholds = [each for each in comparisons if type(each) in ASKS and _has_threshold(each)]
    if not thresholds:
        return None
    subject = _subject(select)
    for clause in ("group", "having", "qualify", "order", "distinct", "where"):
        select.set(clause, None)
    select.set("expressions", [exp.alias_(subject, "merchant"), *_measured_columns(thresholds)])
    others = [each for each in comparisons if each not in thresholds]
    measured = select.where(*others) if others else select
    conditions = tuple((_value_text(each.this), ASKS[type(each)][0]) for each in thresholds)
    signs = [ASKS[type(each)][1] for each in thresholds]
    return conditions, guard_divisions(_closeness_sql(write(measured), signs))


def _comparisons(condition: exp.Expr) -> Iterator[exp.Expr]:
    """What AND joins, each comparison with its threshold on the right, BETWEEN as two."""
    for each in condition.flatten() if isinstance(condition, exp.And) else (condition,):
        bare = each.unnest()
        if isinstance(bare, exp.Between) and _has_threshold(bare):
            yield exp.GTE(this=bare.this.copy(), expression=bare.args["low"].copy())
            yield exp.LTE(this=bare.this.copy(), expression=bare.args["high"].copy())
        elif type(bare) in MIRRORED and bare.this.find(exp.Placeholder):
            yield MIRRORED[type(bare)](this=bare.expression.copy(), expression=bare.this.copy())
        else:
            yield bare.copy()


def _has_threshold(comparison: exp.Expr) -> bool:
    """Whether a threshold stands on the right, and a value that has none on the left."""
    return not comparison.this.find(exp.Placeholder) and comparison.find(exp.Placeholder) is not None


def _subject(select: exp.Select) -> exp.Expr:
    """The merchant, under whatever name it goes; a star has it as `merchant`."""
    by_name = {each.alias_or_name: each for each in select.expressions}
    subject: exp.Expr | None = by_name.get("subject_id", by_name.get("merchant"))
    return (
        subject.unalias().copy()
        if subject
        else exp.column("merchant", select.expressions[0].args["this"].args.get("table"))
    )


def _measured_columns(comparisons: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    for number, each in enumerate(comparisons, 1):
        yield exp.alias_(exp.cast(each.this.copy(), "DOUBLE"), f"value_{number}")
        yield exp.alias_(exp.cast(each.expression.copy(), "DOUBLE"), f"bar_{number}")


def _value_text(value: exp.Expr) -> str:
    unqualified = value.copy()
    for column in unqualified.find_all(exp.Column):
        column.set("table", None)
    return str(unqualified.sql(dialect="duckdb", normalize_functions="lower"))


def _closeness_sql(measured: str, signs: Sequence[str]) -> str:
    numbers = [(number, sign) for number, sign in enumerate(signs, 1)]
    unmet = " + ".join(f"CASE WHEN value_{n} {sign} bar_{n} THEN 0 ELSE 1 END" for n, sign in numbers)
    close = ", ".join(_closeness(n, sign) for n, sign in numbers)
    is_known = " AND ".join(f"value_{n} IS NOT NULL AND bar_{n} IS NOT NULL" for n, _ in numbers)
    return f"SELECT *, {unmet} AS unmet, least(1e0, {close}) AS closeness FROM ({measured}) AS told WHERE {is_known}"  # noqa: S608


def _closeness(number: int, sign: str) -> str:
    """How much of what is asked is there, where both have a sense as a proportion; else nothing."""
    small, large = (
        (f"value_{number}", f"bar_{number}") if sign.startswith(">") else (f"bar_{number}", f"value_{number}")
    )
    share = f"CASE WHEN {large} > 0 THEN greatest({small} / {large}, 0e0) ELSE 0e0 END"
    return f"CASE WHEN value_{number} {sign} bar_{number} THEN 1e0 ELSE {share} END"
