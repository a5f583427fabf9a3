"""How a card acceptor is named wherever it is seen: by its acquirer, and the acquirer's own number for it."""

from __future__ import annotations

ACCEPTORS = """
WITH told AS (
    SELECT merchant,
           min(acquirer_id) AS acquirer_id
    FROM transactions
    WHERE acquirer_id IS NOT NULL
    GROUP BY merchant
    HAVING count(DISTINCT acquirer_id) = 1
)
SELECT a.merchant,
       c.organisation,
       concat(coalesce(a.acquirer_id, t.acquirer_id), ' ', a.merchant_id) AS acceptor
FROM merchant_accounts AS a
JOIN contributors      AS c ON c.provider_id = a.provider_id
LEFT JOIN told         AS t ON t.merchant = a.merchant
WHERE coalesce(a.kind, 'merchant') IN ('merchant', 'sub_merchant')
  AND coalesce(a.acquirer_id, t.acquirer_id) IS NOT NULL
"""
"""Card acceptors by what names them everywhere. An account with payments by two acquirers is named by neither."""
