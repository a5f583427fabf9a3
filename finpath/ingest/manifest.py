"""The manifest of a contribution (contribution.toml), read and checked; each fault is one sentence with what to do."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.errors import ContributionError
from finpath.ingest.codes import COUNTRIES
from finpath.ingest.expected import CLAUSES, NOTHING, Expectations, read_expectations
from finpath.ingest.made import MADE, OPTION
from finpath.ingest.manifest_fields import ManifestFields
from finpath.tables.contract import PROVIDER_KINDS, TABLES

NAME = "contribution.toml"
LATER = re.compile("@[0-9]+$")
LONGEST = 1 << 20
"""Bytes of a manifest."""

PRECISIONS = ("second", "minute", "day")
OPTIONS = (
    *(
        "delimiter",
        "decimal",
        "encoding",
        "date_format",
        "negative_amount",
        "quote",
        "sheet",
        "sign",
        "skip_lines",
        "tokens",
    ),
)
ENTRY = ("table", "path", "format", "mode", "surrogate", "columns", "constants", "options", "handed_in", *CLAUSES)


@dataclass(frozen=True)
class Agreement:
    """What allows the use of a contribution.

    Args:
        id: The agreement's own name.
        purpose: One of a code list.
        legal_basis: The ground in law that the parties name.
        expires_on: The last day it holds; None where it has no end.
        keep_until: The last day that anybody may keep what came under it; None where it names none.
        dpia_reference: Data protection impact assessment; None blocks release, not analysis.
        supervisor_notice: Notice to the supervisor; None blocks release, not analysis.
    """

    id: str
    purpose: str
    legal_basis: str | None
    expires_on: dt.date | None
    dpia_reference: str | None = None
    supervisor_notice: str | None = None
    keep_until: dt.date | None = None


@dataclass(frozen=True)
class FileEntry:
    """One `[[files]]` of a manifest.

    Args:
        table: The contract's table.
        path: A path or glob below the folder.
        format: Name of a format, where content does not tell.
        corrects: Whether its rows supersede those of the same id.
        columns: Ours to theirs; several of theirs are joined.
        constants: What the file does not say.
        options: How to read the file: one or several of OPTIONS.
        expectations: What it should hold.
        surrogate: Whether ids of those who receive are replaced by keyed surrogates, which the member can resolve.
        handed_in: What the path was at the member, in a bundle.
    """

    table: str
    path: str
    format: str | None
    corrects: bool
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    options: Mapping[str, str]
    expectations: Expectations = NOTHING
    surrogate: bool = False
    handed_in: str | None = None

    @property
    def has_tokens(self) -> bool:
        """Whether its token columns hold tokens, which were made at the member."""
        return OPTION in self.options


@dataclass(frozen=True)
class Manifest:
    """What a member says of its contribution, and what the hub's roster adds.

    Args:
        folder: Where it lies.
        provider_id: The member's id.
        kind: acquirer, issuer, wallet …
        country: ISO 3166-1 alpha-2.
        timezone: IANA name of its clock.
        time_precision: second, minute or day, where it says so.
        agreement: What allows its use; None for the rates of the run.
        files: What it hands in.
        organisation: Who speaks through the id: two ids of one organisation are one voice. The id itself where no
            roster says.
        source_kinds: Whose word its reports may be; None where no roster says.
        token_keys: Ids of the keys that its tokens may be made with; None where no roster says.
    """

    folder: Path
    provider_id: str
    kind: str
    country: str
    timezone: str
    time_precision: str | None
    agreement: Agreement | None
    files: tuple[FileEntry, ...]
    organisation: str = ""
    source_kinds: tuple[str, ...] | None = None
    token_keys: tuple[str, ...] | None = None

    @property
    def submitter(self) -> str:
        """The folder as the member calls it: of its later bundles, `bundle open` calls each folder `…@7`."""
        return LATER.sub("", self.folder.name)

    @property
    def voice(self) -> str:
        """The organisation that speaks."""
        return self.organisation or self.provider_id


def read_manifest(folder: Path) -> Manifest:
    """Read and check the manifest of one contribution.

    Raises:
        ContributionError: It is missing, broken, or says what the contract does not know.
    """
    return check_manifest(parse_toml(folder), folder)


def check_manifest(fields: ManifestFields, folder: Path) -> Manifest:
    """Check what a member says of a contribution.

    Args:
        fields: What contribution.toml says, or would say.
        folder: Where it lies; of one in memory, its name.

    Raises:
        ContributionError: It says what the contract does not know.
    """
    provider = fields.table("provider")
    files = fields.tables("files")
    return Manifest(
        folder=folder,
        provider_id=provider.text("id"),
        kind=provider.code("kind", PROVIDER_KINDS),
        country=provider.code("country", COUNTRIES),
        timezone=provider.code("timezone", zoneinfo.available_timezones() - {"localtime"}),
        time_precision=provider.code("time_precision", PRECISIONS) if "time_precision" in provider else None,
        agreement=_agreement(fields.table("agreement")) if "agreement" in fields else None,
        files=tuple(_entry(file) for file in files),
    )


def parse_toml(folder: Path) -> ManifestFields:
    """Read a contribution's TOML.

    Raises:
        ContributionError: It is missing or broken.
    """
    path = folder / NAME
    if path.is_symlink():
        raise ContributionError(f"{folder.name}: {NAME} is a link; put the file itself into the folder.")
    if not path.is_file():
        raise ContributionError(f"{folder.name}: there is no {NAME}; write one that names the provider and its files.")
    if path.stat().st_size > LONGEST:
        raise ContributionError(f"{folder.name}: {NAME} is larger than 1 MB; name many files by one glob.")
    try:
        return ManifestFields(folder.name, "", tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContributionError(f"{folder.name}: {NAME} is not valid TOML: {error}. Mend that line.") from None
    except (RecursionError, ValueError, OSError):  # tables in tables without end, a number of too many digits
        raise ContributionError(f"{folder.name}: {NAME} cannot be read; write it as the guide shows.") from None


def _agreement(fields: ManifestFields) -> Agreement:
    return Agreement(
        id=fields.text("id"),
        purpose=fields.text("purpose"),
        legal_basis=fields.optional("legal_basis"),
        expires_on=fields.date("expires_on"),
        dpia_reference=fields.optional("dpia_reference"),
        supervisor_notice=fields.optional("supervisor_notice"),
        keep_until=fields.date("keep_until"),
    )


def _entry(fields: ManifestFields) -> FileEntry:
    fields.only(ENTRY)
    table = fields.code("table", TABLES)
    names = tuple(column.name for column in TABLES[table])
    options = {name: value[0] for name, value in fields.mapping("options", OPTIONS).items()}
    if options.get(OPTION, MADE) != MADE:
        raise fields.refusal(f'says {OPTION} = "{options[OPTION]}"; "{MADE}" is all that it can be.')
    return FileEntry(
        table=table,
        path=fields.text("path"),
        format=fields.optional("format"),
        corrects=fields.code("mode", ("add", "correct")) == "correct" if "mode" in fields else False,
        columns=fields.mapping("columns", names),
        constants={name: value[0] for name, value in fields.mapping("constants", names).items()},
        options=options,
        expectations=read_expectations(fields),
        surrogate=fields.flag("surrogate"),
        handed_in=fields.optional("handed_in"),
    )
