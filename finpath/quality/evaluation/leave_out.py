"""What is lost when each member had not taken part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from finpath.ingest import Ledger
from finpath.quality.evaluation.bench import Bench, TrialTask, without
from finpath.quality.evaluation.measures import Bools, measure
from finpath.quality.evaluation.trial import Trial


@dataclass(frozen=True)
class MemberLeftOut:
    """What the absence of one member costs, over the merchants of all others that nobody reported.

    Args:
        provider: Who was left out.
        unreported: Planted merchants of the others.
        together, apart: Average precision with and without the member.
        loss: The difference.
    """

    provider: str
    unreported: int
    together: float
    apart: float
    loss: float


Members = Mapping[str, frozenset[str]]
"""Each provider and the folders that it handed in."""


def members(ledger: Ledger) -> Members:
    """Who can be left out: everybody, unless one alone has all the payments."""
    folders: dict[str, set[str]] = {}
    for file in ledger.files:
        folders.setdefault(file.provider_id, set()).add(PurePosixPath(file.path).parts[0])
    paid = {file.provider_id for file in ledger.files if file.table == "transactions" and file.taken}
    return {
        name: frozenset(handed_in) for name, handed_in in sorted(folders.items()) if len(paid) > 1 or name not in paid
    }


def leave_out(bench: Bench, task: TrialTask, given: Trial, folders: Members) -> tuple[MemberLeftOut, ...]:
    """Run once without each member.

    Args:
        bench: How trials are run.
        task: The contributions of all members.
        given: The trial with all members.
        folders: Of each provider, as `members` says.
    """
    lost = []
    for provider, handed_in in folders.items():
        bench.progress(f"Leaving out {provider}")
        with bench.folder() as place:
            trial = bench.trial(TrialTask(without(task.contributions, handed_in, place / "contributions"), task.truth))
        lost.append(_compared(provider, given, trial))
    return tuple(lost)


def _compared(provider: str, given: Trial, trial: Trial) -> MemberLeftOut:
    # Reports of the missing member are missing too: the merchants that they named stay out on both sides.
    together = given.where(~given.reported & (given.provider != provider))
    kept = set(together.accounts)
    apart = trial.where(_in(trial, kept))
    together = together.where(_in(together, set(apart.accounts)))
    one, other = measure(together.score, together.planted), measure(apart.score, apart.planted)
    loss = one.average_precision - other.average_precision
    return MemberLeftOut(provider, int(together.planted.sum()), one.average_precision, other.average_precision, loss)


def _in(trial: Trial, accounts: set[tuple[str, str]]) -> Bools:
    return np.array([account in accounts for account in trial.accounts], np.bool_)
