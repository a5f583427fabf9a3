"""Who a merchant account is, as far as that may be shown: never a payee, who may be a person, nor whom to protect."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.tables.conclusions import SHOWN_NAMES

WHO = """
SELECT s.merchant,
       CASE WHEN s.shown THEN coalesce(s.trading_name, s.legal_name, s.descriptor) END AS name,
       CASE WHEN s.shown THEN s.country END                                            AS country,
       CASE WHEN s.shown THEN coalesce(s.mcc, k.mcc) END                               AS category
FROM (
    SELECT m.merchant,
           m.trading_name,
           m.legal_name,
           m.descriptor,
           m.country,
           m.mcc,
           t.tier <> 'protect' AND coalesce(m.kind, 'merchant') IN ('merchant', 'sub_merchant') AS shown
    FROM merchants AS m
    JOIN standings AS t ON t.merchant = m.merchant
) AS s
LEFT JOIN kinds AS k ON k.merchant = s.merchant
"""


def define_shown_names(engine: Engine) -> None:
    """Make the relation `shown_names`."""
    engine.define(SHOWN_NAMES, WHO)
