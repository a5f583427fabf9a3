"""Payments of others as contributions in the contract's form: what the structures are planted into."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

AGREEMENT = """
[agreement]
id = "EVALUATION-1"
purpose = "detect commercial child sexual exploitation"
legal_basis = "evaluation on open data"
expires_on = 2099-12-31
"""

FDH = f"""[provider]
id = "fdh"
kind = "acquirer"
country = "BE"
timezone = "Europe/Brussels"
{AGREEMENT}
[[files]]
table = "transactions"
path = "transactions.parquet"
[files.columns]
transaction_id = "TRANSACTION_ID"
occurred_at = "TX_DATETIME"
payer_ref = "CUSTOMER_ID"
merchant_id = "TERMINAL_ID"
amount = "TX_AMOUNT"
[files.constants]
currency = "EUR"
payer_ref_kind = "card_token"
"""

BIRMINGHAM = f"""[provider]
id = "birmingham"
kind = "issuer"
country = "GB"
timezone = "Europe/London"
time_precision = "day"
{AGREEMENT}
[[files]]
table = "transactions"
path = "transactions.csv.gz"
[files.columns]
transaction_id = "@row"
occurred_at = "trans_date"
payer_ref = ["card_last4", "directorate"]
merchant_id = "merchant"
amount = "amount"
[files.constants]
currency = "GBP"
payer_ref_kind = "card_token"
[files.options]
date_format = "%d/%m/%Y"
negative_amount = "refund"
"""


def field_data() -> Path:
    """The folder that FINPATH_FIELD_DATA names."""
    return Path(os.environ["FINPATH_FIELD_DATA"])


def fdh(out: Path) -> Path:
    """Write the simulated cards of the Fraud Detection Handbook as one acquirer's contribution.

    Returns:
        The folder of contributions.
    """
    return _write(out, "fdh", FDH, field_data() / "fdh" / "transactions.parquet")


def birmingham(out: Path) -> Path:
    """Write the purchase cards of a city council as one issuer's contribution.

    Returns:
        The folder of contributions.
    """
    return _write(out, "birmingham", BIRMINGHAM, field_data() / "birmingham" / "transactions.csv.gz")


def _write(out: Path, name: str, manifest: str, payments: Path) -> Path:
    folder = out / name
    folder.mkdir(parents=True)
    (folder / "contribution.toml").write_text(manifest, encoding="utf-8")
    shutil.copyfile(payments, folder / payments.name)
    return out
