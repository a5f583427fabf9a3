"""What merchants took less what went back: the `volume_eur` of findings."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.tables.conclusions import NET_VOLUMES

NET_VOLUME = """
SELECT merchant,
       -- What came back is no income; where the purchase is older than the data, it would leave less than nothing.
       greatest(volume_eur - returned_eur, 0) AS volume_eur
FROM merchants
"""


def define_net_volumes(engine: Engine) -> None:
    """Make the relation `net_volumes`."""
    engine.define(NET_VOLUMES, NET_VOLUME)
