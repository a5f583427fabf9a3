"""Which accounts are one seller's, and which are nobody else's: two people say it, and the next run goes by it.

One person's word joins nobody: it waits until a second has said the same of the same accounts. What two have said
later holds against what two have said before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import cast

from finpath.config.identity_decisions import SAME_CONTROLLER, SAME_MERCHANT, IdentityDecision

MERGE, SPLIT = "merge", "split"
RELATIONS = (SAME_CONTROLLER, SAME_MERCHANT)


def agreed(said: Iterable[IdentityDecision]) -> tuple[IdentityDecision, ...]:
    """What two people have said alike, as far as nothing later speaks against it.

    Args:
        said: One person's word each, in the order of time.
    """
    first: dict[tuple[str, tuple[str, ...]], IdentityDecision] = {}
    stands: dict[tuple[str, tuple[str, ...]], IdentityDecision] = {}
    for each in said:
        same = (each.relation, each.accounts)
        before = first.setdefault(same, each)
        if before.by == each.by:
            continue
        del first[same]
        by = f"{before.by} and {each.by}"
        whole = IdentityDecision(each.accounts, by, each.on, _both(before, each), each.relation)
        first = {key: other for key, other in first.items() if not _against(whole, other)}
        stands = {key: other for key, other in stands.items() if not _against(whole, other)}
        stands[same] = whole
    return tuple(stands[key] for key in sorted(stands))


def waits(decisions: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """Of decisions about a case, those on whose accounts are that a second person has not said yet, by id.

    Args:
        decisions: With id, outcome, by, accounts and relation.
    """
    people: dict[tuple[object, ...], set[object]] = defaultdict(set)
    ids: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for each in decisions:
        if each["outcome"] in {MERGE, SPLIT}:
            same = (each["outcome"], each["relation"], tuple(cast("list[str]", each["accounts"])))
            people[same].add(each["by"])
            ids[same].add(str(each["id"]))
    return frozenset(name for same, names in ids.items() if len(people[same]) == 1 for name in names)


def _both(before: IdentityDecision, after: IdentityDecision) -> str:
    return before.why if before.why == after.why else f"{before.why}; {after.why}"


def _against(one: IdentityDecision, other: IdentityDecision) -> bool:
    """Whether two decisions cannot both hold: of the same accounts, or a merge across the border of a split."""
    if one.accounts == other.accounts:
        return True
    if bool(one.relation) == bool(other.relation):
        return False
    merge, split = (one, other) if one.relation else (other, one)
    inside = set(merge.accounts) & set(split.accounts)
    return bool(inside) and inside != set(merge.accounts)
