"""The order in which transfers are followed: by time; at one time, in before out."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from finpath.graph.trail.node import Node, Transfer

DAY = 86_400_000_000
"""Microseconds."""


def ordered(transfers: Iterable[Transfer], tick: int = 1) -> Iterator[tuple[int, Transfer]]:
    """Put transfers in order, each with its time.

    What an account receives at one time it may pay out at that time. Where money goes round in a circle within one
    time, the transfer with the smallest name goes first.

    Args:
        transfers: In any order.
        tick: Microseconds below which times mean nothing: a day where a provider gives dates alone.
    """
    by_name = sorted(transfers, key=lambda each: (each.at // tick, each.provider_id, each.transfer_id, each))
    for moment, together in groupby(by_name, key=lambda each: each.at // tick):
        for transfer in _flowing(list(together)):
            yield moment * tick, transfer


def _flowing(together: list[Transfer]) -> Iterator[Transfer]:
    if len(together) == 1:
        yield together[0]
        return
    coming = Counter(each.target for each in together)
    leaving: dict[Node, list[int]] = defaultdict(list)
    for number, each in enumerate(together):
        leaving[each.source].append(number)
    ready = [number for number, each in enumerate(together) if not coming[each.source]]
    heapq.heapify(ready)
    left, done = iter(range(len(together))), [False] * len(together)
    for _ in together:
        while ready and done[ready[0]]:
            heapq.heappop(ready)
        place = heapq.heappop(ready) if ready else next(i for i in left if not done[i])
        done[place] = True
        yield together[place]
        target = together[place].target
        coming[target] -= 1
        if not coming[target]:
            for number in leaving[target]:
                heapq.heappush(ready, number)
