"""Who is named for nothing, by the group that a merchant belongs to; with the upper end of what it may be elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import beta

TIERS = ("refer", "review", "watch", "protect")
LEVEL = 0.95

DIASPORA = "collections of a diaspora, and money sent home"
ADULT = "lawful adult trade"
CREATORS = "creators"
CHARITY = "small charities, and people who collect for a cause"
REST = "all other innocent merchants"
GROUPS = (DIASPORA, ADULT, CREATORS, CHARITY, REST)

STORIES: dict[str, dict[str, tuple[str, ...]]] = {
    "first": {
        DIASPORA: ("collectors", "remittances"),
        ADULT: ("adult",),
        CREATORS: ("creators",),
        CHARITY: ("charities", "crowdfunding"),
    },
    # The place in the list that benchmarks/families/harbour/typologies.py gives back.
    "harbour": {
        DIASPORA: ("receivers 0",),
        ADULT: ("siblings 1",),
        CREATORS: ("brands 1",),
        CHARITY: ("receivers 1", "mules 0"),
    },
    "counter": {
        DIASPORA: ("remittances to a village", "shops of a diaspora"),
        ADULT: ("lawful adult sites of one house",),
        CREATORS: ("creators on a platform",),
        CHARITY: ("school and club payments", "treasurers who collect for a trip", "charity collectors"),
    },
    "quay": {
        DIASPORA: ("village_remittances",),
        ADULT: ("lawful_adult_sites",),
        CREATORS: ("creator_platform",),
        CHARITY: ("school_funds", "charity_collectors", "treasurers", "savings_circle"),
    },
    "jetty": {
        DIASPORA: ("diaspora collection", "household remittance"),
        ADULT: ("lawful studio",),
        CREATORS: ("creators", "independent creators"),
        CHARITY: ("charity collection", "club treasurers", "school trip", "fund drive", "donation addresses"),
    },
    # `creators` is "a creator platform or lawful adult sites of one house": which of both, nobody says.
    "pier": {DIASPORA: ("village",), CREATORS: ("creators",), CHARITY: ("collection", "treasurers")},
}
"""Kinds of innocent merchants by family of worlds, as benchmarks.stories hears them; every other kind is the rest."""

FACTS: dict[str, tuple[str, ...]] = {
    DIASPORA: ("remittance",),
    ADULT: ("5967", "7273"),
    CHARITY: ("8398", "8641", "8661"),
}
"""Where no kind is kept: merchant categories (ISO 18245), or the rail of a receiver that has none."""


def group_of(family: str, story: str, category: str) -> str:
    """The group of an innocent merchant: by its kind where one is kept, by neutral facts otherwise.

    >>> group_of("quay", "creator_platform", "5815") == CREATORS
    True
    >>> group_of("harbour", "", "8398") == CHARITY
    True
    >>> group_of("harbour", "trials 0", "8398") == REST
    True
    """
    told, known = (STORIES.get(family, {}), story) if story else (FACTS, category)
    return next((group for group, kinds in told.items() if known in kinds), REST)


def at_most(named: int, merchants: int) -> float:
    """The upper end of the 95 % interval of a share (Clopper and Pearson 1934); where nobody is named, one-sided.

    >>> round(at_most(0, 300), 4)
    0.0099
    >>> round(at_most(2, 100), 4)
    0.0704
    """
    if named >= merchants:
        return 1.0
    return float(beta.ppf((1 + LEVEL) / 2 if named else LEVEL, named + 1, merchants - named))


@dataclass(frozen=True)
class Named:
    """Innocent merchants of one group.

    Args:
        group: Of `GROUPS`.
        merchants: Innocent ones.
        before, after: How many are at each tier of `TIERS`, without a scorecard and with the one in force.
        refer_at_most, review_at_most: Upper ends of the share at `refer`, and at `refer` or `review`, with the card.
    """

    group: str
    merchants: int
    before: dict[str, int]
    after: dict[str, int]
    refer_at_most: float
    review_at_most: float


def count(seen: pd.DataFrame, groups: Sequence[str] = GROUPS) -> tuple[Named, ...]:
    """Count innocent merchants by group and tier.

    Args:
        seen: A row for each innocent merchant: group_named, tier, tier_without_card.
        groups: In the order of the answer; those without merchants are there too.
    """
    return tuple(_named(group, seen[seen["group_named"] == group]) for group in groups)


def _named(group: str, seen: pd.DataFrame) -> Named:
    before, after = (
        {tier: int((seen[column] == tier).sum()) for tier in TIERS} for column in ("tier_without_card", "tier")
    )
    merchants, refer = len(seen), after["refer"]
    either = refer + after["review"]
    return Named(group, merchants, before, after, at_most(refer, merchants), at_most(either, merchants))


def grouped(seen: pd.DataFrame) -> pd.DataFrame:
    """The innocent merchants of all worlds, each with its group.

    Args:
        seen: What benchmarks.honest keeps: world, group (empty where nothing is planted), story, category, tiers.
    """
    innocent = seen[seen["group"] == ""]
    family, story = innocent["world"].str.split("-").str[0], innocent["story"].fillna("")
    named = [group_of(*each) for each in zip(family, story, innocent["category"], strict=True)]
    return innocent.assign(group_named=np.array(named, object))
