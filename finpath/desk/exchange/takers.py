"""Who takes what partners send, by kind: whatever stands here is dispatched to, and every other kind is refused."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from finpath.desk.exchange.became import take_answer, take_recall, take_receipt
from finpath.desk.exchange.copies import take_case, take_question, take_warning
from finpath.desk.exchange.envelope import ANSWER, CASE, QUESTION, RECALL, RECEIPT, WARNING
from finpath.desk.exchange.receive import Taker

TAKERS: Mapping[str, Taker] = MappingProxyType(
    {
        CASE: take_case,
        QUESTION: take_question,
        WARNING: take_warning,
        RECALL: take_recall,
        RECEIPT: take_receipt,
        ANSWER: take_answer,
    }
)
