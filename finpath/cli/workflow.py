"""The list of commands, grouped and ordered as the work is, each with its whole first sentence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from typer._click import Context, HelpFormatter

from finpath.cli.later import Later

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "Begin": {
        "init": (
            "Look at files, propose what their columns are, show how they would be read, and make a folder ready to"
            " run."
        ),
        "keys": "Keys that turn identifiers into tokens.",
        "synth": "Make a synthetic coalition with a known answer, to learn and to test on.",
    },
    "Hand in": {
        "bundle": "Hand over what is pseudonymised, signed and encrypted; take it, answer it, call it back.",
        "custody": "The log of what was made, taken, called back and purged.",
        "intake": "Public reports of payment pages: taken encrypted, triaged at the desk.",
    },
    "Find": {
        "run": "Load contributions, build the graph, apply rules and detectors, write findings and referrals.",
        "ingest": "Read contributions once, and keep what was read: tokens alone, encrypted, with its graph.",
        "score": (
            "Ask the rules of a kept ledger: other thresholds, weights, suppressions, and no file is read again."
        ),
        "rerun": "Repeat a run as its manifest says, and compare: the same inputs and version give the same bytes.",
    },
    "Understand": {
        "compare": (
            "Say what changed from one run to the next: cases that are new, grown, met, split or gone, and why."
        ),
        "explain": (
            "Say why a merchant is where it is, flagged or not: reasons, peers, what speaks against it, nearest"
            " thresholds."
        ),
        "rules": "The published indicators: list, show and test them; see what they can look at.",
        "scorecard": "What figures of a merchant weigh: show a card, compare two, and edit one.",
    },
    "Decide": {
        "suppress": "Set a reviewed merchant aside until there is new evidence, or until the review ends.",
        "role": "Give somebody a role in its case: it stands in referrals with your name and reason.",
        "calibrate": (
            "Learn from past decisions how often merchants of a score were confirmed, and show how far that holds."
        ),
    },
    "Work together": {
        "desk": "The case desk: look, decide with a reason, approve with four eyes, release.",
    },
    "Hand over": {
        "refer": (
            "Write what each recipient may see: safeguarding first. Nothing is ever sent; a person does that, after"
            " looking."
        ),
        "resolve": (
            "Say whose tokens they are, from your own files alone. Nobody else's can be resolved, not even by the hub."
        ),
        "goaml": "Reports in goAML 5.0.2, at the member that reports them.",
        "pack": (
            "Pack a folder for sending, if everything in it is as it was written; the same folder gives the same bytes."
        ),
        "verify": "Check that every file is as it was written, and say exactly what was altered, missing or added.",
    },
    "Measure": {
        "plant": (
            "Plant structures with a known answer into anybody's contributions, to measure what is found in real"
            " traffic."
        ),
        "fit": "Learn a scorecard's weights on your own payments, around the card in force, and write what holds.",
        "evaluate": "Measure against a known answer: how much is found, how early, and who is named for nothing.",
    },
    "Learn": {
        "course": "Learn to follow the money: three lessons, each with a case, questions and marks.",
    },
}
"""What is done one after the other, with the first sentence of each command; one that stands nowhere comes last."""

LAST = "More"


class Workflow(Later):
    """All commands; their list reads like the work, and loads none of them."""

    places: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "init": "finpath.cli.init:init_command",
            "run": "finpath.cli.run:run_command",
            "explain": "finpath.cli.explain:explain_command",
            "verify": "finpath.cli.verify:verify_command",
            "ingest": "finpath.cli.ledger:ingest_command",
            "score": "finpath.cli.ledger:score_command",
            "rerun": "finpath.cli.rerun:rerun_command",
            "compare": "finpath.cli.compare:compare_command",
            "suppress": "finpath.cli.suppress:suppress_command",
            "role": "finpath.cli.role:role_command",
            "refer": "finpath.cli.refer:refer_command",
            "resolve": "finpath.cli.resolve:resolve_command",
            "pack": "finpath.cli.pack:pack_command",
            "calibrate": "finpath.cli.calibrate:calibrate_command",
            "synth": "finpath.cli.synth:synth_command",
            "plant": "finpath.cli.synth:plant_command",
            "evaluate": "finpath.cli.evaluate:evaluate_command",
            "fit": "finpath.cli.fit:fit_command",
            "keys": "finpath.cli.keys:keys",
            "bundle": "finpath.cli.bundle:bundle",
            "custody": "finpath.cli.custody:custody",
            "desk": "finpath.cli.desk:desk",
            "intake": "finpath.cli.intake:intake",
            "goaml": "finpath.cli.goaml:app",
            "course": "finpath.cli.course:app",
            "rules": "finpath.cli.rules:rules",
            "scorecard": "finpath.cli.scorecard:scorecard",
        }
    )

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the sections that have commands."""
        known = {name for names in SECTIONS.values() for name in names}
        rest = {name: sentence(self.commands[name].help) for name in self.list_commands(ctx) if name not in known}
        for heading, names in {**SECTIONS, LAST: rest}.items():
            rows = [(name, said) for name, said in names.items() if name in self.commands]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def sentence(text: str | None) -> str:
    """The first sentences of a help text, as the list shows them."""
    return " ".join((text or "").strip().partition("\n\n")[0].split())
