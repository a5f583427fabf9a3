"""The hub enters what became of a bundle into its log, and answers with a receipt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from finpath.bundle.make import LOG
from finpath.bundle.opened import OpenedBundle
from finpath.bundle.receipt import Receipt, keep_until, write_receipt
from finpath.custody.chain import Act, append
from finpath.keyring import SigningKey, Trust


@dataclass(frozen=True)
class Registry:
    """Where the hub keeps what it answers.

    Args:
        key: What receipts are signed with.
        trust: Whose keys count, and how long an agreement lets data be kept.
        receipts: Where receipts go, and the hub's log.
        today: The day.
    """

    key: SigningKey
    trust: Trust
    receipts: Path
    today: dt.date


def answer(bundle: OpenedBundle, registry: Registry, kind: str, *, again: bool = False) -> Path:
    """Enter it and write the receipt, each once: with `again`, a receipt that is there already is the answer."""
    made = bundle.manifest
    path = registry.receipts / f"r-{bundle.seal[:12]}-{kind}.toml"
    if again and path.exists():
        return path
    rows = sum(made.rows.values())
    verb = {"taken": "received"}.get(kind, kind)
    done = {"rows": rows, "rejected": made.rejected, "sequence": made.sequence}
    head = append(registry.receipts / LOG, Act(made.provider, verb, f"bundle:{bundle.seal}", made.agreement, done))
    registered = registry.trust.agreement(made.agreement)
    until = keep_until(registry.today, registered.keep_days if registered and kind == "taken" else None)
    receipt = Receipt(
        kind=kind,
        bundle=bundle.seal,
        provider=made.provider,
        sequence=made.sequence,
        rows=rows,
        rejected=made.rejected,
        on=str(registry.today),
        kept_until=until,
        head=str(head),
    )
    return write_receipt(receipt, registry.receipts, registry.key)
