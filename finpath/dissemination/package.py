"""What one recipient is sent: its files, their label, the cases that they are about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from finpath.dissemination.profile import Profile
from finpath.referral.model.serialization import dataclass_to_json


@dataclass(frozen=True)
class Package:
    """What one recipient is sent.

    Args:
        kind: Of recipient.
        jurisdiction: Whose law it is under.
        member: Whose package it is, where the recipient is a member.
        tlp: The strictest label in it.
        files: By path inside the package.
    """

    profile: Profile
    kind: str
    jurisdiction: str
    tlp: str
    member: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Of its folder; neutral, and no two packages have the same."""
        return "-".join(filter(None, (self.profile.id, self.member)))


def json_file(value: object) -> bytes:
    """A dataclass as a JSON file."""
    return (json.dumps(dataclass_to_json(value), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(
        errors="replace"
    )
