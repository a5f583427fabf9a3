"""Accounts as people are shown them in, as programs of others get them out: no host name, only its keyed hash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from finpath.referral.model.subject import Subject


def hashed(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    """The same accounts; whoever has the key can tell whether a host name is the one that he knows."""
    return tuple(replace(each, about=replace(each.about, domain=None)) for each in subjects)
