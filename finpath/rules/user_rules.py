"""Rules of a user's own: reads the one rule of a file, and names file and line of what is wrong with it.

The file is code: Python that runs with the rights of whoever starts finpath, so that it is trusted as any program is.
Before it runs, a lint looks at what it imports and uses. That finds a mistake, and a rule that does more than a rule
should; it is no sandbox, and whoever means harm gets around it.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import inspect
import re
import sys
import traceback
from pathlib import Path
from types import ModuleType

from finpath.errors import EngineError, FinpathError, RuleError, StatementFault
from finpath.rules.rule import Rule

IMPORTS = frozenset(
    {
        "__future__",
        "dataclasses",
        "datetime",
        "decimal",
        "typing",
        "finpath.rules",
        "finpath.rules.rule",
        "finpath.rules.thresholds",
    }
)
"""What the lint lets the file of a rule import."""

REACHING = frozenset({"open", "exec", "eval", "compile", "__import__", "input", "breakpoint", "globals", "vars"})
"""What a rule has no use for, and what reaches beyond it."""

NO_SANDBOX = "This look is a lint, no sandbox: the file is code, and runs with your rights."


_OWN = "finpath_own_rule_"
"""What the names of modules begin with that are users' rules."""


def read_rule(path: Path) -> Rule:
    """Read the one rule of a file, with its own thresholds.

    Raises:
        RuleError: There is no such file, it is not Python, it reaches beyond the rule, or it has not exactly one rule.
    """
    tree = _parse(path)
    _lint(path, tree)
    module = _load(path)
    own = [value for value in vars(module).values() if _is_rule(value, module)]
    if len(own) != 1:
        found = f"{len(own)} rules" if own else "no rule"
        line = own[1].__name__ if own else ""
        raise RuleError(f"{path}:{_find_class(tree, line)}: there is {found} in the file: write one class to a file.")
    try:
        made: Rule = own[0]()
    except TypeError as error:
        line = own[0].__name__
        raise RuleError(
            f"{path}:{_find_class(tree, line)}: the rule cannot be made ({error}): give every threshold a value."
        ) from None
    return made


def find_line(path: Path, attribute: str, word: str = "") -> int:
    """Where a part of a file's rule is written: the line of an attribute, or of a word within it.

    Args:
        path: The file of a rule.
        attribute: Its name, as `sql`; the class itself where it has none.
        word: A pattern to look for within the text of the attribute.
    """
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign) and attribute in _targets(node):
            within = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            return next((n for n in within if word and re.search(word, lines[n - 1])), node.lineno)
    return _find_class(ast.parse(source), "")


def own_path(rule: Rule) -> Path | None:
    """The file of a user's rule; None for a rule of the package."""
    name = type(rule).__module__
    return Path(str(sys.modules[name].__file__)) if name.startswith(_OWN) else None


def is_ours(rule: Rule) -> bool:
    """Whether its SQL came with finpath, whose tests ask of it what else every run would have to."""
    kind = type(rule)
    as_it_came = (rule.sql, rule.evidence) == (kind.sql, kind.evidence)
    return as_it_came and kind.__module__.startswith("finpath.rules.")


def locate(rule: Rule, part: str, said: str, word: str | StatementFault = "") -> str:
    """A sentence about a part of a rule, with the file and line where a user wrote it.

    Args:
        rule: A user's, or one of the package, which has no line.
        part: The attribute that is to blame, as `sql`; the class itself where it is empty.
        said: What is wrong with it.
        word: What to look for within the part, or what an engine has against it.
    """
    path = own_path(rule)
    pattern = _pattern(word) if isinstance(word, StatementFault) else re.escape(word)
    at = f"{path}:{find_line(path, part, pattern)}: " if path else ""
    return f"{at}rule {rule.id}: {said}"


def _pattern(fault: StatementFault) -> str:
    """How what an engine does not find stands in the SQL."""
    name = re.escape(fault.name)
    return rf"(?:FROM|JOIN)\s+{name}\b" if fault.lacking == "table" else rf"\b{name}\b" if name else ""


def explain(error: FinpathError) -> str:
    """What an engine has against the SQL of a rule, as a sentence, without the statement."""
    said = error.statement.reason if isinstance(error, EngineError) and error.statement else str(error)
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _find_class(tree: ast.Module, name: str) -> int:
    """The line of a class, of the first where no name is given, and 1 where there is none."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and name in {"", node.name}]
    return classes[0].lineno if classes else 1


def _parse(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleError(f"{path}: there is no such file of a rule ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise RuleError(f"{path}:1: the file is not text in UTF-8.") from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise RuleError(f"{path}:{line}: this is not Python ({getattr(error, 'msg', error)}).") from None


def _lint(path: Path, tree: ast.Module) -> None:
    """Look for what a rule has no use for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            _check_import(path, node)
        if isinstance(node, ast.Name) and node.id in REACHING:
            raise RuleError(f"{path}:{node.lineno}: a rule may not use {node.id}: its logic is its SQL. {NO_SANDBOX}")
        if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            raise RuleError(f"{path}:{node.lineno}: a rule may not use {node.attr}: its logic is its SQL. {NO_SANDBOX}")


def _check_import(path: Path, node: ast.Import | ast.ImportFrom) -> None:
    named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or "."]
    for name in named:
        if name not in IMPORTS:
            known = ", ".join(sorted(IMPORTS))
            raise RuleError(f"{path}:{node.lineno}: a rule may not import {name}: it may import {known}. {NO_SANDBOX}")


def _load(path: Path) -> ModuleType:
    """Run the file as a module of its own; a dataclass looks for its module among those that are loaded."""
    name = f"{_OWN}{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise RuleError(f"{path}: the file of a rule is Python, and its name ends in .py.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    module.__file__ = str(path)  # as the user wrote it, who reads it in sentences
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 - whatever a user's file may raise is told by its line
        where = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).resolve() == path.resolve()
        ]
        line = where[-1] if where else 1
        raise RuleError(f"{path}:{line}: the file cannot be loaded ({type(error).__name__}: {error}).") from None
    return module


def _is_rule(value: object, module: ModuleType) -> bool:
    return inspect.isclass(value) and issubclass(value, Rule) and value.__module__ == module.__name__
