"""The folder of a study: a page for people and figures for programs, and never anybody else's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from finpath.errors import ConfigError


@dataclass(frozen=True)
class Study:
    """What one kind of study leaves in its folder.

    Args:
        name: With its article, as a message says it: `a backtest`.
        page, figures: File names.
        shared_name: Other folders have a page of that name too, so the page alone does not make it a study.
    """

    name: str
    page: str
    figures: str
    shared_name: bool = False

    def check_vacant(self, out: Path, *, force: bool) -> None:
        """Make sure that the study may be written there, before hours are spent on it.

        Raises:
            ConfigError: The folder holds something else, or such a study and force is not given.
        """
        names = {path.name for path in out.iterdir()} if out.is_dir() else set()
        replaceable = not names - {self.page, self.figures} and not (
            self.shared_name and names and self.figures not in names
        )
        if not replaceable or (out.exists() and not out.is_dir()):
            raise ConfigError(f"{out} exists and is not {self.name}, so it is not replaced: name another with --out.")
        if names and not force:
            noun = self.name.partition(" ")[2]
            raise ConfigError(
                f"{out} holds another {noun}: name another folder with --out, or replace it with --force."
            )

    def write(self, page: str, figures: str, out: Path, *, force: bool) -> Path:
        """Write both into a folder.

        Returns:
            The page.

        Raises:
            ConfigError: As `vacant`, or the folder cannot be written.
        """
        self.check_vacant(out, force=force)
        try:
            out.mkdir(parents=True, exist_ok=True)
            (out / self.figures).write_text(figures, encoding="utf-8")
            (out / self.page).write_text(page, encoding="utf-8")
        except OSError as error:
            text = f"The output {out} cannot be written: {error.strerror}. Name another with --out."
            raise ConfigError(text) from None
        return out / self.page
