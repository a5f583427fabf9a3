"""Names and papers of new accounts, made of the words that are there."""

from __future__ import annotations

import re

import numpy as np

from .surround import Member

SPARE = (
    "Linden",
    "Harbour",
    "Corner",
    "Mill",
    "Sunny",
    "Garden",
    "Shop",
    "Store",
    "Studio",
    "House",
    "Market",
    "Works",
)


class Namer:
    """Makes names from the first and last words of the names that a member knows."""

    def __init__(self, members: list[Member]) -> None:
        held: list[str] = []
        for name in ("trading_name", "legal_name"):
            for member in members if not held else []:
                held += [value for value in member.table.get(name, ())[:3000] if value]
        for member in members if not held else []:
            held += [value for value in member.columns.get("descriptor", ())[:3000] if value]
        split = [text.replace("*", " ").split() for text in held]
        self.first = sorted({words[0] for words in split if words}) or list(SPARE)
        self.last = sorted({words[-1] for words in split if words}) or list(SPARE)

    def name(self, rng: np.random.Generator, first: str | None = None) -> str:
        """Make a name, under a given first word or any."""
        start = first if first else self.first[int(rng.integers(len(self.first)))]
        return f"{start} {self.last[int(rng.integers(len(self.last)))]}"


def slug(name: str) -> str:
    """Return a name as it stands in a domain."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "shop"


def descriptor_like(template: str, name: str) -> str:
    """Return a name as the statement of the model writes it."""
    head = template.split("*")[0] + "*" if "*" in template else ""
    words = template.split("*")[-1].split()
    town = f" {words[-1]}" if len(words) > 2 else ""
    text = f"{head}{name}{town}"
    return (text.upper() if template.isupper() else text)[: max(len(template), 22)].rstrip()


def paper_like(member: Member, column: str, name: str, rng: np.random.Generator) -> str:
    """Return a new identifier of a merchant in the shape of those that the member knows."""
    held = [value for value in member.table[column] if value is not None]
    template = str(held[int(rng.integers(len(held)))])
    if "@" in template:
        local, domain = template.split("@", 1)
        provider = sum(str(value).endswith("@" + domain) for value in held[:500]) > 3
        return f"{slug(name)}@{domain}" if provider else f"{local}@{slug(name)}.{domain.split('.')[-1]}"
    if column == "domain":
        return f"{slug(name)}{rng.integers(2, 99) if rng.random() < 0.3 else ''}.{template.split('.')[-1]}"
    if re.search(r"[A-Za-z] ", template) or " " in template:
        other = str(held[int(rng.integers(len(held)))]).split()
        words = template.split()
        mixed = [*words[:-1], other[-1]] if len(words) == len(other) else words
        text = " ".join(mixed)
        return "".join(str(rng.integers(10)) if sign.isdigit() and rng.random() < 0.7 else sign for sign in text)
    return member.shape(column).draw(rng, 1)[0]
