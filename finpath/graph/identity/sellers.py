"""Accounts of which name and address say who the seller is, for whoever compares ledgers that are never joined."""

from __future__ import annotations

import pyarrow as pa

from finpath.engine import Engine
from finpath.graph.identity.edges import NAMED, named_account
from finpath.graph.identity.namesakes import sellers


def list_sellers(engine: Engine) -> pa.Table:
    """One row per account whose twin by name and address would join it.

    `merchant` is its number, `said` the two in one text. The address in it is a token: nobody guesses the text without
    the key that tokens are made with.
    """
    found = sellers(engine.fetch(NAMED, named_account))
    numbers = sorted(found)
    return pa.table(
        {
            "merchant": pa.array(numbers, pa.int64()),
            "said": pa.array([found[number] for number in numbers], pa.string()),
        }
    )
