"""A referral as a PDF to print, file and keep: archival (PDF/A-2a), tagged, with all its fonts in it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar

import typst

from finpath.referral.model.case import Referral
from finpath.referral.writers.dossier import compose_dossier
from finpath.referral.writers.dossier.content import Figure
from finpath.referral.writers.paper import font_families, fonts, printable_text
from finpath.referral.writers.writer import NOTHING, Beside, Writer

ROWS = 120
"""Evidence rows on paper; the CSV holds all."""

CACHE_AGE = 11
"""Documents after which the engine forgets one."""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" '


@dataclass(frozen=True)
class Pdf(Writer):
    """The form for paper and for the file of a case.

    Args:
        beside: What lies beside it.
    """

    beside: Beside = NOTHING
    name: ClassVar = "pdf"
    suffix: ClassVar = ".pdf"
    people: ClassVar = True

    def knowing(self, beside: Beside) -> Pdf:
        """The document with the name of its run."""
        return Pdf(beside)

    def write(self, referral: Referral) -> bytes:
        """The whole document: its date is that of the case, so the same referral gives the same bytes."""
        document = typst.compile(
            _template(),
            font_paths=fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"dossier": template_data(referral, self.beside.run), "families": json.dumps(font_families())},
            pdf_standards="a-2a",
            timestamp=referral.as_of.replace(tzinfo=dt.UTC, microsecond=0),  # a PDF knows none
        )
        _drop_engine_cache()
        return document


def template_data(referral: Referral, run: str = "") -> str:
    """What the template is handed: data, of which nothing is read as markup."""
    return json.dumps(_template_value(compose_dossier(referral, ROWS, run)), ensure_ascii=True)


def _drop_engine_cache() -> None:
    """Let the engine drop what it remembers of a document, which is some 40 MB: it forgets by counting later ones."""
    for _ in range(CACHE_AGE):
        typst.compile(b"", font_paths=fonts(), ignore_system_fonts=True, format="svg")


@cache
def _template() -> bytes:
    return files("finpath.referral.writers").joinpath("templates/dossier.typ").read_bytes()


def _template_value(value: object) -> object:
    if isinstance(value, Figure):
        return {**_template_object(value), "svg": value.svg.replace("<svg ", SVG, 1)}
    if is_dataclass(value):
        return _template_object(value)
    if isinstance(value, tuple):
        return [_template_value(each) for each in value]
    return printable_text(value) if isinstance(value, str) else value


def _template_object(value: object) -> dict[str, object]:
    values = {field.name: _template_value(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type] # a dataclass
    return {"is": type(value).__name__, **values}
