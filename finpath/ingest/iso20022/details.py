"""The text of one payment in, what it says of the payment, its debtor and its creditor out."""

from __future__ import annotations

from finpath.errors import ContributionError
from finpath.ingest.iso20022.shapes import Shapes
from finpath.ingest.iso20022.words import CREDITOR, DEBTOR, PAYMENT, Named, Said

SAID = len(Said._fields)
BOTH = SAID + len(Named._fields)


class Details:
    """Reads the payments of one file."""

    def __init__(self, shown: str) -> None:
        """Know no shape yet."""
        asked = [*PAYMENT.values(), *DEBTOR.values(), *CREDITOR.values()]
        self._shapes = Shapes({str(place): paths for place, paths in enumerate(asked)}, shown)
        self._shown = shown

    def read(self, text: str) -> tuple[Said, Named, Named]:
        """What the text says of the payment, of its debtor and of its creditor.

        Raises:
            ContributionError: It holds what may never be kept of a card.
        """
        found = self._shapes.read(text)
        said = Said._make(found[:SAID])
        if said.secret:
            raise ContributionError(
                f"{self._shown} holds a card's security code or its track, which nobody may keep; leave them out."
            )
        return said, Named._make(found[SAID:BOTH]), Named._make(found[BOTH:])
