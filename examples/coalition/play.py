"""The day of a coalition: from a public report to what is left of two cases when their agreement has ended.

One script plays all people here: members, a hotline, and the people of two desks, each with a key of their own in
software. Nothing that four eyes ask for is left out, and nothing is proved of anybody: the payments are synthetic.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from examples.coalition.members import hand_in, make_members, make_recipient, run
from examples.coalition.report import choose_site, confirm, send_report, triage
from finpath.custody import read_chain
from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.cases.outbox import settle
from finpath.desk.cases.queue import QueueRow
from finpath.desk.cases.release import approve, propose, release
from finpath.desk.chain import write_log
from finpath.desk.hits.notice import Notice
from finpath.desk.match.told import read_remote_notices, read_remote_opened
from finpath.desk.retention.purge import approve_purge, propose_purge, purge_challenge
from finpath.dissemination import build_packages, read_routing, write_packages
from finpath.errors import ConfigError
from finpath.output.folder import Run
from tests.desk.conftest import Office
from tests.desk.deeds import signed
from tests.desk.two_desks import NORTH, SOUTH, Pair, carry, make_pair, reopen

Say = Callable[[str, Path], None]
"""Told what has happened, in one sentence, and where to look."""

PLANTED = ("zqfirstnote", "zqsecondnote", "zqwhynotnow", "zqreference")
"""Words that people write into cases; when the day is over, none of them is anywhere."""

FEEDBACK = """
dated = 2026-06-01
source = "Agreement EFC-2026-018"

[profiles.reporter]
name = "The reporter"
forms = ["feedback"]
fields = []
tlp = "amber+strict"

[[routes]]
kind = "hotline"
jurisdiction = "*"
profile = "reporter"
"""


@dataclass(frozen=True)
class Played:
    """What came of the day.

    Args:
        site: The account that was reported.
        report: The id of the report.
        hub: The desk of the hub.
        service: The desk of the second service.
        cases: Purged, of the hub and of the service.
        logs: The chains of custody of both.
    """

    site: str
    report: str
    hub: Office
    service: Office
    cases: tuple[str, str]
    logs: tuple[Path, Path]


def play(folder: Path, addresses: tuple[str, str], say: Say) -> Played:
    """Play the whole day.

    Args:
        folder: An empty one, in which everything is made.
        addresses: Of the databases of the two desks.
        say: Told of each step.
    """
    site, report, runs = _report_and_run(folder, say)
    pair = make_pair(addresses, folder / "desks")
    for office, path in zip((pair.north, pair.south), runs, strict=True):
        landing = office.desk.land(office.people["ada"], path)
        say(f"A run is landed at {office.home.name}: {sum(landing.changes.values())} cases.", office.home)
    notices = _meet(pair, say)
    cases = (notices[0].case.id, notices[1].case.id)
    released = _refer(folder, pair.north, notices[0].case, runs[0], say)
    _end(pair, cases, say)
    logs = tuple(_close(pair.of(org), folder / f"{org}.jsonl", say) for org in (NORTH, SOUTH))
    say("What was released has left the outbox with its case.", released.parent)
    return Played(site, report, pair.north, pair.south, cases, (logs[0], logs[1]))


def _report_and_run(folder: Path, say: Say) -> tuple[str, str, tuple[Path, Path]]:
    raw = make_members(folder)
    say("Five members have payments; all of them are synthetic.", raw)
    site, host = choose_site(raw, folder / "truth.csv")
    send_report(folder / "intake", host)
    say("Somebody reports a payment page, and the intake encrypts it for the hotline.", folder / "intake" / "in")
    passed = triage(folder / "intake")
    say("The hotline opens it and lets it pass, as alleged: it starts nothing.", folder / "intake" / "triage")
    report = confirm(passed, raw / "hotline")
    say("A trained person at the hotline confirms it among the hotline's own reports.", raw / "hotline" / "reports.csv")
    hub = make_recipient(folder, "hub", ("acquirer-north", "acquirer-south", "wallet", "remitter", "hotline"))
    service = make_recipient(folder, "service", ("acquirer-south", "wallet", "hotline"))
    for to in (hub, service):
        bundles = list(hand_in(folder, raw, to))
        say(f"{len(bundles)} members sign and encrypt what they hand in for the {to.name}, which opens it.", to.place)
    runs = (run(hub), run(service))
    for path in runs:
        say(f"The {path.parent.name} runs finpath over the members' bundles alone.", path / "index.html")
    return site, report, runs


def _meet(pair: Pair, say: Say) -> tuple[Notice, Notice]:
    """The hub asks the service, both are told, and both want to talk."""
    asked = pair.north.desk.match(SOUTH, "console")
    say(f"The hub asks the service about {asked.cases} cases, as {asked.hashes} hashes.", pair.north.home / "outbox")
    carry(pair.north, pair.south)
    say("The service compares, and answers which of them meet.", pair.south.home / "outbox")
    carry(pair.south, pair.north)
    ours = next(notice for notice in told(pair.north) if notice.case.tier == "refer")
    theirs = next(notice for notice in told(pair.south) if notice.hit == ours.hit)
    say(f"Both owners are told of a hit, by {', '.join(ours.by)}; each knows the other as a handle.", pair.north.home)
    _say(pair.north, "ada", ours, "not_now", f"The team is busy, {PLANTED[2]}.")
    for office, notice in ((pair.north, ours), (pair.south, theirs)):
        _say(office, "ada", notice, "tell_me", "")
    for _ in range(2):
        carry(pair.north, pair.south)
        carry(pair.south, pair.north)
    names = [_whom(office, ours.hit) for office in (pair.north, pair.south)]
    assert all(names), names  # noqa: S101 - a demo that is a test
    say("Both said yes: each learns whom to ask at the other, and nothing of the other's case.", pair.south.home)
    return ours, theirs


def told(office: Office) -> list[Notice]:
    """Hits with the other desk, as Ada is told of them."""
    with office.desk.store.read() as db:
        return read_remote_notices(db, office.desk.store.key, office.person("ada"))


def _whom(office: Office, hit: str) -> str:
    notice = next(each for each in told(office) if each.hit == hit)
    with office.desk.store.read() as db:
        return read_remote_opened(db, office.desk.store.key, notice).whom


def _say(office: Office, login: str, notice: Notice, said: str, why: str) -> None:
    office.desk.answer_hit(office.person(login), notice.hit, notice.case.id, said=said, why=why)


def _refer(folder: Path, office: Office, case: QueueRow, path: Path, say: Say) -> Path:
    """Confirmed by Ada, approved by Ben, released by Cem; then what became of it, and the hotline's answer."""
    store, hub = office.desk.store, office.desk.hub
    write_words(store, office.person("ada"), case.id, "note", f"The service has it as well, {PLANTED[0]}.")
    decide(store, office.person("ada"), case.id, Decision("confirm", "own_file"))
    proposal = propose(store, hub, office.person("ada"), case.id, "fiu")
    say("Ada confirms the case and proposes to refer it.", office.home)
    approve(store, hub, office.person("ben"), proposal, signed(office, "ben", "approve", proposal))
    say("Ben approves it: his key signs a digest of every file.", office.home)
    made = release(store, hub, office.person("cem"), proposal, signed(office, "cem", "release", proposal))
    say("Cem releases it: the package lies in the outbox, and a person sends it.", made)
    settle(store, office.person("cem"), proposal, "filed", reference=f"FIU 26/7 {PLANTED[3]}", why="")
    (folder / "feedback.toml").write_text(FEEDBACK)
    table = read_routing(folder / "feedback.toml")
    write_packages(build_packages(Run(path), table), table, folder / "feedback")
    say("It is filed at the FIU, and the hotline is told what became of its reports.", folder / "feedback")
    return made


