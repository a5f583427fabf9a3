"""The roles that people have given, said in each case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from finpath.config.roles import GivenRole
from finpath.referral.model.case import Referral
from finpath.referral.model.subject import Subject


def give(referrals: Iterable[Referral], roles: Sequence[GivenRole]) -> tuple[Referral, ...]:
    """Say in each case which role a person has given to whom; everybody else is unknown."""
    known = {each.account: each for each in roles}
    return tuple(replace(case, subjects=tuple(_given(each, known) for each in case.subjects)) for case in referrals)


def _given(subject: Subject, known: Mapping[tuple[str, str], GivenRole]) -> Subject:
    told = known.get((subject.provider_id, subject.merchant_id))
    return subject if told is None else replace(subject, role=told.role, given=told.given)
