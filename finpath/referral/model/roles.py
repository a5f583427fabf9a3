"""The roles that people have given, said in each case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from finpath.config.roles import GivenRole
from finpath.referral.model.case import Referral
from finpath.referral.model.subject import Subject


def give_roles(referrals: Iterable[Referral], roles: Sequence[GivenRole]) -> tuple[Referral, ...]:
    """Say in each case which role a person has given to whom; everybody else is unknown."""
    role_by_account = {each.account: each for each in roles}
    return tuple(
        replace(case, subjects=tuple(_with_role(each, role_by_account) for each in case.subjects)) for case in referrals
    )


def _with_role(subject: Subject, role_by_account: Mapping[tuple[str, str], GivenRole]) -> Subject:
    given_role = role_by_account.get((subject.provider_id, subject.merchant_id))
    return subject if given_role is None else replace(subject, role=given_role.role, given=given_role.given)
