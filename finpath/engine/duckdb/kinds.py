"""The kinds of columns, as the declarations of relations call them, from the types that DuckDB names."""

from __future__ import annotations

import re

from finpath.tables.relation import Kind

KINDS = {
    "BOOLEAN": Kind.BOOLEAN,
    "DATE": Kind.DATE,
    "DOUBLE": Kind.FLOAT,
    "FLOAT": Kind.FLOAT,
    "VARCHAR": Kind.TEXT,
}

WHOLE = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\(\d+,\s*0\)")
INSTANT = re.compile(r"TIMESTAMP(_\w+| WITH TIME ZONE)?")
EXACT = re.compile(r"DECIMAL\(\d+,\s*\d+\)")


def kind_of_sql_type(name: str) -> Kind | None:
    """The kind of a column; None for what no relation holds.

    >>> kind_of_sql_type("DECIMAL(38,8)").value, kind_of_sql_type("HUGEINT").value, kind_of_sql_type("BIGINT[]")
    ('decimal', 'integer', None)
    """
    for pattern, kind in ((WHOLE, Kind.INTEGER), (EXACT, Kind.DECIMAL), (INSTANT, Kind.INSTANT)):
        if pattern.fullmatch(name):
            return kind
    return KINDS.get(name)
