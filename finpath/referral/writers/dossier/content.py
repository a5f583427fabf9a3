"""What a dossier is made of: sections of text, tables and figures, the same for a screen and for paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A run of text.

    Args:
        style: strong, soft (less important), id (an identifier, to be read letter by letter), name (text of strangers,
            in any script and direction) or none.
    """

    text: str
    style: str = ""


Line = tuple[Text, ...]


@dataclass(frozen=True)
class Cell:
    """What stands in one field of a table.

    Args:
        lines: The first is what it says; the others are smaller.
        share: Drawn as a bar, of 1.
    """

    lines: tuple[Line, ...] = ()
    share: float | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Args:
        number: Figures, which stand at the right and are not broken.
        hidden: The title is for those who hear the page.
        width: Of the room that is left, in parts; 0 takes what its text needs.
    """

    title: str
    number: bool = False
    hidden: bool = False
    width: float = 0.0


@dataclass(frozen=True)
class Table:
    """A table; its first column names the row.

    Args:
        name: Of the section, when there are several.
        kind: dense (many short rows) or none.
        totals: Rows at its end.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[tuple[Cell, ...], ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture, which says nothing that no table or sentence says.

    Args:
        svg: Self-contained; its text is labels of ours.
        says: What can be seen, for those who do not see it.
        keys: What its signs mean: class of the sign, and the word.
        width: Of the room that there is, from above 0 to 1.
    """

    name: str
    svg: str
    says: str
    keys: tuple[tuple[str, str], ...] = ()
    width: float = 1.0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a soft one is an aside."""

    line: Line
    soft: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading inside a section, with a word on what it belongs to."""

    text: str
    tag: str = ""


@dataclass(frozen=True)
class Listing:
    """Items without an order of rank."""

    items: tuple[Line, ...]


@dataclass(frozen=True)
class Fold:
    """What is closed on a screen until somebody asks; on paper it is open, or left to the other forms."""

    summary: str
    blocks: tuple[Table | Listing | Paragraph, ...]
    paper: bool = True


Block = Table | Figure | Paragraph | Heading | Listing | Fold


@dataclass(frozen=True)
class Section:
    """A part of the dossier.

    Args:
        name: Where links lead.
        aside: What a reader must know to read it.
        wide: Takes the whole width of a screen.
    """

    name: str
    title: str
    aside: str
    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True)
class Point:
    """One answer of the first screen: the question, and a few sentences, in lines where they are listed."""

    title: str
    lines: tuple[Line, ...]
    listed: bool = False


@dataclass(frozen=True)
class Dossier:
    """All that a reader is told of one case.

    Args:
        marks: What stands above the title: id, label, date, run.
        points: Who, why, what speaks against it, how sure, what to do next.
        stale: How a reader sees that it is not of the run that lies beside it.
    """

    id: str
    tlp: str
    marks: tuple[Line, ...]
    title: str
    points: tuple[Point, ...]
    notice: str
    stale: str
    sections: tuple[Section, ...]


def text(words: str, style: str = "") -> Line:
    """A line of one run.

    >>> text("M1", "strong")
    (Text(text='M1', style='strong'),)
    """
    return (Text(words, style),)


def cell(*lines: str, style: str = "") -> Cell:
    """A field with a line for each text; empty ones are left out.

    >>> cell("12", "")
    Cell(lines=((Text(text='12', style=''),),), share=None)
    """
    return Cell(tuple(text(each, style) for each in lines if each))
