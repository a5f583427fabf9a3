"""Text from strangers as text that only ever reads as text."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from finpath.errors import visible

LONGEST = 160
"""Letters of a name that are shown; hostile names have ten thousand."""

_SCHEME = re.compile(r"(?i)\b(ht|f)tp(s?)://")


def legible_text(text: str, longest: int = LONGEST) -> str:
    """Show what is hidden, cut what is endless, and break what a mail program would make a link of.

    >>> legible_text("ab\u202ecd")
    'ab[U+202E]cd'
    >>> legible_text("see http://shop.example/")
    'see hxxp[://]shop.example/'
    """
    shown = _SCHEME.sub(lambda found: f"{'hxx' if found[1].lower() == 'ht' else 'fx'}p{found[2]}[://]", text[:longest])
    shown = visible(shown)
    return shown if len(text) <= longest else f"{shown}… ({len(text):,} letters)"


def defang(domain: str) -> str:
    """A host name that nobody can click.

    >>> defang("Shop.Example")
    'shop[.]example'
    """
    return legible_text(domain.strip().lower()).replace(".", "[.]")


def money(amount: Decimal) -> str:
    """An amount with two decimals, more where it has more, thousands parted.

    >>> money(Decimal("1234.50000000")), money(Decimal("0.00012000"))
    ('1,234.50', '0.00012')
    """
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"


def euros(amount: Decimal) -> str:
    """An amount that was converted: to the cent, half-even.

    >>> euros(Decimal("46615.82782402"))
    '46,615.83'
    """
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_EVEN):,}"


def count_of(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count_of(1, "payment"), count_of(1200, "payment")
    ('1 payment', '1,200 payments')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
