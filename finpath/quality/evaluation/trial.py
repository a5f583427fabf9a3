"""What a run concluded beside the known answer, merchant by merchant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.engine import Engine
from finpath.quality.evaluation.measures import Bools, Floats
from finpath.quality.evaluation.truth import Truth

Names = npt.NDArray[np.str_]
Ints = npt.NDArray[np.int64]

NOTHING = ""
"""Group and typology of a merchant that nobody planted."""

NEVER = 0
"""Day of the first payment of a merchant that has none."""

JUDGED = """
SELECT s.merchant,
       s.provider_id,
       s.merchant_id,
       s.score,
       s.tier,
       coalesce(k.mcc, k.rail, 'unknown')       AS category,
       m.confirmed > 0                          AS confirmed,
       coalesce(fp_day_number(m.first_seen), 0) AS first_day
FROM standings  AS s
JOIN merchants  AS m ON m.merchant = s.merchant
LEFT JOIN kinds AS k ON k.merchant = s.merchant
ORDER BY s.merchant
"""


@dataclass(frozen=True)
class Trial:
    """What a run says of every merchant, and what the merchant is; in the order of the dense ids.

    Args:
        provider, merchant_id: The account.
        score, tier: What the run says.
        category: Its merchant category, or its rail where none is known.
        group, typology: What was planted there; empty where nothing was.
        reported: The truth calls it reported, or a confirmed report names it: finding it is no merit.
        first_day: Number of the day of its first payment; `NEVER` where it has none.
    """

    provider: Names
    merchant_id: Names
    score: Floats
    tier: Names
    category: Names
    group: Names
    typology: Names
    reported: Bools
    first_day: Ints

    @property
    def planted(self) -> Bools:
        """Whether something was planted."""
        planted: Bools = self.group != NOTHING
        return planted

    @property
    def accounts(self) -> list[tuple[str, str]]:
        """Provider and merchant id of each."""
        return list(zip(self.provider.tolist(), self.merchant_id.tolist(), strict=True))

    def where(self, chosen: Bools) -> Trial:
        """The same of some merchants only."""
        return Trial(
            self.provider[chosen],
            self.merchant_id[chosen],
            self.score[chosen],
            self.tier[chosen],
            self.category[chosen],
            self.group[chosen],
            self.typology[chosen],
            self.reported[chosen],
            self.first_day[chosen],
        )

    @property
    def unreported(self) -> Trial:
        """The same of merchants that nobody reported: those that are left to be found."""
        return self.where(~self.reported)


def lay_beside(engine: Engine, truth: Truth) -> Trial:
    """Lay what a run concluded beside the known answer."""
    standing = engine.arrow(JUDGED)
    provider, merchant = _text(standing, "provider_id"), _text(standing, "merchant_id")
    known = [truth.get(account) for account in zip(provider.tolist(), merchant.tolist(), strict=True)]
    named = np.asarray(standing["confirmed"].to_pylist(), np.bool_)
    return Trial(
        provider=provider,
        merchant_id=merchant,
        score=standing["score"].to_numpy(),
        tier=_text(standing, "tier"),
        category=_text(standing, "category"),
        group=np.array([one.group if one else NOTHING for one in known], np.str_),
        typology=np.array([one.typology if one else NOTHING for one in known], np.str_),
        reported=named | np.array([one is not None and one.reported for one in known], np.bool_),
        first_day=standing["first_day"].to_numpy().astype(np.int64),
    )


def _text(table: pa.Table, name: str) -> Names:
    return np.array(table[name].to_pylist(), np.str_)
