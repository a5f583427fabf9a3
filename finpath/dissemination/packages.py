"""Builds the packages of a run: safeguarding first, then authorities, members, reporters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow.parquet as pq

from finpath.dissemination import feedback
from finpath.dissemination.hashed import hide_host_names
from finpath.dissemination.notice import notice_files
from finpath.dissemination.package import Package, json_file
from finpath.dissemination.profile import AUTHORITIES, KINDS, MEMBERS, REPORTERS, SAFEGUARDING, Profile
from finpath.dissemination.redact import redact_case
from finpath.dissemination.routing import Routing
from finpath.dissemination.safeguarding import FLAGGED_NOTICE, NOTICE, SafeguardingAccount, SafeguardingList
from finpath.errors import ConfigError
from finpath.output.explanation import FOLDER
from finpath.output.folder import Run
from finpath.output.folder.coverage import Contributor
from finpath.output.folder.recorded_config import read_manifest, recorded_card
from finpath.referral import Referral, read
from finpath.referral.model.member_view import extract_member_view
from finpath.referral.model.serialization import dataclass_from_json
from finpath.referral.query.disclosure import FLOOR, TLP
from finpath.referral.writers.writer import Beside, links_to, writers


@dataclass(frozen=True)
class PackageSet:
    """What a run sends.

    Args:
        packages: In the order of every list: the lane `protect` comes first.
        unsent: What is sent to nobody, and why, one sentence each.
    """

    packages: tuple[Package, ...]
    unsent: tuple[str, ...]


@dataclass(frozen=True)
class _Release:
    """What packages are made from."""

    run: Run
    routing: Routing
    members: tuple[Contributor, ...]
    cases: tuple[Referral, ...]


def build_packages(run: Run, routing: Routing) -> PackageSet:
    """Make the package of every recipient.

    Raises:
        ConfigError: An agreement or the scorecard blocks release, the lane `protect` has nobody to go to, or the run
            cannot be read.
    """
    cases = tuple(read(path) for path in sorted(run.path.glob("referrals/*/")))
    sending = _Release(run, routing, members_that_may(run), cases)
    unsent: list[str] = []
    found_packages = [
        *_safeguarding_packages(sending),
        *_authority_packages(sending, unsent),
        *_notice_packages(sending, unsent),
        *_feedback_packages(sending, unsent),
    ]
    return PackageSet(tuple(sorted(found_packages, key=_list_order)), tuple(unsent))


def build_case_packages(run: Run, routing: Routing, case: str) -> PackageSet:
    """Make the packages of one case, for authorities and for the members at which its accounts are.

    Raises:
        ConfigError: The run refers no such case; else as `build_packages`.
    """
    folder = run.path / "referrals" / case
    if not folder.is_dir():
        raise ConfigError(
            f"The run {run.path.name} refers no case {case}: only what stands at refer leaves the coalition."
        )
    sending = _Release(run, routing, members_that_may(run), (read(folder),))
    unsent: list[str] = []
    found_packages = [*_authority_packages(sending, unsent), *_notice_packages(sending, unsent)]
    return PackageSet(tuple(sorted(found_packages, key=_list_order)), tuple(unsent))


def members_that_may(run: Run) -> tuple[Contributor, ...]:
    """The members of a run from which something may leave.

    Raises:
        ConfigError: An agreement lacks its impact assessment or its notice, or nobody approved the scorecard.
    """
    members = tuple(dataclass_from_json(Contributor, each) for each in _recorded_members(run))
    for member in members:
        if member.lacks:
            raise ConfigError(
                f"Release is blocked: the agreement of {member.id} names no {member.lacks[0].removeprefix('a ')}. Name"
                " it in its contribution.toml, and run again."
            )
    _require_approval(run)
    return members


def _require_approval(run: Run) -> None:
    """Refuse a run whose scorecard nobody approved."""
    card = recorded_card(read_manifest(run.path))
    if card is not None and not card.approved:
        raise ConfigError(
            f"Release is blocked: nobody approved the scorecard {card.name}. Look at it with finpath scorecard show,"
            " approve it with finpath scorecard edit --approve, and run again."
        )


def _recorded_members(run: Run) -> list[object]:
    members = run.coverage.get("members")
    if isinstance(members, list):
        return members
    raise ConfigError(f"The run {run.path} does not say who its members are: run finpath again.")


def _list_order(package: Package) -> tuple[int, str]:
    return KINDS.index(package.kind), package.name


def _find_recipient(sending: _Release, kind: str, place: str, unsent: list[str]) -> Profile | None:
    """The recipient; where there is none, that is told."""
    profile = sending.routing.find(kind, place)
    if profile is None:
        unsent.append(f"Nothing is sent to {kind} in {place}: the routing table names nobody there.")
    return profile


def _safeguarding_packages(sending: _Release) -> Iterator[Package]:
    """The lane `protect`, by the jurisdiction of the member that holds the account."""
    country = {member.id: member.country for member in sending.members}
    lists: dict[str, tuple[list[SafeguardingAccount], list[SafeguardingAccount]]] = defaultdict(lambda: ([], []))
    for part, view in enumerate((sending.run.protected, sending.run.flagged)):
        for row in view.to_pylist():
            account = SafeguardingAccount(
                row["provider_id"], row["merchant_id"], row["transactions"], row["first_seen"], row["last_seen"]
            )
            lists[country[row["provider_id"]]][part].append(account)
    by_profile: dict[Profile, list[str]] = defaultdict(list)
    for place in sorted(lists):
        profile = sending.routing.find(SAFEGUARDING, place)
        if profile is None or _exceeds_ceiling(FLOOR, profile):
            raise ConfigError(
                f"{sum(map(len, lists[place]))} account(s) of a minor or a victim in {place} have nobody to go to:"
                f' add a route of kind "safeguarding" for {place} that may see TLP:{FLOOR.upper()}.'
            )
        by_profile[profile].append(place)
    for profile, places in by_profile.items():
        queue, flagged = (tuple(each for place in places for each in lists[place][part]) for part in (0, 1))
        notice = FLAGGED_NOTICE if flagged else ""
        safeguarding = SafeguardingList(sending.run.as_of, FLOOR, NOTICE, queue, flagged, notice)
        yield Package(
            profile, SAFEGUARDING, ",".join(places), FLOOR, files={"safeguarding.json": json_file(safeguarding)}
        )


def _exceeds_ceiling(label: str, profile: Profile) -> bool:
    return TLP.index(label) > TLP.index(profile.tlp)


def _authority_packages(sending: _Release, unsent: list[str]) -> Iterator[Package]:
    forms = {writer.name: writer for writer in writers()}
    for kind in AUTHORITIES:
        files: dict[tuple[Profile, str], dict[str, bytes]] = defaultdict(dict)
        labels: dict[tuple[Profile, str], str] = defaultdict(lambda: FLOOR)
        for case in sending.cases:
            for place in _jurisdictions(case):
                profile = _find_recipient(sending, kind, place, unsent)
                if profile is None:
                    continue
                visible = redact_case(case, profile)
                if visible is None:
                    unsent.append(_too_strict_sentence(case, profile))
                    continue
                labels[profile, place] = max(labels[profile, place], visible.tlp, key=TLP.index)
                outward = replace(visible, subjects=hide_host_names(visible.subjects))
                written = [forms[name] for name in profile.forms]
                for form in written:
                    path = f"{case.id}/referral{form.suffix}"
                    linked = form.knowing(Beside(links_to(written)))
                    files[profile, place][path] = linked.write(visible if form.people else outward)
        yield from _join_places(kind, files, labels)
    unsent[:] = list(dict.fromkeys(unsent))


def _join_places(
    kind: str, files: dict[tuple[Profile, str], dict[str, bytes]], labels: dict[tuple[Profile, str], str]
) -> Iterator[Package]:
    """One package for a recipient, whatever the jurisdictions that lead to it."""
    for profile in dict.fromkeys(profile for profile, _ in files):
        places = [place for each, place in files if each == profile]
        whole = {path: file for place in places for path, file in files[profile, place].items()}
        label = max((labels[profile, place] for place in places), key=TLP.index)
        yield Package(profile, kind, ",".join(sorted(places)), label, files=whole)


def _jurisdictions(case: Referral) -> list[str]:
    """Whose law the case is under: that of the members at which its accounts are."""
    return sorted({member.country for member in case.members if member.id in case.providers})


def _too_strict_sentence(case: Referral, profile: Profile) -> str:
    return (
        f"{case.id} is not sent to {profile.id}: it is TLP:{FLOOR.upper()} at least, and {profile.tlp} is its ceiling."
    )


def _notice_packages(sending: _Release, unsent: list[str]) -> Iterator[Package]:
    for member in sending.members:
        cases = [case for case in sending.cases if member.id in case.providers]
        profile = (
            _find_recipient(sending, member.kind, member.country, unsent) if cases and member.kind in MEMBERS else None
        )
        if profile is None:
            continue
        files: dict[str, bytes] = {}
        for case in cases:
            part = extract_member_view(replace(case, tlp=FLOOR), member.id)
            files |= notice_files(part, profile)
        if _exceeds_ceiling(FLOOR, profile):
            unsent += [_too_strict_sentence(case, profile) for case in cases]
        else:
            yield Package(profile, member.kind, member.country, FLOOR, member.id, files)


def _feedback_packages(sending: _Release, unsent: list[str]) -> Iterator[Package]:
    reports = tuple(_matched_reports(sending.run))
    for member in sending.members:
        own_reports = [each for each in reports if each.reporter_id == member.id]
        profile = (
            _find_recipient(sending, member.kind, member.country, unsent)
            if own_reports and member.kind in REPORTERS
            else None
        )
        if profile is None:
            continue
        answerable = [
            each for each in own_reports if not _exceeds_ceiling(max(FLOOR, each.tlp, key=TLP.index), profile)
        ]
        silent = len({each.report_id for each in own_reports} - {each.report_id for each in answerable})
        answers = feedback.answer_reports(answerable)
        content = feedback.Feedback(member.id, sending.run.as_of, FLOOR, feedback.NOTICE, answers, silent)
        if answers:
            yield Package(profile, member.kind, member.country, FLOOR, member.id, feedback.feedback_files(content))
        else:
            unsent.append(f"No feedback is sent to {member.id}: {profile.tlp} is the ceiling of {profile.id}.")


def _matched_reports(run: Run) -> Iterator[feedback.MatchedReport]:
    """Which reports were matched to which accounts, with their tiers."""
    tiers = {(row["provider_id"], row["merchant_id"]): row["tier"] for row in run.findings.to_pylist()}
    for row in pq.read_table(run.path / FOLDER / "reports.parquet").to_pylist():
        tier = tiers.get((row["provider_id"], row["merchant_id"]), "none")
        yield feedback.MatchedReport(row["reporter_id"], row["report_id"], row["status"], row["tlp"] or FLOOR, tier)
