"""The text of one payment in, what it says of the payment, its debtor and its creditor out."""

from __future__ import annotations

from finpath.errors import ContributionError
from finpath.ingest.iso20022.elements import CREDITOR, DEBTOR, PAYMENT, Named, Said
from finpath.ingest.iso20022.shapes import Paths, Shapes, Texts

SAID = len(Said._fields)
BOTH = SAID + len(Named._fields)
ASKED = (*PAYMENT.values(), *DEBTOR.values(), *CREDITOR.values())


class Details:
    """Reads the payments of one file, and what stands around each where that is asked for, too."""

    def __init__(self, shown: str, around: Paths | None = None, below: tuple[str, ...] = ("",)) -> None:
        """Know no shape yet.

        Args:
            shown: The file's name in messages.
            around: What else is asked of the text.
            below: The elements that the payment stands in, by version.
        """
        self._around = len(around or {})
        each = [tuple(f"{top}{path}" for top in below for path in paths) for paths in ASKED]
        asked = [*(around or {}).values(), *each]
        self._shapes = Shapes({str(place): paths for place, paths in enumerate(asked)}, shown)
        self._shown = shown

    def whole(self, text: str) -> tuple[Texts, tuple[Said, Texts, Texts]]:
        """What the text says around the payment, and as `read`."""
        found = self._shapes.read(text)
        return found[: self._around], self._told(found[self._around :])

    def read(self, text: str) -> tuple[Said, Texts, Texts]:
        """What the text says of the payment, and in the order of `Named` of its debtor and of its creditor.

        Raises:
            ContributionError: It holds what may never be kept of a card.
        """
        return self._told(self._shapes.read(text))

    def _told(self, found: Texts) -> tuple[Said, Texts, Texts]:
        said = Said._make(found[:SAID])
        if said.secret:
            raise ContributionError(
                f"{self._shown} holds a card's security code or its track, which nobody may keep; leave them out."
            )
        return said, found[SAID:BOTH], found[BOTH:]
