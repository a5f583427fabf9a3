"""What Spark does not find is said in the same fields as what DuckDB does not find."""

from __future__ import annotations

import pytest
from pyspark.errors import AnalysisException

from finpath.engine.spark.faults import translate_errors
from finpath.errors import EngineError, Lacking, StatementFault

MISSING: dict[str, tuple[dict[str, str], Lacking, str]] = {
    "UNRESOLVED_COLUMN.WITH_SUGGESTION": ({"objectName": "`m`.`payrs`"}, "column", "payrs"),
    "TABLE_OR_VIEW_NOT_FOUND": ({"relationName": "`merchant`"}, "table", "merchant"),
    "UNRESOLVED_ROUTINE": ({"routineName": "`read_csv`"}, "function", "read_csv"),
    "MISSING_GROUP_BY": ({}, "", ""),
}


@pytest.mark.parametrize("condition", MISSING)
def test_names_what_is_not_there(condition: str) -> None:
    parameters, lacking, name = MISSING[condition]
    with pytest.raises(EngineError) as raised, translate_errors("SELECT 1"):
        raise AnalysisException("It cannot be.\nAnd why.", condition, parameters)
    assert raised.value.statement == StatementFault(f"[{condition}] It cannot be.", lacking, name)
