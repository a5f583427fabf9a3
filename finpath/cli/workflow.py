"""The commands in, their list out: grouped and ordered as the work is, each with its whole first sentence."""

from __future__ import annotations

from collections.abc import Mapping

from typer._click import Context, HelpFormatter
from typer.core import TyperGroup

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Begin": ("keys", "synth"),
    "Find": ("run", "rerun"),
    "Understand": ("explain", "rules"),
    "Decide": ("suppress", "role", "calibrate"),
    "Hand over": ("refer", "resolve", "goaml", "pack", "verify"),
    "Measure": ("plant", "evaluate"),
    "Learn": ("course",),
}
"""What is done one after the other; a command that stands nowhere comes last."""

LAST = "More"


class Workflow(TyperGroup):
    """A group of commands whose help reads like the work."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the sections that have commands."""
        known = {name for names in SECTIONS.values() for name in names}
        rest = tuple(name for name in self.list_commands(ctx) if name not in known)
        for heading, names in {**SECTIONS, LAST: rest}.items():
            rows = [(name, _sentence(self.commands[name].help or "")) for name in names if name in self.commands]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def _sentence(text: str) -> str:
    return " ".join(text.strip().partition("\n\n")[0].split())