def _end(pair: Pair, cases: tuple[str, str], say: Say) -> None:
    """The agreement ends, nothing crosses any more, and at each desk two people purge its case."""
    yesterday = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)).isoformat()
    for office, case in zip((pair.north, pair.south), cases, strict=True):
        write_words(office.desk.store, office.person("ada"), case, "note", f"Ended, {PLANTED[1]}.")
        config = office.home / "desk.toml"
        config.write_text(re.sub("expires_on = .*", f"expires_on = {yesterday}", config.read_text()))
        reopen(office)
        assert _is_silent(office, SOUTH if office is pair.north else NORTH)  # noqa: S101 - a demo that is a test
    say("The agreement ends before its day: neither desk asks or answers any more.", pair.north.home / "desk.toml")
    for office, case in zip((pair.north, pair.south), cases, strict=True):
        ada, ben = office.person("ada"), office.person("ben")
        purge = propose_purge(office.desk.store, ada, case, "unfounded", "Agreement EFC-2026-014")
        with office.desk.store.read() as db:
            nonce, head = purge_challenge(db, purge)
        token = office.keys["ben"].sign(nonce), head
        assert approve_purge(office.desk.store, office.desk.hub.site, ben, purge, token)  # noqa: S101 - two are enough
        office.desk.sweep()
        say(f"At {office.home.name}, Ada proposes to purge the case and Ben's key signs it: it is gone.", office.home)


def _is_silent(office: Office, other: str) -> bool:
    """Whether a desk asks the other nothing."""
    try:
        office.desk.match(other, "console")
    except ConfigError:
        return True
    return False


def _close(office: Office, log: Path, say: Say) -> Path:
    """The chain of custody is whole, and says nothing of what was purged."""
    write_log(office.desk.store, log)
    chain = read_chain(log)
    assert not chain.faults()  # noqa: S101
    say(f"The custody of {office.home.name} is whole: {chain.head.n} entries.", log)
    return log


def left(folder: Path, planted: tuple[str, ...] = PLANTED) -> Iterator[tuple[Path, str]]:
    """Where one of the planted words still stands, in any file that the day has left."""
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        yield from ((path, word) for word in planted if word.encode() in content)
