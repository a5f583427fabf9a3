"""A SELECT with thresholds in, its comparisons with them out, and a SELECT that measures each row by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from finpath.engine.portable import guarded
from finpath.engine.syntax import tree, write

Asked = tuple[str, str]
"""What is compared, as it is written, and how: at least, more than, at most, less than."""

ASKS: dict[type[exp.Expr], tuple[str, str]] = {
    exp.GTE: ("at least", ">="),
    exp.GT: ("more than", ">"),
    exp.LTE: ("at most", "<="),
    exp.LT: ("less than", "<"),
}
"""A comparison in words, and as it is written."""

TURNED: dict[type[exp.Expr], type[exp.Expr]] = {exp.GTE: exp.LTE, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.LT: exp.GT}


def compared(sql: str, parts: Sequence[str]) -> Iterator[tuple[tuple[Asked, ...], str]]:
    """For each part that is named, and for the whole: what it asks by thresholds, and a SELECT that measures it."""
    for select in _selects(sql, parts):
        found = _measured_by(select)
        if found:
            yield found


def _selects(sql: str, parts: Sequence[str]) -> Iterator[exp.Select]:
    """Each part as a statement of its own, then the whole."""
    whole = tree(sql)
    if not isinstance(whole, exp.Select):
        return
    for name in parts:
        named = next(each for each in whole.ctes if each.alias == name)
        part = named.this.copy()
        part.set("with_", exp.With(expressions=[each.copy() for each in whole.ctes[: whole.ctes.index(named)]]))
        yield part
    yield whole.copy()


def _measured_by(select: exp.Select) -> tuple[tuple[Asked, ...], str] | None:
    where = select.args.get("where")
    asked = list(_comparisons(where.this)) if where else []
    bars = [each for each in asked if type(each) in ASKS and _is_bar(each)]
    if not bars:
        return None
    subject = _subject(select)
    for clause in ("group", "having", "qualify", "order", "distinct", "where"):
        select.set(clause, None)
    select.set("expressions", [exp.alias_(subject, "merchant"), *_measured(bars)])
    others = [each for each in asked if each not in bars]
    measured = select.where(*others) if others else select
    said = tuple((_written(each.this), ASKS[type(each)][0]) for each in bars)
    signs = [ASKS[type(each)][1] for each in bars]
    return said, guarded(_judged(write(measured), signs))


def _comparisons(condition: exp.Expr) -> Iterator[exp.Expr]:
    """What AND joins, each comparison with its threshold on the right, BETWEEN as two."""
    for each in condition.flatten() if isinstance(condition, exp.And) else (condition,):
        plain = each.unnest()
        if isinstance(plain, exp.Between) and _is_bar(plain):
            yield exp.GTE(this=plain.this.copy(), expression=plain.args["low"].copy())
            yield exp.LTE(this=plain.this.copy(), expression=plain.args["high"].copy())
        elif type(plain) in TURNED and plain.this.find(exp.Placeholder):
            yield TURNED[type(plain)](this=plain.expression.copy(), expression=plain.this.copy())
        else:
            yield plain.copy()


def _is_bar(comparison: exp.Expr) -> bool:
    """Whether a threshold stands on the right, and a value that has none on the left."""
    return not comparison.this.find(exp.Placeholder) and comparison.find(exp.Placeholder) is not None


def _subject(select: exp.Select) -> exp.Expr:
    """The merchant, under whatever name it goes; a star has it as `merchant`."""
    named = {each.alias_or_name: each for each in select.expressions}
    found: exp.Expr | None = named.get("subject_id", named.get("merchant"))
    return (
        found.unalias().copy()
        if found
        else exp.column("merchant", select.expressions[0].args["this"].args.get("table"))
    )


def _measured(compared: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    for number, each in enumerate(compared, 1):
        yield exp.alias_(exp.cast(each.this.copy(), "DOUBLE"), f"value_{number}")
        yield exp.alias_(exp.cast(each.expression.copy(), "DOUBLE"), f"bar_{number}")


def _written(value: exp.Expr) -> str:
    plain = value.copy()
    for column in plain.find_all(exp.Column):
        column.set("table", None)
    return str(plain.sql(dialect="duckdb", normalize_functions="lower"))


def _judged(measured: str, signs: Sequence[str]) -> str:
    numbers = [(number, sign) for number, sign in enumerate(signs, 1)]
    unmet = " + ".join(f"CASE WHEN value_{n} {sign} bar_{n} THEN 0 ELSE 1 END" for n, sign in numbers)
    close = ", ".join(_closeness(n, sign) for n, sign in numbers)
    known = " AND ".join(f"value_{n} IS NOT NULL AND bar_{n} IS NOT NULL" for n, _ in numbers)
    return f"SELECT *, {unmet} AS unmet, least(1e0, {close}) AS closeness FROM ({measured}) AS told WHERE {known}"  # noqa: S608


def _closeness(number: int, sign: str) -> str:
    """How much of what is asked is there, where both have a sense as a proportion; else nothing."""
    small, large = (
        (f"value_{number}", f"bar_{number}") if sign.startswith(">") else (f"bar_{number}", f"value_{number}")
    )
    share = f"CASE WHEN {large} > 0 THEN greatest({small} / {large}, 0e0) ELSE 0e0 END"
    return f"CASE WHEN value_{number} {sign} bar_{number} THEN 1e0 ELSE {share} END"
