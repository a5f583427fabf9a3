"""The hub enters what became of a bundle into its log, and answers with a receipt."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from finpath.bundle.make import LOG
from finpath.bundle.opened import OpenedBundle
from finpath.bundle.receipt import Receipt, agreed_until, keep_until, write_receipt
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


def answer(
    bundle: OpenedBundle, registry: Registry, kind: str, *, again: bool = False, left: int | None = None
) -> Path:
    """Enter it and write the receipt, each once: with `again`, a receipt that is there already is the answer.

    Args:
        bundle: In its folder.
        registry: Where both go.
        kind: Of the receipt.
        again: Whether one that is there already will do.
        left: Of a rotation, how many tokens of the old key still stand.
    """
    made = bundle.manifest
    path = registry.receipts / f"r-{bundle.seal[:12]}-{kind}.toml"
    if again and path.exists():
        return path
    rows = sum(made.rows.values())
    verb = {"taken": "rotated" if made.kind == "rotation" else "received"}.get(kind, kind)
    done = {"rows": rows, "rejected": made.rejected, "sequence": made.sequence}
    head = append(registry.receipts / LOG, Act(made.provider, verb, f"bundle:{bundle.seal}", made.agreement, done))
    registered = registry.trust.agreement(made.agreement)
    days = registered.keep_days if registered else None
    is_kept = kind == "taken" and made.kind == "contribution"
    until = keep_until(registry.today, days, agreed_until(bundle.folder)) if is_kept else ""
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
        left=left,
    )
    return write_receipt(receipt, registry.receipts, registry.key)
