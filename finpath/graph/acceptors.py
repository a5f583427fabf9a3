"""How one merchant is named wherever it is seen.

A card acceptor: by its acquirer, and the acquirer's own number for it. Who receives: by the account, telephone number
or e-mail address that members give alike.
"""

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

RECEIVERS = """
WITH held AS (
    SELECT a.merchant, c.organisation, n.sort, n.name
    FROM merchant_accounts AS a
    JOIN contributors      AS c ON c.provider_id = a.provider_id
    JOIN (
        SELECT merchant, 1 AS sort, settlement_account AS name FROM merchant_accounts WHERE kind = 'payee'
        UNION ALL
        SELECT merchant, 2 AS sort, phone AS name FROM merchant_accounts WHERE kind = 'payee'
        UNION ALL
        SELECT merchant, 3 AS sort, email AS name FROM merchant_accounts WHERE kind = 'payee'
        UNION ALL
        SELECT merchant, 4 AS sort, merchant_id AS name FROM merchant_accounts WHERE kind = 'address'
    )                      AS n ON n.merchant = a.merchant
    WHERE n.name IS NOT NULL
), alone AS (
    SELECT merchant, organisation, sort, name
    FROM held
    QUALIFY count(*) OVER (PARTITION BY sort, name, organisation) = 1
), shared AS (
    SELECT merchant, organisation, sort, name
    FROM alone
    QUALIFY count(*) OVER (PARTITION BY sort, name) > 1
)
SELECT merchant,
       organisation,
       concat('receiver ', CAST(sort AS STRING), ' ', name) AS acceptor
FROM shared
QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY sort) = 1
"""
"""Payees that members give the same account, telephone number or e-mail address, the surest of these alone, and
addresses of coins. What two accounts at one organisation have names nobody: a household has a telephone, too."""
