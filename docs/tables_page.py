# noqa: INP001 - a script to run, not a package
"""The page of relations: `python docs/tables_page.py` writes docs/tables.md anew from their declarations."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from finpath.graph.steps import STAGES
from finpath.tables.relation import Field, Relation
from finpath.testing.relations import SECTIONS, declared

PAGE = Path(__file__).with_name("tables.md")

HEAD = """# The tables of a run

Written by `python docs/tables_page.py` from the declarations in `finpath/tables/`: do not edit. These are the tables
that one step of a run makes and others read, and so what the SQL of a rule, or another tool, can rely on. Each is made
once, by the module that is named. Numbers such as `merchant` and `payer` are the run's own; `payer_tokens` and
`merchant_accounts` say what they stand for. Instants are naive UTC. A payer is never shown.
"""


def written() -> str:
    """The whole page."""
    parts = [HEAD, *_order()]
    for title, module in SECTIONS.items():
        parts += [f"## {title}\n"]
        for relation in declared(module):
            if relation.maker == module.__name__ or not _is_borrowed(relation, module.__name__):
                parts += _relation(relation)
    return "\n".join(parts).rstrip() + "\n"


def _is_borrowed(relation: Relation, module: str) -> bool:
    """Whether a module has a relation from another section."""
    return any(
        relation in declared(other)
        for title, other in SECTIONS.items()
        if other.__name__ != module and title != "Features"
    ) and module.startswith("finpath.graph.")


def _order() -> Iterator[str]:
    yield "## The order in which the graph is made\n"
    yield "| stage | step | makes | reads |\n|---|---|---|---|"
    for stage in STAGES:
        for step in stage.steps:
            name = f"`{step.run.__module__.removeprefix('finpath.')}.{step.run.__name__}`"
            yield f"| {stage.says} | {name} | {_names(step.makes)} | {_names(step.reads)} |"
    yield ""


def _names(relations: tuple[Relation, ...]) -> str:
    return ", ".join(f"[{each.name}](#{each.name})" for each in relations)


def _relation(relation: Relation) -> Iterator[str]:
    yield f"### {relation.name}\n"
    yield f"{relation.grain[0].upper()}{relation.grain[1:]}. Made by `{relation.maker}`.\n"
    yield "| column | holds | unit | meaning |\n|---|---|---|---|"
    yield from (_field(field) for field in relation.fields)
    yield ""


def _field(field: Field) -> str:
    return f"| `{field.name}` | {field.kind} | {field.unit} | {field.meaning} |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(written(), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE}\n")


if __name__ == "__main__":
    main()
