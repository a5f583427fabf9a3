"""Replaces host names of accounts by their keyed hashes, for programs of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from finpath.referral.model.subject import Subject


def hide_host_names(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    """The same accounts; whoever has the key can tell whether a host name is the one that he knows."""
    return tuple(replace(each, about=replace(each.about, domain=None)) for each in subjects)
