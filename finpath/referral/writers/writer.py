"""The base of all forms of a referral, and the function that writes every referral in every form to disk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from finpath import plugins
from finpath.referral.model.case import Referral


@dataclass(frozen=True)
class Beside:
    """What lies beside a form.

    Args:
        links: What it is, and its relative address.
        run: The name of the run that it belongs to; empty where there is none, as for a recipient.
    """

    links: tuple[tuple[str, str], ...] = ()
    run: str = ""


NOTHING = Beside()


class Writer(ABC):
    """One form of a referral. Adding a file with a subclass to this package adds the form."""

    name: ClassVar[str]
    suffix: ClassVar[str]
    people: ClassVar[bool] = False
    """Whether it is for people to read: they are shown host names, programs of others get the keyed hashes alone."""

    on_request: ClassVar[bool] = False
    """Whether it is written only where somebody asks for it, and by no run."""

    def knowing(self, beside: Beside) -> Writer:
        """The same form, knowing what lies beside it; a form that tells of none is as it was."""
        del beside
        return self

    @abstractmethod
    def write(self, referral: Referral) -> bytes:
        """The whole file; the same referral gives the same bytes."""


def writers() -> tuple[Writer, ...]:
    """Every form that finpath knows, in the order of their names."""
    kinds = plugins.classes("finpath.referral.writers", Writer)  # type: ignore[type-abstract] # the base is what its subclasses are found by
    return tuple(sorted((kind() for kind in kinds), key=lambda each: each.name))


def links_to(forms: Iterable[Writer]) -> tuple[tuple[str, str], ...]:
    """Links to the forms that people read and keep."""
    titles = {"pdf": "PDF", "xlsx": "Workbook"}
    return tuple((titles[form.name], f"referral{form.suffix}") for form in forms if form.name in titles)


def write_referrals(referrals: Iterable[Referral], out: Path, beside: Beside = NOTHING) -> tuple[Path, ...]:
    """Write each referral in every form, one folder per referral, named by its neutral id.

    Args:
        referrals: From `build`.
        out: The folder `referrals` of a run; made where it is missing.
        beside: What lies beside them, as the page of the run; links to their other forms are added.

    Returns:
        The files written, in order.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for referral in referrals:
        forms = [
            each for each in writers() if not each.on_request
        ]  # found where there is a referral: what sets pages is slow to load
        linked = replace(beside, links=(*beside.links, *links_to(forms)))
        folder = out / referral.id
        folder.mkdir(exist_ok=True)
        for form in forms:
            paths.append(folder / f"referral{form.suffix}")
            paths[-1].write_bytes(form.knowing(linked).write(referral))
    return tuple(paths)
