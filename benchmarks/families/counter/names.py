"""Ordinary names of shops and people, and identifiers in the styles that members use."""

import numpy as np

FIRST = (
    "Anker Berg Birke Blau Brug Canal Cedar Delta Dorp Eik Falke Fjord Garten Gracht Hafen Hassel Heide Iris Kade "
    "Kant Klee Klippe Linde Lund Maas Markt Meer Mitte Molen Nord Oak Olsen Park Plein Quist Rad Rhein Ritter Sand "
    "Sjo Sol Stad Stern Sund Tal Tulp Ufer Veld Vik Wald Weide West Wiese Zand Zee Alder Amber Bram Coral Dune Ember"
).split()
SECOND = (
    "Handel Store Shop Media Digital Studio Markt Trading Service Online House Works Supply Direct Home Group Corner "
    "Goods Point Club Garden Kitchen Books Games Sport Mode Photo Bike Box Line Art Craft Cafe Hotel Bar Foto Tech"
).split()
LEGAL = ("BV", "GmbH", "AB", "Ltd", "UG", "VOF", "SARL", "Oy", "ApS")
HEX = np.array(list("0123456789abcdef"))
DIGITS = np.array(list("0123456789"))
BASE32 = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZ234567"))
BASE58 = np.array(list("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"))


def letters(rng: np.random.Generator, alphabet: np.ndarray, length: int, count: int) -> np.ndarray:
    """Return `count` different random texts of one length."""
    block = alphabet[rng.integers(0, len(alphabet), (count + count // 8 + 8, length))]
    made = np.unique(np.ascontiguousarray(block).view(f"<U{length}").ravel())
    return rng.permutation(made)[:count].astype(object)


def spaced(rng: np.random.Generator, count: int, gap: float) -> np.ndarray:
    """Return rising numbers with gaps, as an office that numbers everything hands them out."""
    return np.cumsum(1 + rng.poisson(gap, count)) + int(rng.integers(1_000, 90_000))


def brands(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return names of shops; two may have the same."""
    first = np.array(FIRST, dtype=object)[rng.integers(0, len(FIRST), count)]
    second = np.array(SECOND, dtype=object)[rng.integers(0, len(SECOND), count)]
    number = np.where(rng.random(count) < 0.25, " " + rng.integers(1, 99, count).astype(str).astype(object), "")
    return first + " " + second + number


def statement(names: np.ndarray) -> np.ndarray:
    """Return names as they stand on a statement: capitals, at most 22 letters."""
    return np.array([str(name).upper()[:22] for name in names], dtype=object)


def hosts(names: np.ndarray) -> np.ndarray:
    """Return host names of shops; all end in .example."""
    return np.array(["".join(c for c in str(n).lower() if c.isalnum()) + ".example" for n in names], dtype=object)
