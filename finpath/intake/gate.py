"""What becomes of a report that comes in: taken, held apart, or not taken; and its receipt."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from finpath.errors import ConfigError
from finpath.intake.answers import Answers
from finpath.intake.facts import Facts
from finpath.intake.proof import Proofs
from finpath.intake.rates import CLEAR, HELD, Rates
from finpath.intake.receipt import hash_receipt, new_receipt, read_receipt
from finpath.intake.report import CROWDED, Report
from finpath.intake.spool import Spool

KEY = "receipts.key"
BYTES = 32


class Refusal(StrEnum):
    """Why a report is not taken, as the page says it."""

    BUSY = "busy"
    FULL = "full"


@dataclass(frozen=True)
class Sent:
    """What came: the facts, an answer to a challenge, an earlier receipt, and the address of who sent it."""

    facts: Facts
    urgent: bool
    proof: str
    earlier: str
    address: str


@dataclass
class Gate:
    """Decides on each report.

    Args:
        spool: Where they wait.
        key: What receipts are hashed with.
        answers: What the desk says of earlier ones.
        proofs: Challenges, and which were answered.
        rates: How many came from where.
        today: The day of the machine's clock.
    """

    spool: Spool
    key: bytes
    answers: Answers
    proofs: Proofs
    rates: Rates
    today: Callable[[], dt.date]

    def judge(self, sent: Sent) -> Report | Refusal:
        """What is to be kept of what came, or why nothing is; this writes nothing and waits for nothing."""
        count = self.rates.count(sent.address)
        if count > HELD:
            return Refusal.BUSY
        doubts = [self.proofs.check(sent.proof, sent.facts.digest(urgent=sent.urgent))]
        if count > CLEAR:
            doubts.append(CROWDED)
        held = tuple(filter(None, doubts))
        if held and not self.rates.may_hold():
            return Refusal.BUSY
        return Report(sent.facts, self.today(), sent.urgent, self._helped(sent.earlier), held)

    def keep(self, report: Report) -> str | Refusal:
        """Write a report, and give its receipt; this waits for the disk, and is for one thread at a time."""
        receipt = new_receipt()
        return receipt if self.spool.put(report, self._name(receipt)) else Refusal.FULL

    def status(self, typed: str) -> str | None:
        """How far the report of a receipt has come; None where there is nothing to say, or no such receipt."""
        letters = read_receipt(typed)
        if letters is None:
            return None
        name, today = hash_receipt(self.key, letters), self.today()
        answer = self.answers.of(name)
        if answer is not None:
            return answer.shown(today)
        came = self.spool.day_of(name)
        return "received" if came is not None and came < today else None

    def _helped(self, typed: str) -> bool:
        letters = read_receipt(typed)
        if letters is None:
            return False
        name = hash_receipt(self.key, letters)
        answer = self.answers.of(name)
        return answer is not None and answer.helped and self.rates.may_help(name)

    def _name(self, receipt: str) -> str:
        letters = read_receipt(receipt)
        assert letters is not None, "it was made a moment ago"  # noqa: S101
        return hash_receipt(self.key, letters)


def receipt_key(folder: Path) -> bytes:
    """The key that receipts are hashed with: made at the first start, and kept.

    Raises:
        ConfigError: It cannot be read or made.
    """
    path = folder / KEY
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            part = path.with_name(f".{KEY}.{os.getpid()}")
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(os.urandom(BYTES))
            part.replace(path)
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"The folder {folder} cannot be used: {error.strerror}. Name another.") from None
    if len(content) != BYTES:
        raise ConfigError(f"{path} is no key of {BYTES} bytes: delete it; earlier receipts find nothing any more.")
    return content
