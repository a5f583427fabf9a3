"""What becomes of what is sent: proofs, rates, lanes, receipts; and what clocks, floods and forgers change of it."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import json
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from finpath.intake import rates, spool
from finpath.intake.answers import Answer, write_answers
from finpath.intake.facts import Facts
from finpath.intake.receipt import hash_receipt, new_receipt, read_receipt
from finpath.intake.report import BLOCK, Report, read_report
from finpath.intake.spool import Spool
from finpath.keyring import open_bytes
from tests.intake.site import HOST, TODAY, Clock, Intake

REPORT = Report(Facts("page", "NL", {"host": "shop.example"}), TODAY, urgent=False, helped=False, held=())


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    return Intake(tmp_path)


def test_what_is_proven_waits_for_the_desk(intake: Intake) -> None:
    answered = intake.post("send", intake.proven(HOST | {"place": "NL"}))
    assert answered.status == 200
    ((taken,), name) = intake.taken(), hash_receipt(intake.gate.key, read_receipt(answered.receipt) or "")
    assert taken.receipt == name
    assert taken.report == REPORT
    (path,) = (intake.spool.folder / "reports").iterdir()
    assert (path.name, stat.S_IMODE(path.stat().st_mode)) == (f"{name}.age", 0o600)
    assert dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) == dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


def test_a_child_in_danger_comes_first(intake: Intake) -> None:
    intake.post("send", intake.proven(HOST | {"urgent": "1"}))
    assert [intake.waiting(lane) for lane in ("urgent", "reports", "quarantine")] == [1, 0, 0]


def test_without_a_proof_it_waits_apart_and_is_not_refused(intake: Intake) -> None:
    assert intake.post("send", HOST).status == 200
    assert intake.post("send", HOST | {"proof": "no such thing"}).status == 200
    assert {each.report.held for each in intake.taken()} == {("no_proof",)}
    assert intake.waiting("quarantine") == 2


def test_a_proof_is_good_for_one_report(intake: Intake) -> None:
    proven = intake.proven(HOST)
    for _ in range(5):
        assert intake.post("send", proven).status == 200
    assert sorted(each.report.held for each in intake.taken()) == [(), *[("replay",)] * 4]


@pytest.mark.parametrize(
    "change",
    [{"host": "other.example"}, {"urgent": "1"}, {"place": "DE"}, {"kind": "shop"}, {"amount": "5", "currency": "EUR"}],
)
def test_a_proof_is_bound_to_what_was_said(intake: Intake, change: dict[str, str]) -> None:
    intake.post("send", intake.proven(HOST | {"place": "NL"}) | change)
    assert [each.report.held for each in intake.taken()] == [("no_proof",)]


def test_a_proof_ends_by_a_clock_that_nobody_sets(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = intake.proven(HOST), intake.proven(HOST)
    for stepped in (0.0, 4e9):
        monkeypatch.setattr(time, "time", lambda stepped=stepped: stepped)
        intake.clock.day = dt.date(1970, 1, 1) if not stepped else dt.date(2096, 1, 1)
        intake.post("send", first if not stepped else second)
    assert intake.waiting("reports") == 2, "steps of the machine's clock hold no honest report"
    late = intake.proven(HOST)
    intake.clock.seconds += 1801
    intake.post("send", late)
    assert intake.waiting("quarantine") == 1


def test_a_new_start_forgets_what_it_asked_and_holds(intake: Intake, tmp_path: Path) -> None:
    proven = intake.proven(HOST)
    Intake(tmp_path).post("send", proven)
    assert intake.waiting("quarantine") == 1


def test_many_from_one_network_wait_apart_and_then_are_refused(intake: Intake) -> None:
    statuses = [
        intake.post("send", intake.proven(HOST), client=f"192.0.2.{n % 250}").status for n in range(rates.HELD + 5)
    ]
    assert (statuses.count(200), statuses.count(503)) == (rates.HELD, 5)
    assert intake.waiting("reports") == rates.CLEAR
    assert intake.waiting("quarantine") == rates.HELD - rates.CLEAR
    assert intake.post("send", intake.proven(HOST), client="198.51.100.1").status == 200
    assert intake.waiting("reports") == rates.CLEAR + 1, "others are not touched by it"
    intake.clock.seconds += rates.WINDOW
    assert intake.post("send", intake.proven(HOST)).status == 200


def test_a_header_that_anybody_writes_makes_nobody_another(intake: Intake) -> None:
    statuses = [
        intake.post("send", intake.proven(HOST), x_forwarded_for=f"203.0.{n}.1", forwarded=f"for=203.0.{n}.2").status
        for n in range(rates.HELD + 1)
    ]
    assert statuses[-1] == 503
    assert intake.waiting("reports") == rates.CLEAR


def test_a_proxy_that_is_named_is_believed_as_far_as_it_goes(tmp_path: Path) -> None:
    intake = Intake(tmp_path, trusted=("127.0.0.1",))
    for n in range(rates.CLEAR + 3):
        forged = f"203.0.{n}.1, 192.0.2.5"
        intake.post("send", intake.proven(HOST), client="127.0.0.1", x_forwarded_for=forged)
    assert intake.waiting("reports") == rates.CLEAR, "only the last hop is the proxy's word"
    intake.post("send", intake.proven(HOST), client="127.0.0.1", x_forwarded_for="198.51.100.9")
    assert intake.waiting("reports") == rates.CLEAR + 1


def test_addresses_are_counted_by_a_hash_whose_salt_lives_a_day() -> None:
    clock = Clock()
    counted = rates.Rates(clock)
    counted.count("192.0.2.7")
    assert "192.0.2" not in repr(counted)
    assert b"192.0.2" not in b"".join(counted._counts)  # noqa: SLF001 - that is the question
    before = set(counted._counts)  # noqa: SLF001
    clock.seconds += rates.DAY
    counted.count("192.0.2.7")
    assert not before & set(counted._counts)  # noqa: SLF001


def test_memory_is_bounded_however_many_networks_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST", 100)
    counted = rates.Rates(Clock())
    counts = [counted.count(f"2001:db8:{n:x}::1") for n in range(200)]
    assert counts == [1] * 100 + [rates.CLEAR + 1] * 100


def test_what_is_held_is_bounded_by_the_minute(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "HELD_A_MINUTE", 5)
    statuses = [intake.post("send", HOST, client=f"10.0.{n}.1").status for n in range(8)]
    assert statuses == [200] * 5 + [503] * 3
    assert intake.post("send", intake.proven(HOST), client="10.1.0.1").status == 200, "what is proven is not"
    intake.clock.seconds += 60
    assert intake.post("send", HOST, client="10.2.0.1").status == 200


def test_the_disk_is_bounded_and_only_what_is_held_ever_makes_room(intake: Intake) -> None:
    intake.spool.most.update(urgent=2, reports=2, quarantine=4)
    held = [intake.post("send", HOST, client=f"10.0.{n}.1").receipt for n in range(6)]
    names = [f"{hash_receipt(intake.gate.key, read_receipt(each) or '')}.age" for each in held]
    there = {path.name for path in (intake.spool.folder / "quarantine").iterdir()}
    assert there == set(names[2:]), "the oldest goes first"
    for lane, urgent in (("urgent", "1"), ("reports", "")):
        proven = [intake.proven(HOST | {"urgent": urgent}) for _ in range(3)]
        answered = [intake.post("send", each, client=f"10.1.{n}.1").status for n, each in enumerate(proven)]
        assert answered == [200, 200, 503]
        assert intake.waiting(lane) == 2


def test_a_spool_that_was_moved_away_whole_is_made_anew(intake: Intake, tmp_path: Path) -> None:
    intake.post("send", intake.proven(HOST))
    intake.spool.folder.rename(tmp_path / "moved")
    assert intake.post("send", intake.proven(HOST)).status == 200
    assert intake.waiting("reports") == 1


def test_what_the_desk_takes_away_makes_room(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "LOOK", 0.0)
    intake.spool.most.update(reports=1)
    intake.post("send", intake.proven(HOST))
    (path,) = (intake.spool.folder / "reports").iterdir()
    path.unlink()
    assert intake.post("send", intake.proven(HOST)).status == 200


def test_every_report_is_as_long_as_every_other_and_says_nothing_outside(intake: Intake) -> None:
    sizes = set()
    for fields in (
        HOST,
        HOST | {"descriptor": "x" * 40, "name": "Jan de Vries", "place": "NL", "amount": "5", "currency": "EUR"},
    ):
        intake.post("send", intake.proven(fields))
    for path in (intake.spool.folder / "reports").iterdir():
        sizes.add(len(open_bytes(path.read_bytes(), intake.identity) or b""))
        assert b"example" not in path.read_bytes()
    assert len(sizes) == 1
    assert len(REPORT.to_bytes()) % BLOCK == 0


def test_a_receipt_says_how_far_and_nothing_before_the_next_day(intake: Intake, tmp_path: Path) -> None:
    receipt = intake.post("send", intake.proven(HOST)).receipt
    name = hash_receipt(intake.gate.key, read_receipt(receipt) or "")
    asked = receipt.lower().replace("-", " ")

    def state() -> str | None:
        return intake.gate.status(asked)

    assert state() is None
    intake.clock.day += dt.timedelta(days=1)
    assert state() == "received"
    write_answers(tmp_path / "answers.csv", {name: Answer(TODAY, "closed", intake.clock.day, helped=False)})
    assert state() == "received", "what was decided today is said tomorrow"
    intake.clock.day += dt.timedelta(days=1)
    assert state() == "closed"
    (tmp_path / "answers.csv").write_text("broken")
    assert state() == "closed", "a broken file leaves what was known"


def test_a_receipt_of_nobody_looks_like_one_of_today(intake: Intake) -> None:
    mine = intake.post("send", intake.proven(HOST)).receipt
    pages = {intake.post("status", {"receipt": each}).text for each in (mine, new_receipt(), "nonsense", "")}
    assert len(pages) == 1


def test_whose_report_was_borne_out_is_known_by_its_receipt_alone(intake: Intake, tmp_path: Path) -> None:
    earlier = new_receipt()
    name = hash_receipt(intake.gate.key, read_receipt(earlier) or "")
    write_answers(tmp_path / "answers.csv", {name: Answer(TODAY, "passed", TODAY, helped=True)})
    intake.post("send", intake.proven(HOST | {"earlier": earlier}))
    intake.post("send", intake.proven(HOST | {"earlier": new_receipt()}))
    assert sorted(each.report.helped for each in intake.taken()) == [False, True]
    assert not any(earlier.replace("-", "") in repr(each) for each in intake.taken())


def test_a_receipt_that_is_passed_around_soon_counts_no_more(intake: Intake, tmp_path: Path) -> None:
    earlier = new_receipt()
    name = hash_receipt(intake.gate.key, read_receipt(earlier) or "")
    write_answers(tmp_path / "answers.csv", {name: Answer(TODAY, "passed", TODAY, helped=True)})
    for _ in range(rates.HELPS_A_DAY + 2):
        intake.post("send", intake.proven(HOST | {"earlier": earlier}))
    assert sum(each.report.helped for each in intake.taken()) == rates.HELPS_A_DAY


def test_a_full_disk_is_said_and_leaves_nothing_half(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    told = intake.post("send", intake.proven(HOST))
    assert told.status == 503
    assert "INHOPE" in told.text
    assert [intake.waiting(lane) for lane in ("parts", "reports", "quarantine")] == [0, 0, 0]


def test_a_disk_that_is_slow_holds_up_nobody_but_who_sends(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    free = threading.Event()
    put = intake.spool.put
    monkeypatch.setattr(intake.spool, "put", lambda report, name: free.wait(30) and put(report, name))
    form = urlencode(intake.proven(HOST)).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}

    async def both() -> tuple[bool, int]:
        sending = asyncio.create_task(intake.asked("POST", "/en/send", form, headers, "192.0.2.1"))
        await asyncio.sleep(0)
        page = await intake.asked("GET", "/en/now", b"", {}, "192.0.2.2")
        waited = not sending.done() and page.status == 200
        free.set()
        return waited, (await sending).status

    assert asyncio.run(both()) == (True, 200)
    assert intake.waiting("reports") == 1


def test_no_answer_to_a_challenge_but_the_right_one_is_a_proof(intake: Intake) -> None:
    good = json.loads(base64.b64decode(intake.proven(HOST)["proof"]))

    def held(proof: object) -> bool:
        packed = proof if isinstance(proof, str) else base64.b64encode(json.dumps(proof).encode()).decode()
        form = Facts("page", "", {"host": "shop.example"}).digest(urgent=False)
        return intake.gate.proofs.check(packed, form) == "no_proof"

    parameters, solution = good["challenge"]["parameters"], good["solution"]
    asked: list[tuple[str, object]] = [
        ("keyPrefix", ""),
        ("data", None),
        ("data", {}),
        ("cost", 0),
        ("nonce", "00"),
        ("algorithm", "x"),
    ]
    solved = [("counter", -1), ("counter", "0"), ("counter", 1 << 40), ("derivedKey", "00" * 32), ("derivedKey", None)]
    wrong: list[object] = ["", "x", "\u00e9", "[" * 4000, [], {}, {"challenge": {}, "solution": {}}]
    wrong += [good | {"challenge": good["challenge"] | {"parameters": parameters | dict([each])}} for each in asked]
    wrong += [good | {"solution": solution | dict([each])} for each in solved]
    wrong += [good | {"challenge": good["challenge"] | {"signature": each}} for each in (None, "", 7, "00" * 32)]
    assert all(map(held, wrong)), [each for each in wrong if not held(each)]
    assert not held(good)


@pytest.mark.bundle
def test_whoever_has_the_key_reads_a_report_with_age_itself(intake: Intake, tmp_path: Path) -> None:
    intake.post("send", intake.proven(HOST | {"place": "NL"}))
    (path,) = (intake.spool.folder / "reports").iterdir()
    command = ["age", "--decrypt", "--identity", str(tmp_path / "desk.age"), str(path)]
    assert subprocess.run(command, capture_output=True, check=True).stdout == REPORT.to_bytes()


def test_receipts_are_eighty_bits_and_kept_as_a_keyed_hash(intake: Intake) -> None:
    receipts = {new_receipt() for _ in range(500)}
    assert len(receipts) == 500
    assert all(len(read_receipt(each) or "") == 16 for each in receipts)
    receipt = intake.post("send", intake.proven(HOST)).receipt
    stored = b"".join(path.name.encode() + path.read_bytes() for path in intake.spool.folder.rglob("*.age"))
    assert receipt.encode() not in stored
    assert receipt.replace("-", "").encode() not in stored
    assert hash_receipt(b"another key", read_receipt(receipt) or "") not in stored.decode("latin-1")


def forged() -> Iterator[bytes]:
    good = json.loads(REPORT.to_bytes())
    yield b"no report"
    yield b"[]"
    yield b"[" * 100_000
    yield json.dumps(good | {"v": 2}).encode()
    yield json.dumps(good | {"kind": "pictures"}).encode()
    yield json.dumps(good | {"place": "Utopia"}).encode()
    yield json.dumps(good | {"day": "0000-00-00"}).encode()
    yield json.dumps(good | {"day": "9999-12-31"}).encode()
    yield json.dumps(good | {"day": 1e400}).encode()
    yield json.dumps(good | {"place": ["NL"]}).encode()
    yield json.dumps(good | {"held": [["no_proof"]]}).encode()
    yield json.dumps(good | {"said": {"name": "\ud800"}}).encode()
    yield json.dumps(good | {"held": ["words of a stranger"]}).encode()
    yield json.dumps(good | {"said": {}}).encode()
    yield json.dumps(good | {"said": {"note": "free text"}}).encode()
    yield json.dumps(good | {"said": {"host": "https://shop.example/path"}}).encode()
    yield json.dumps(good | {"said": {"descriptor": "4111 1111 1111 1111"}}).encode()


@pytest.mark.parametrize("content", tuple(forged()), ids=range(17))
def test_the_desk_refuses_what_the_form_would_have(content: bytes) -> None:
    assert read_report(content, TODAY) is None
    assert read_report(REPORT.to_bytes(), TODAY) == REPORT


def test_what_is_sealed_opens_for_the_desk_alone(tmp_path: Path) -> None:
    desk, other = Intake(tmp_path / "a"), Intake(tmp_path / "b")
    desk.post("send", desk.proven(HOST | {"place": "NL"}))
    (path,) = (desk.spool.folder / "reports").iterdir()
    assert open_bytes(path.read_bytes(), other.identity) is None
    assert open_bytes(path.read_bytes()[:-1], desk.identity) is None
    assert read_report(open_bytes(path.read_bytes(), desk.identity) or b"", TODAY) == REPORT


def test_half_a_report_is_swept_at_the_next_start(tmp_path: Path) -> None:
    intake = Intake(tmp_path)
    (intake.spool.folder / "parts" / "half").write_bytes(b"x")
    again = Spool(intake.spool.folder, intake.spool.recipients)
    again.open()
    assert not list((intake.spool.folder / "parts").iterdir())
