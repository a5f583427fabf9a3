"""A user's file in, the one rule that stands in it out; or a sentence that names the file and the line.

The file is Python and is run as such, so it is trusted as any program that a user starts. It may import what a rule is
made of and nothing else, so that a rule which reads files or asks a network is refused before it does.
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

from finpath.errors import FinpathError, RuleError
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
"""What the file of a rule may import."""

REACHING = frozenset({"open", "exec", "eval", "compile", "__import__", "input", "breakpoint", "globals", "vars"})
"""What a rule has no use for, and what reaches beyond it."""


_OWN = "finpath_own_rule_"
"""What the names of modules begin with that are users' rules."""

_BLAMED = (
    (re.compile(r'column (?:named )?"(\w+)"'), r"\b{0}\b"),
    (re.compile(r"Table with name (\w+)"), r"(?:FROM|JOIN)\s+{0}\b"),
    (re.compile(r"Function with name (\w+)"), r"\b{0}\b"),
)
"""How an engine names what it does not find, and how that stands in the SQL."""


def read_rule(path: Path) -> Rule:
    """Read the one rule of a file, with its own thresholds.

    Raises:
        RuleError: There is no such file, it is not Python, it reaches beyond the rule, or it has not exactly one rule.
    """
    tree = _parsed(path)
    _reaches_nowhere(path, tree)
    module = _loaded(path)
    own = [value for value in vars(module).values() if _is_rule(value, module)]
    if len(own) != 1:
        found = f"{len(own)} rules" if own else "no rule"
        line = own[1].__name__ if own else ""
        raise RuleError(f"{path}:{_class_line(tree, line)}: there is {found} in the file: write one class to a file.")
    try:
        made: Rule = own[0]()
    except TypeError as error:
        line = own[0].__name__
        raise RuleError(
            f"{path}:{_class_line(tree, line)}: the rule cannot be made ({error}): give every threshold a value."
        ) from None
    return made


def line_of(path: Path, attribute: str, word: str = "") -> int:
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
    return _class_line(ast.parse(source), "")


def own_path(rule: Rule) -> Path | None:
    """The file of a user's rule; None for a rule of the package."""
    name = type(rule).__module__
    return Path(str(sys.modules[name].__file__)) if name.startswith(_OWN) else None


def is_ours(rule: Rule) -> bool:
    """Whether its SQL came with finpath, whose tests ask of it what else every run would have to."""
    kind = type(rule)
    as_it_came = (rule.sql, rule.evidence) == (kind.sql, kind.evidence)
    return as_it_came and kind.__module__.startswith("finpath.rules.")


def placed(rule: Rule, part: str, said: str, word: str = "") -> str:
    """A sentence about a part of a rule, with the file and line where a user wrote it."""
    path = own_path(rule)
    at = f"{path}:{line_of(path, part, re.escape(word) or _blamed(said))}: " if path else ""
    return f"{at}rule {rule.id}: {said}"


def _blamed(said: str) -> str:
    found = ((pattern.search(said), written) for pattern, written in _BLAMED)
    return next((written.format(re.escape(named[1])) for named, written in found if named), "")


def plain(error: FinpathError) -> str:
    """What an engine said of the SQL of a rule, without the statement that follows."""
    said = str(error).split(" In: ", 1)[0].removeprefix("Binder Error: ").removeprefix("Catalog Error: ")
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _class_line(tree: ast.Module, name: str) -> int:
    """The line of a class, of the first where no name is given, and 1 where there is none."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and name in {"", node.name}]
    return classes[0].lineno if classes else 1


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RuleError(f"{path}: there is no such file of a rule ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise RuleError(f"{path}:1: the file is not text in UTF-8.") from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise RuleError(f"{path}:{line}: this is not Python ({getattr(error, 'msg', error)}).") from None


def _reaches_nowhere(path: Path, tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            _imports_little(path, node)
        if isinstance(node, ast.Name) and node.id in REACHING:
            raise RuleError(f"{path}:{node.lineno}: a rule may not use {node.id}: its logic is its SQL.")
        if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            raise RuleError(f"{path}:{node.lineno}: a rule may not use {node.attr}: its logic is its SQL.")


def _imports_little(path: Path, node: ast.Import | ast.ImportFrom) -> None:
    named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or "."]
    for name in named:
        if name not in IMPORTS:
            known = ", ".join(sorted(IMPORTS))
            raise RuleError(f"{path}:{node.lineno}: a rule may not import {name}: it may import {known}.")


def _loaded(path: Path) -> ModuleType:
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
