"""Who hands it in, under which agreement, and which file is which table: the text of a contribution.toml."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from finpath.synth.world import DAY, START

if TYPE_CHECKING:
    from finpath.synth.world import World

PURPOSE = "detect commercial child sexual exploitation"


@dataclass(frozen=True)
class File:
    """One entry of the manifest."""

    table: str
    path: str
    columns: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    """One member of the coalition."""

    id: str
    kind: str
    country: str
    timezone: str
    agreement: str


def manifest(world: World, member: Member, files: tuple[File, ...]) -> str:
    """Write the manifest; the agreement lasts to the end of the year after the data."""
    year = datetime.fromtimestamp(START + world.days * DAY, UTC).year + 1
    lines = ["[provider]", *_pairs({"id": member.id, "kind": member.kind, "country": member.country})]
    lines += [*_pairs({"timezone": member.timezone}), "", "[agreement]", *_pairs({"id": member.agreement})]
    lines += _pairs({"purpose": PURPOSE, "legal_basis": "information-sharing partnership"})
    lines += [f"expires_on = {year}-12-31", *_pairs(_papers(member.agreement))]
    for file in files:
        lines += ["", "[[files]]", *_pairs({"table": file.table, "path": file.path})]
        for name in ("columns", "options"):
            pairs = _pairs(getattr(file, name))
            lines += [f"[files.{name}]", *pairs] if pairs else []
    return "\n".join(lines) + "\n"


def _papers(agreement: str) -> dict[str, str]:
    """What must be on file before anything is released."""
    return {"dpia_reference": f"DPIA-{agreement}", "supervisor_notice": f"SN-{agreement}"}


def _pairs(values: dict[str, str]) -> list[str]:
    return [f'{name} = "{value}"' for name, value in values.items()]
