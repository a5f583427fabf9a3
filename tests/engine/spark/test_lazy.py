"""Whoever does not use Spark needs no PySpark, and does not wait until it is loaded."""

from __future__ import annotations

import subprocess
import sys


def test_finpath_is_loaded_without_pyspark() -> None:
    asked = "import sys; sys.modules['pyspark'] = None; import finpath; finpath.DuckDB().close(); print(finpath.Spark)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert done.stdout == "<class 'finpath.engine.spark.engine.Spark'>\n", done.stderr
