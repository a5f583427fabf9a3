"""The words of a firm's name as they can be compared: no case, no accents, no marks, no legal form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FORMS = """
ab ag aps as asbl bv bvba co company corp corporation cv doo eg eirl ek eurl ev gbr ges gesmbh gmbh inc incorporated kft
kg kgaa lda limited llc llp lp ltd ltda mbh nv oe ohg ou oy oyj plc pte pty sa sarl sas sasu sca sci scs sl sll slu snc
sp spa spj spol srl sro stichting ug uab vof zoo
"""
FORMS = frozenset(_FORMS.split())
"""Legal forms: who writes a name down leaves them out, or takes another."""

FILLERS = frozenset("and the of de der die das la le les el et und en y e www com http https".split())

EVERYDAY = frozenset(
    """
    agency bar beauty beheer books cafe center centre commerce consulting design digital direct enterprise enterprises
    europe finance food global group handel holding holdings hotel house international invest investment investments
    management market marketing media net online partner partners pay payments pizza restaurant retail sales service
    services shop software solutions store studio systems tech trade trading travel ventures web world
    """.split()
)
"""Words of so many firms that a small ledger must not take them for rare."""

LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "\u0131": "i"})
"""Letters that Unicode does not take apart."""

_SILENT = re.compile("['\u2019\u0060\u00b4.]")
_BREAK = re.compile(r"[\W_]+")


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, in its order.

    >>> words("Anna's Nägel & Beauty, B.V.")
    ('annas', 'nagel', 'beauty')
    >>> words("www.riverbank-books.com")
    ('riverbank', 'books')
    >>> words("Company Ltd")
    ('company', 'ltd')
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(LETTERS)
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    hosts = bare.replace("[.]", ".").replace("www.", "www ").replace(".co", " co")
    every = _BREAK.sub(" ", _SILENT.sub("", hosts)).split()
    telling = tuple(word for word in every if word not in FORMS and word not in FILLERS)
    return telling or tuple(every)
