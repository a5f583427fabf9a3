"""Reads one payment of a message, with its debtor and its creditor."""

from __future__ import annotations

from finpath.errors import ContributionError
from finpath.ingest.iso20022.elements import CREDITOR, DEBTOR, PAYMENT, PartyDetails, PaymentDetails
from finpath.ingest.iso20022.shapes import ElementReader, Paths, Texts

PAYMENT_FIELDS = len(PaymentDetails._fields)
BOTH = PAYMENT_FIELDS + len(PartyDetails._fields)
DETAIL_PATHS = (*PAYMENT.values(), *DEBTOR.values(), *CREDITOR.values())


class DetailsReader:
    """Reads the payments of one file, and what stands around each where that is asked for, too."""

    def __init__(self, label: str, around: Paths | None = None, below: tuple[str, ...] = ("",)) -> None:
        """Know no shape yet.

        Args:
            label: The file's name in messages.
            around: What else is asked of the text.
            below: The elements that the payment stands in, by version.
        """
        self._around = len(around or {})
        each = [tuple(f"{top}{path}" for top in below for path in paths) for paths in DETAIL_PATHS]
        wanted = [*(around or {}).values(), *each]
        self._shapes = ElementReader({str(place): paths for place, paths in enumerate(wanted)}, label)
        self._label = label

    def read_with_surroundings(self, text: str) -> tuple[Texts, tuple[PaymentDetails, Texts, Texts]]:
        """What the text says around the payment, and as `read`."""
        texts = self._shapes.read(text)
        return texts[: self._around], self._split(texts[self._around :])

    def read(self, text: str) -> tuple[PaymentDetails, Texts, Texts]:
        """What the text says of the payment, and in the order of `PartyDetails` of its debtor and of its creditor.

        Raises:
            ContributionError: It holds what may never be kept of a card.
        """
        return self._split(self._shapes.read(text))

    def _split(self, texts: Texts) -> tuple[PaymentDetails, Texts, Texts]:
        payment = PaymentDetails._make(texts[:PAYMENT_FIELDS])
        if payment.secret:
            raise ContributionError(
                f"{self._label} holds a card's security code or its track, which nobody may keep; leave them out."
            )
        return payment, texts[PAYMENT_FIELDS:BOTH], texts[BOTH:]
