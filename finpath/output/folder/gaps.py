"""What a run could not look at, by whom it concerns: a referral tells of its own members alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from finpath.conclude import Conclusion
from finpath.output.folder.coverage import Coverage, blind_sentence, columns_missing
from finpath.presentation.text import count_of
from finpath.referral.model.coverage_gap import Gap

OF_FILE = re.compile(r"(?P<file>\S+): (?:(?P<column>\w+) of )?(?P<rows>[\d,]+) rows? (?P<what>.*)")
"""A note that counts rows of one file: of several files of a member, one sentence is enough."""


def state_gaps(conclusion: Conclusion, coverage: Coverage) -> tuple[Gap, ...]:
    """What could not be looked at, without what no case could have shown: rules on trial, and reviews of others."""
    members = {member.id: member.kind for member in coverage.members}
    observable = {rule.id: frozenset(rule.observable_by) for rule in conclusion.book.rules}
    return (
        *_of_rules(coverage, members, observable),
        *(Gap(line, _owner(line, members)) for line in (*coverage.unmet, *coverage.overfull, *coverage.span_lines())),
        *(Gap(line) for line in (*coverage.calibration, *coverage.caps)),
        *_of_notes(coverage.notes, members),
    )


def _of_rules(coverage: Coverage, kinds: Mapping[str, str], observable: Mapping[str, frozenset[str]]) -> Iterator[Gap]:
    """Rules that could not look; where a member's kind can never show what a rule asks for, it is no gap."""

    def able(rule: str) -> tuple[str, ...]:
        asked = observable.get(rule) or frozenset(kinds.values())
        return tuple(name for name, kind in kinds.items() if kind in asked)

    yield from (Gap(f"Rule {name} was switched off by the case file.") for name in coverage.off)
    yield from (Gap(blind_sentence(rule), able(rule.id)) for rule in coverage.rules if not rule.ran and able(rule.id))
    lacking: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for rule in coverage.rules:
        for member, columns in rule.lacks if rule.ran else ():
            if member in able(rule.id):
                lacking[member, columns].append(rule.id)
    yield from (
        Gap(columns_missing((member,), columns, rules), (member,)) for (member, columns), rules in lacking.items()
    )


def _owner(line: str, members: Collection[str]) -> tuple[str, ...]:
    """The member that a line is about, by what it begins with; nobody, where it begins with no member."""
    return tuple(name for name in members if line.startswith((f"{name}/", f"{name} ", f"{name}:")))


def _of_notes(notes: Iterable[str], members: Collection[str]) -> Iterator[Gap]:
    """Notes of ingest; those that say the same of several files of one member are one."""
    files: dict[tuple[tuple[str, ...], str, str], list[int]] = defaultdict(list)
    for note in notes:
        owner, found = _owner(note, members), OF_FILE.fullmatch(note)
        if owner and found:
            files[owner, found["column"] or "", found["what"]].append(int(found["rows"].replace(",", "")))
        elif owner:
            yield Gap(note, owner)
    for (owner, column, what), rows in files.items():
        of = f"{column} of " if column else ""
        where = f" in {count_of(len(rows), 'file')}" if len(rows) > 1 else ""
        yield Gap(f"{owner[0]}{where}: {of}{count_of(sum(rows), 'row')} {what}", owner)
