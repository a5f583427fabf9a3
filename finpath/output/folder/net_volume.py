"""What merchants took and what went back in; out comes the table `kept`, the `volume_eur` of findings."""

from __future__ import annotations

from finpath.engine import Engine

KEPT = """
SELECT merchant,
       -- What came back is no income; where the purchase is older than the data, it would leave less than nothing.
       greatest(volume_eur - returned_eur, 0) AS volume_eur
FROM merchants
"""


def keep(engine: Engine) -> None:
    """Make the table `kept`: `merchant`, and `volume_eur`, what it took less what went back, not below zero."""
    engine.view("kept", KEPT)
