"""Small pieces of HTML: how finpath's objects show themselves in a notebook.

It has a style of its own, takes the notebook's colours, asks nothing of any network and needs no script: it looks the
same in JupyterLab, VS Code and marimo. Text from strangers can only ever be text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

LONGEST = 600
"""Letters of any one text."""

STYLE = """<style>
.finpath{font:14px/1.45 system-ui,sans-serif;max-width:60rem;color:inherit}
.finpath h3{font-size:1.15em;font-weight:600;margin:.2em 0}.finpath p{margin:.3em 0}
.finpath dl{display:flex;flex-wrap:wrap;gap:.3em 2em;margin:.6em 0}
.finpath dl div{display:flex;flex-direction:column-reverse}
.finpath dt{opacity:.75;font-size:.85em}.finpath dd{margin:0;font-size:1.3em}
.finpath table{border-collapse:collapse;margin:.6em 0}
.finpath caption{text-align:left;opacity:.75;font-size:.85em}
.finpath td,.finpath th{padding:.2em 1em .2em 0;text-align:left;vertical-align:top;font-weight:400;background:none}
.finpath td.long{min-width:20em}
.finpath thead th{opacity:.75;font-size:.85em}
.finpath .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.finpath .bar{display:inline-block;width:7em;height:.6em;border:1px solid;border-radius:.3em;position:relative}
.finpath .bar i{position:absolute;inset:0 auto 0 0;background:currentColor;opacity:.65}
.finpath svg{display:block;fill:currentColor;opacity:.75;max-width:100%}
</style>"""

SENTENCE = 60
"""Letters from which on a text has a column that can be read, whatever else the table holds."""

Cell = str | int | float | None


def text(told: object) -> str:
    """Text that is text: escaped, bounded, with what draws nothing or turns its direction shown.

    >>> text("<b>" + chr(0x202E))
    '&lt;b&gt;[U+202E]'
    """
    said = str(told)
    shown = "".join(sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in said[:LONGEST])
    return escape(shown) if len(said) <= LONGEST else f"{escape(shown)}…"


def html_card(title: str, *parts: str) -> str:
    """A heading and what follows."""
    return f'<div class="finpath">{STYLE}<h3>{text(title)}</h3>{"".join(parts)}</div>'


def sentences(*sentences: str) -> str:
    """A paragraph for each sentence."""
    return "".join(f"<p>{text(each)}</p>" for each in sentences)


def figures(told: Mapping[str, Cell]) -> str:
    """Large numbers with their names."""
    each = (f"<div><dt>{text(name)}</dt><dd>{_cell(value)}</dd></div>" for name, value in told.items())
    return f"<dl>{''.join(each)}</dl>"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table; numbers stand to the right."""
    head = "".join(f'<th scope="col">{text(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(_data(cell) for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def bars(caption: str, counts: Mapping[str, int]) -> str:
    """A chart of counts, with the numbers beside it."""
    most = max(counts.values(), default=0) or 1
    rows = "".join(
        f'<tr><th scope="row">{text(name)}</th><td class="n">{count:,}</td>'
        f'<td><span class="bar" aria-hidden="true"><i style="width:{100 * count / most:.1f}%"></i></span></td></tr>'
        for name, count in counts.items()
    )
    return f"<table><caption>{text(caption)}</caption><tbody>{rows}</tbody></table>"


def spark(caption: str, counts: Sequence[int], names: Sequence[str]) -> str:
    """A chart of counts over time, the first to the left; each bar says its name and its count."""
    most = max(counts, default=0) or 1
    wide = 600 / max(len(counts), 1)
    drawn = "".join(
        f'<rect x="{place * wide:.1f}" y="{50 - 50 * count / most:.1f}" width="{max(wide - 1, 0.5):.1f}"'
        f' height="{50 * count / most:.1f}"><title>{text(name)}: {count:,}</title></rect>'
        for place, (count, name) in enumerate(zip(counts, names, strict=True))
    )
    label = f"{caption}: {names[0]} to {names[-1]}, at most {most:,}" if names else caption
    frame = f'role="img" aria-label="{text(label)}" viewBox="0 0 600 50" width="600" height="50"'
    return f"<p>{text(label)}</p><svg {frame}>{drawn}</svg>"


def _data(cell: Cell) -> str:
    kind = "n" if isinstance(cell, int | float) else "long" if isinstance(cell, str) and len(cell) > SENTENCE else ""
    return f'<td class="{kind}">{_cell(cell)}</td>' if kind else f"<td>{_cell(cell)}</td>"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.3f}"
    return f"{cell:,}" if isinstance(cell, int) else text(cell)
