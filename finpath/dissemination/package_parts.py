"""Reads a member's part of each case from a run folder, or from the package that the member was sent."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from finpath.errors import ConfigError
from finpath.referral import read
from finpath.referral.model.member_view import MemberView, extract_member_view
from finpath.referral.model.serialization import dataclass_from_json

PART = "part.json"
"""The file of a member's package that holds its part of a case."""


def read_parts(folder: Path, member: str, only: Collection[str] = ()) -> tuple[MemberView, ...]:
    """The parts of a member, by the id of their case.

    Args:
        folder: Of a run, or of a package.
        member: Its id in the coalition.
        only: Ids of cases; all when empty.

    Raises:
        ConfigError: There is no such case, or none with an account of the member.
    """
    stored = sorted(folder.glob(f"**/{PART}"))
    all_parts = [_read_part(path) for path in stored] or [
        extract_member_view(case, member)
        for case in map(read, sorted(folder.glob("referrals/*/")))
        if member in case.providers
    ]
    by_case = {part.id: part for part in all_parts if part.member.id == member}
    if not by_case:
        raise ConfigError(f"{folder} has no case with an account of {member}: name a run, or the package sent to it.")
    unknown = sorted(set(only) - set(by_case))
    if unknown:
        raise ConfigError(f"{member} has no account in {unknown[0]}: its cases are {', '.join(sorted(by_case))}.")
    return tuple(by_case[name] for name in sorted(by_case) if name in (only or by_case))


def _read_part(path: Path) -> MemberView:
    try:
        return dataclass_from_json(MemberView, json.loads(path.read_bytes()))
    except ValueError as error:
        raise ConfigError(f"{path} is not JSON: {error}. Ask for the package again.") from None
