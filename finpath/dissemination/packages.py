"""A run folder and a routing table in, the packages out: safeguarding first, then authorities, members, reporters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow.parquet as pq

from finpath.dissemination import feedback
from finpath.dissemination.hashed import hashed
from finpath.dissemination.notice import notice
from finpath.dissemination.package import Package, told
from finpath.dissemination.profile import AUTHORITIES, KINDS, MEMBERS, REPORTERS, SAFEGUARDING, Profile
from finpath.dissemination.redact import limited
from finpath.dissemination.routing import Routing
from finpath.dissemination.safeguarding import NOTICE, Protected, Safeguarding
from finpath.errors import ConfigError
from finpath.output.explanation import FOLDER
from finpath.output.folder import Run
from finpath.output.folder.coverage import Contributor
from finpath.referral import Referral, read
from finpath.referral.model.member_view import extract_member_view
from finpath.referral.model.serialization import dataclass_from_json
from finpath.referral.query.disclosure import FLOOR, TLP
from finpath.referral.writers.writer import writers


@dataclass(frozen=True)
class Packed:
    """What a run sends.

    Args:
        packages: In the order of every list: the lane `protect` comes first.
        unsent: What is sent to nobody, and why, one sentence each.
    """

    packages: tuple[Package, ...]
    unsent: tuple[str, ...]


@dataclass(frozen=True)
class _Sending:
    """What packages are made from."""

    run: Run
    routing: Routing
    members: tuple[Contributor, ...]
    cases: tuple[Referral, ...]


def packages(run: Run, routing: Routing) -> Packed:
    """Make the package of every recipient.

    Raises:
        ConfigError: An agreement blocks release, the lane `protect` has nobody to go to, or the run cannot be read.
    """
    members = tuple(dataclass_from_json(Contributor, each) for each in _members(run))
    for member in members:
        if member.lacks:
            raise ConfigError(
                f"Release is blocked: the agreement of {member.id} names no {member.lacks[0].removeprefix('a ')}. Name"
                " it in its contribution.toml, and run again."
            )
    cases = tuple(read(path) for path in sorted(run.path.glob("referrals/*/")))
    sending = _Sending(run, routing, members, cases)
    unsent: list[str] = []
    found = [
        *_protected(sending),
        *_authorities(sending, unsent),
        *_notices(sending, unsent),
        *_feedback(sending, unsent),
    ]
    return Packed(tuple(sorted(found, key=_order)), tuple(unsent))


def _members(run: Run) -> list[object]:
    told = run.coverage.get("members")
    if isinstance(told, list):
        return told
    raise ConfigError(f"The run {run.path} does not say who its members are: run finpath again.")


def _order(package: Package) -> tuple[int, str]:
    return KINDS.index(package.kind), package.name


def _route(sending: _Sending, kind: str, place: str, unsent: list[str]) -> Profile | None:
    """The recipient; where there is none, that is told."""
    profile = sending.routing.find(kind, place)
    if profile is None:
        unsent.append(f"Nothing is sent to {kind} in {place}: the routing table names nobody there.")
    return profile


def _protected(sending: _Sending) -> Iterator[Package]:
    """The lane `protect`, by the jurisdiction of the member that holds the account."""
    country = {member.id: member.country for member in sending.members}
    lists: dict[str, list[Protected]] = defaultdict(list)
    for row in sending.run.protected.to_pylist():
        account = Protected(
            row["provider_id"], row["merchant_id"], row["transactions"], row["first_seen"], row["last_seen"]
        )
        lists[country[row["provider_id"]]].append(account)
    by_profile: dict[Profile, list[str]] = defaultdict(list)
    for place in sorted(lists):
        profile = sending.routing.find(SAFEGUARDING, place)
        if profile is None or _above(FLOOR, profile):
            raise ConfigError(
                f"{len(lists[place])} account(s) of a minor or a victim in {place} have nobody to go to: add a route of"
                f' kind "safeguarding" for {place} that may see TLP:{FLOOR.upper()}.'
            )
        by_profile[profile].append(place)
    for profile, places in by_profile.items():
        every = tuple(each for place in places for each in lists[place])
        said = Safeguarding(sending.run.as_of, FLOOR, NOTICE, every)
        yield Package(profile, SAFEGUARDING, ",".join(places), FLOOR, files={"safeguarding.json": told(said)})


def _above(label: str, profile: Profile) -> bool:
    return TLP.index(label) > TLP.index(profile.tlp)


def _authorities(sending: _Sending, unsent: list[str]) -> Iterator[Package]:
    forms = {writer.name: writer for writer in writers()}
    for kind in AUTHORITIES:
        files: dict[tuple[Profile, str], dict[str, bytes]] = defaultdict(dict)
        labels: dict[tuple[Profile, str], str] = defaultdict(lambda: FLOOR)
        for case in sending.cases:
            for place in _places(case):
                profile = _route(sending, kind, place, unsent)
                if profile is None:
                    continue
                shown = limited(case, profile)
                if shown is None:
                    unsent.append(_too_strict(case, profile))
                    continue
                labels[profile, place] = max(labels[profile, place], shown.tlp, key=TLP.index)
                outward = replace(shown, subjects=hashed(shown.subjects))
                for form in (forms[name] for name in profile.forms):
                    path = f"{case.id}/referral{form.suffix}"
                    files[profile, place][path] = form.write(shown if form.people else outward)
        yield from _joined(kind, files, labels)
    unsent[:] = list(dict.fromkeys(unsent))


def _joined(
    kind: str, files: dict[tuple[Profile, str], dict[str, bytes]], labels: dict[tuple[Profile, str], str]
) -> Iterator[Package]:
    """One package for a recipient, whatever the jurisdictions that lead to it."""
    for profile in dict.fromkeys(profile for profile, _ in files):
        places = [place for each, place in files if each == profile]
        whole = {path: file for place in places for path, file in files[profile, place].items()}
        label = max((labels[profile, place] for place in places), key=TLP.index)
        yield Package(profile, kind, ",".join(sorted(places)), label, files=whole)


def _places(case: Referral) -> list[str]:
    """Whose law the case is under: that of the members at which its accounts are."""
    return sorted({member.country for member in case.members if member.id in case.providers})


def _too_strict(case: Referral, profile: Profile) -> str:
    return (
        f"{case.id} is not sent to {profile.id}: it is TLP:{FLOOR.upper()} at least, and {profile.tlp} is its ceiling."
    )


def _notices(sending: _Sending, unsent: list[str]) -> Iterator[Package]:
    for member in sending.members:
        cases = [case for case in sending.cases if member.id in case.providers]
        profile = _route(sending, member.kind, member.country, unsent) if cases and member.kind in MEMBERS else None
        if profile is None:
            continue
        files: dict[str, bytes] = {}
        for case in cases:
            part = extract_member_view(replace(case, tlp=FLOOR), member.id)
            files |= notice(part, profile)
        if _above(FLOOR, profile):
            unsent += [_too_strict(case, profile) for case in cases]
        else:
            yield Package(profile, member.kind, member.country, FLOOR, member.id, files)


def _feedback(sending: _Sending, unsent: list[str]) -> Iterator[Package]:
    seen = tuple(_seen(sending.run))
    for member in sending.members:
        mine = [each for each in seen if each.reporter_id == member.id]
        profile = _route(sending, member.kind, member.country, unsent) if mine and member.kind in REPORTERS else None
        if profile is None:
            continue
        told_of = [each for each in mine if not _above(max(FLOOR, each.tlp, key=TLP.index), profile)]
        silent = len({each.report_id for each in mine} - {each.report_id for each in told_of})
        answers = feedback.answers(told_of)
        said = feedback.Feedback(member.id, sending.run.as_of, FLOOR, feedback.NOTICE, answers, silent)
        if answers:
            yield Package(profile, member.kind, member.country, FLOOR, member.id, feedback.files(said))
        else:
            unsent.append(f"No feedback is sent to {member.id}: {profile.tlp} is the ceiling of {profile.id}.")


def _seen(run: Run) -> Iterator[feedback.Seen]:
    """Which reports were matched to which accounts, with their tiers."""
    tiers = {(row["provider_id"], row["merchant_id"]): row["tier"] for row in run.findings.to_pylist()}
    for row in pq.read_table(run.path / FOLDER / "reports.parquet").to_pylist():
        tier = tiers.get((row["provider_id"], row["merchant_id"]), "none")
        yield feedback.Seen(row["reporter_id"], row["report_id"], row["status"], row["tlp"] or FLOOR, tier)
