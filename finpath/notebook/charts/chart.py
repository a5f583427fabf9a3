"""A chart that shows itself in a notebook as a drawing which needs no script, and is saved as an image or a page.

Whoever wants another look takes `chart.altair`, which is a chart of Altair's own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from finpath.errors import ConfigError

if TYPE_CHECKING:
    import altair as alt

FORMATS = ("svg", "png", "pdf", "html", "json")
"""What a chart is saved as: images; a page that opens from disk and answers the mouse; Vega-Lite's own."""

SCALE = 2
"""Pixels of a PNG for each of the drawing."""

SVG = "{http://www.w3.org/2000/svg}"

WIDTH = 640
"""Of a drawing, in pixels."""

INK, SOFT, RAISES, LOWERS = "#1f3a5f", "#8a94a6", "#b4552d", "#2f7d5b"
"""Told apart also by who does not see red and green apart: one is darker."""


@dataclass(frozen=True, repr=False)
class Chart:
    """A drawing.

    Args:
        title: What it shows.
        altair: The same as a chart of Altair, for whoever wants to change it.
    """

    title: str
    altair: alt.TopLevelMixin

    def save(self, path: Path | str) -> Path:
        """Write it: .svg, .png and .pdf are images, .html is a page that needs no network, .json is Vega-Lite.

        Raises:
            ConfigError: The path ends otherwise.
        """
        target = Path(path)
        kind = target.suffix.lower().removeprefix(".")
        if kind not in FORMATS:
            raise ConfigError(f"{target.name} ends in no form that a chart has: {', '.join(FORMATS)}.")
        if kind == "svg":
            target.write_text(self.to_svg(), encoding="utf-8")
        elif kind == "html":
            self.altair.save(target, inline=True)
        elif kind == "png":
            self.altair.save(target, scale_factor=SCALE)
        else:
            self.altair.save(target)
        return target

    def to_svg(self) -> str:
        """As a drawing in which each mark says what it is when the mouse rests on it."""
        from lxml import etree  # noqa: PLC0415 - slow to import: only when drawn

        convert = import_module("vl_convert").vegalite_to_svg
        drawn = etree.fromstring(cast("str", convert(json.dumps(self.altair.to_dict()))).encode())
        for mark in drawn.iter(f"{SVG}path", f"{SVG}text", f"{SVG}rect", f"{SVG}line"):
            if mark.get("aria-roledescription") and (said := mark.get("aria-label")):
                title = etree.SubElement(mark, f"{SVG}title")
                title.text = said
        return _own_names(etree.tostring(drawn, encoding="unicode"))

    def _repr_html_(self) -> str:
        """For a notebook."""
        return f'<div style="background:#fff;overflow-x:auto">{self.to_svg()}</div>'

    def __repr__(self) -> str:
        """What it shows."""
        return f"Chart({self.title})"


def _own_names(drawing: str) -> str:
    """A drawing whose parts are named by what it shows: the same bytes each time, and no other's names on one page."""
    names = dict.fromkeys(re.findall(r'id="([a-z]+_?\d+)"', drawing))
    numbered = {name: f"part{place}" for place, name in enumerate(names)}
    if not numbered:
        return drawing
    either = re.compile(r'(id="|url\(#)(' + "|".join(map(re.escape, numbered)) + r")(?=[\")])")
    plain = either.sub(lambda found: f"{found[1]}{numbered[found[2]]}", drawing)
    mark = hashlib.sha256(plain.encode()).hexdigest()[:8]
    return re.sub(r'(id="|url\(#)(part\d+)(?=[")])', rf"\g<1>c{mark}-\g<2>", plain)


def begin(rows: Sequence[Mapping[str, object]]) -> alt.Chart:
    """A chart of rows, which it holds itself."""
    import altair as alt  # noqa: PLC0415 - slow to import: only when drawn

    return alt.Chart(alt.InlineData(values=list(rows)))


def library() -> None:
    """Look whether Altair and what makes images are there, before a chart is begun.

    Raises:
        ConfigError: One is not; the message says what to install.
    """
    for name in ("altair", "vl_convert"):
        try:
            import_module(name)
        except ModuleNotFoundError:
            raise ConfigError(
                f"Charts need {name.replace('_', '-')}: install it with pip install 'finpath[notebook]'."
            ) from None
