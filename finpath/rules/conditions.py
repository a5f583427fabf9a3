"""Conditions of evidence that several rules share: which payments stand behind a finding."""

from __future__ import annotations

PAYERS_OF_REPORTED = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM known AS k
            JOIN links AS l ON l.merchant = k.merchant
            WHERE k.status = 'confirmed' AND l.payer = p.payer
        )
    """
"""What those paid here who also paid a merchant of a confirmed report."""

PAYERS_OF_PREDECESSOR = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM links    AS l
            JOIN entities AS e ON e.merchant = l.merchant
            WHERE l.payer = p.payer AND concat(e.provider_id, '/', e.merchant_id) = f.predecessor
        )
    """
"""What those paid here who had paid the merchant that the finding names as `predecessor`."""
