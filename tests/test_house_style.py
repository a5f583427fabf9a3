"""The sizes that the house allows: a file of 300 lines, a function of 40 without its docstring."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "finpath"
FILE_LINES = 300
FUNCTION_LINES = 40

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def lines_without_docstring(function: Function) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def test_no_file_is_too_long() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert not {str(path.relative_to(PACKAGE)): lines for path, lines in sizes.items() if lines > FILE_LINES}


def test_no_function_is_too_long() -> None:
    sizes = {
        f"{path.relative_to(PACKAGE)}: {function.name}": lines_without_docstring(function)
        for path in PACKAGE.rglob("*.py")
        for function in functions(path)
    }
    assert not {name: lines for name, lines in sizes.items() if lines > FUNCTION_LINES}
