"""Who belongs to safeguarding rather than to suspicion.

A receiver whom its provider knows as a minor or a victim is always protected. A merchant that a protected payer paid
is safeguarding's when it would otherwise be named, or when such payers are more than a few of its own: whoever extorts
a child should be met by those who help the child first. A supermarket where one of thousands pays stays a supermarket.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finpath.config import TierThresholds
from finpath.engine import Engine

Bools = npt.NDArray[np.bool_]

FEW = 0.05
"""The share of protected payers' payments up to which a merchant on watch is not theirs."""

PROTECTED = """
SELECT coalesce(protected_payee, FALSE)                             AS payee,
       protected_payments > 0                                       AS paid,
       coalesce(fp_share(protected_payments, transactions), 0) > :few AS often,
       flagged_payments > protected_payments                        AS flagged
FROM merchants
ORDER BY merchant
"""


NAMES = "SELECT merchant, provider_id, merchant_id FROM scores"


@dataclass(frozen=True)
class Safeguarded:
    """Whom safeguarding sees.

    Args:
        queue: Merchants that are safeguarding's, and nobody's suspects.
        flagged: Merchants at which somebody other than a payer's own institution flags a payer: safeguarding sees
            them, and they keep their tier, since whoever tells of an account must not take it out of all eyes.
    """

    queue: Bools
    flagged: Bools


def safeguarded(
    engine: Engine, score: npt.NDArray[np.float64], bars: TierThresholds, victims: Collection[tuple[str, str]] = ()
) -> Safeguarded:
    """The merchants that safeguarding sees.

    Args:
        engine: Holds `merchants` and `scores`.
        score: Of the evidence, by the merchants' numbers.
        bars: In force.
        victims: Provider and merchant id of accounts that a person holds for a possible victim's.
    """
    marked = engine.arrow(PROTECTED, {"few": FEW})
    payee, paid, often, flagged = (np.asarray(marked[name].to_pylist(), np.bool_) for name in marked.column_names)
    queue: Bools = payee | (paid & (score >= bars.review)) | (often & (score >= bars.watch))
    for row in engine.arrow(NAMES).to_pylist() if victims else ():
        queue[row["merchant"]] |= (row["provider_id"], row["merchant_id"]) in victims
    return Safeguarded(queue, flagged)
