"""A case is given to a partner with four eyes, ends there by itself or when it is called back; and what binds it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import literal, select
from sqlalchemy.exc import DBAPIError

from finpath.bundle.archive import unpack_contents
from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.chain import read_log
from finpath.desk.errors import DeniedError
from finpath.desk.exchange.envelope import FILES, PAYLOAD
from finpath.desk.exchange.give import (
    SENT_BACK,
    TAKEN_BACK,
    Wish,
    approve_share,
    call_back,
    end_proposal,
    propose_share,
    share_challenge,
)
from finpath.desk.exchange.letters import FIELDS, LETTERS, POLICY, limit, paths_of
from finpath.desk.exchange.told import read_copy
from finpath.desk.people.person import today
from finpath.desk.policy.deconflict import DeconflictionList
from finpath.desk.policy.may import RECEIVED
from finpath.desk.retention.hold import ask_to_end, end_hold, hold_case
from finpath.desk.retention.purge import propose_purge
from finpath.desk.retention.rows import rows_of, tables_of_cases
from finpath.desk.retention.sweep import read_leftovers
from finpath.desk.store.tables import ANCHORS, CASES, COPIES, PLACES, QUIETS, SHARES, TOMBS
from finpath.errors import ConfigError, ContributionError
from finpath.keyring import open_bytes
from finpath.referral import Referral, read
from tests.desk.conftest import Office, Runs
from tests.desk.test_exchange import forged
from tests.desk.test_landing import accounts
from tests.desk.test_retention import agree, left_of
from tests.desk.two_desks import NORTH, SOUTH, Pair, amend, carry, known_as, outbox, pair, small_pair

__all__ = ["pair", "small_pair"]

GIVE = Wish("case", SOUTH)
YEAR = dt.timedelta(days=365)


def landed(pair: Pair, runs: Runs) -> Pair:
    pair.north.desk.land(pair.north.people["ada"], runs.later)
    return pair


def case_of(office: Office, tier: str = "refer") -> str:
    return next(row.id for row in office.queue("ada") if row.tier == tier)


def signed(office: Office, login: str, share: str) -> tuple[str, object]:
    with office.desk.store.read() as db:
        nonce, head = share_challenge(db, share)
    return office.keys[login].sign(nonce), head


def approve(office: Office, login: str, share: str) -> str:
    token = signed(office, login, share)
    return approve_share(office.desk.store, known_as(office), office.person(login), share, token)  # type: ignore[arg-type]


def proposed(office: Office, case: str, wish: Wish = GIVE) -> str:
    return propose_share(office.desk.store, known_as(office), office.person("ada"), case, wish)


def given(pair: Pair, case: str) -> str:
    """A case is given, received, and its receipt has come back; the id of the copy."""
    approve(pair.north, "ben", proposed(pair.north, case))
    assert "Received a case" in carry(pair.north, pair.south)[-1]
    assert "received" in carry(pair.south, pair.north)[-1]
    return copies(pair.south)[-1]


def copies(office: Office) -> list[str]:
    with office.desk.store.read() as db:
        return list(db.scalars(select(CASES.c.id).where(CASES.c.lane == RECEIVED).order_by(CASES.c.opened_at)))


def became(office: Office) -> list[tuple[str, str]]:
    with office.desk.store.read() as db:
        return [(row.state, row.became) for row in db.execute(select(SHARES).order_by(SHARES.c.at))]


def crossed(pair: Pair, path: Path) -> dict[str, object]:
    """The payload of a file, as its bytes have it."""
    plain = open_bytes(path.read_bytes(), known_as(pair.south).identity)
    assert plain is not None
    said = json.loads(unpack_contents(plain, FILES)[PAYLOAD])
    assert isinstance(said, dict)
    return said


@pytest.mark.parametrize("tier", ["refer", "review"])
def test_a_case_is_given_received_and_answered(pair: Pair, runs: Runs, tier: str) -> None:
    landed(pair, runs)
    case = case_of(pair.north, tier)
    names = accounts(pair.north, case)
    copy = given(pair, case)
    assert became(pair.north) == [("sent", "taken")]
    with pair.south.desk.store.read() as db:
        row = db.execute(select(CASES).where(CASES.c.id == copy)).one()
        kept = db.execute(select(COPIES)).one()
    assert (row.lane, row.tlp, row.agreement) == (RECEIVED, 3, "EFC-2026-014")
    assert row.ends_on == (today() + dt.timedelta(days=90)).isoformat()
    assert (kept.kind, kept.partner) == ("case", NORTH)
    files = [path.read_bytes() for path in pair.south.home.parent.glob("*.sqlite*")]
    assert not any(name.partition("/")[2].encode() in content for name in names for content in files), "none in clear"
    assert pair.south.queue("ada") == (), "it is no case of this desk"
    for office in (pair.north, pair.south):
        assert not read_log(office.desk.store).faults()


def test_no_byte_crosses_without_a_letter(small_pair: Pair, runs: Runs) -> None:
    landed(small_pair, runs)
    seen: set[str] = set()
    for row in small_pair.north.queue("ada"):
        if row.lane == "protect":
            continue
        approve(small_pair.north, "ben", proposed(small_pair.north, row.id))
        said = crossed(small_pair, outbox(small_pair.north)[-1])
        assert set(said) == {"case", "policy"}
        assert set(said["policy"]) == set(POLICY)  # type: ignore[call-overload]
        paths = {path for path, _ in paths_of(said["case"], "case")}
        assert paths <= set(FIELDS)
        assert {FIELDS[path] for path in paths} <= set(LETTERS)
        text = json.dumps(said)
        for word in ("hotline", "report", "payer_tok", "3f5z5kc5:", "sha256", '"score"'):
            assert word not in text, word
        seen |= paths
    missing = {path for path in FIELDS if path.startswith("case.")} - seen
    assert not {path for path in missing if ".ties[]" not in path}, "a line of the table that nothing uses"
    assert limit({"as_of": "x", "reports": [{"how": "x"}], "new": {"as_of": "x"}}, "case") == {"as_of": "x"}


def test_four_eyes_are_two_people_also_in_the_database(pair: Pair, runs: Runs) -> None:
    landed(pair, runs)
    north = pair.north
    case = case_of(north)
    share = propose_share(north.desk.store, known_as(north), north.person("hal"), case, GIVE)
    with pytest.raises(DeniedError, match="somebody else must look"):
        approve(north, "hal", share)
    with pytest.raises(DeniedError):
        approve(north, "cem", share)
    other = north.keys["ben"].sign(b"x" * 32), signed(north, "ben", share)[1]
    with pytest.raises(ConfigError, match="not over what is approved"):
        approve_share(north.desk.store, known_as(north), north.person("ben"), share, other)  # type: ignore[arg-type]
    assert outbox(north) == []
    for words in (
        {"seal": "a" * 64},
        {"digest": "x"},
        {"partner": "hub-west"},
    ):
        with pytest.raises(DBAPIError, match="four eyes"), north.desk.store.engine.begin() as db:
            db.execute(SHARES.update().where(SHARES.c.id == share).values(**words))
    approve(north, "ben", share)
    with pytest.raises(ConfigError, match="waits no more"):
        approve(north, "ben", share)
    assert len(outbox(north)) == 1


def test_a_proposal_is_sent_back_taken_back_and_runs_out(small_pair: Pair, runs: Runs) -> None:
    north = landed(small_pair, runs).north
    case = case_of(north)
    first, second, third = (proposed(north, case) for _ in range(3))
    end_proposal(north.desk.store, north.person("ben"), first, SENT_BACK)
    with pytest.raises(DeniedError):
        end_proposal(north.desk.store, north.person("hal"), second, TAKEN_BACK)
    end_proposal(north.desk.store, north.person("ada"), second, TAKEN_BACK)
    with north.desk.store.engine.begin() as db:
        db.execute(SHARES.update().where(SHARES.c.id == third).values(until="2020-01-01"))
    with pytest.raises(ConfigError, match="ran out"):
        approve(north, "ben", third)
    for share in (first, second):
        with pytest.raises(ConfigError, match="waits no more"):
            approve(north, "ben", share)
    assert outbox(north) == []


def stricter(office: Office, case: str) -> None:
    decide(office.desk.store, office.person("ada"), case, Decision("label", "content", label="red"))


def placed(office: Office, case: str) -> None:
    with office.desk.store.engine.begin() as db:
        db.execute(PLACES.delete().where(PLACES.c.case_id == case))
        db.execute(PLACES.insert().values(case_id=case, country="JP"))


def quietened(office: Office, case: str) -> None:
    with office.desk.store.engine.begin() as db:
        values = {"id": "s-x", "case_id": case, "by": "u-1", "agreed_by": "u-2", "at": "2026-01-01"}
        db.execute(QUIETS.insert().values(**values, until=(today() + YEAR).isoformat()))


def ended(office: Office, case: str) -> None:
    with office.desk.store.engine.begin() as db:
        db.execute(CASES.update().where(CASES.c.id == case).values(ends_on=(today() - YEAR).isoformat()))


def ended_exchange(office: Office, _case: str) -> None:
    amend(office, ends_on=(today() - dt.timedelta(days=1)).isoformat())


def otherwise(office: Office, _case: str) -> None:
    amend(office, agreement="OTHER-1")


def lowered(office: Office, case: str) -> None:
    with office.desk.store.engine.begin() as db:
        db.execute(CASES.update().where(CASES.c.id == case).values(tier="watch"))


def closed(office: Office, case: str) -> None:
    decide(office.desk.store, office.person("hal"), case, Decision("clear", "charity"))


def protected(office: Office, case: str) -> None:
    names = sorted(accounts(office, case))
    what = Decision("give_role", "member_file", accounts=tuple(names), role="possible victim")
    decide(office.desk.store, office.person("hal"), case, what)


def disturbed(office: Office, _case: str) -> None:
    nowhere = office.home / "none"
    amend(office, lists=(DeconflictionList(nowhere, nowhere, nowhere, "ada", 14),))


@pytest.mark.parametrize(
    ("bind", "words"),
    [
        (stricter, "label is stricter"),
        (placed, "law of other countries"),
        (quietened, "is quiet"),
        (ended, "ended on|agreement has ended"),
        (ended_exchange, "agreement has ended"),
        (otherwise, "another agreement"),
        (lowered, "stands below"),
        (closed, "is closed"),
        (protected, "safeguarding|nothing to give|no such|is closed|lapsed"),
        (disturbed, "de-confliction"),
    ],
)
def test_what_binds_a_case_binds_it_before_and_after_it_was_proposed(
    small_pair: Pair, runs: Runs, bind: Callable[[Office, str], None], words: str
) -> None:
    north = landed(small_pair, runs).north
    south = known_as(north).config.partners[SOUTH]
    partners = {SOUTH: replace(south, countries=frozenset({"NL", "GB", "DE", "ES", "FR", "BE", "IT", "SE", "PL"}))}
    amend(north, config=replace(known_as(north).config, partners=partners))
    case = case_of(north)
    share = proposed(north, case)
    bind(north, case)
    with pytest.raises(ConfigError, match=words):
        approve(north, "ben", share)
    with pytest.raises(ConfigError, match=words):
        proposed(north, case)
    assert outbox(north) == []
    with north.desk.store.read() as db:
        assert db.execute(select(SHARES.c.seal)).scalars().all() == [""]


def test_a_case_of_safeguarding_is_given_by_nobody(small_pair: Pair, runs: Runs) -> None:
    north = landed(small_pair, runs).north
    case = case_of(north)
    protected(north, case)
    lane = north.queue("dot")[0].id
    for login in ("ada", "dot", "hal"):
        with pytest.raises(DeniedError):
            propose_share(north.desk.store, known_as(north), north.person(login), lane, GIVE)


def test_a_partner_that_is_none_and_a_partner_s_own_ceiling(small_pair: Pair, runs: Runs) -> None:
    north = landed(small_pair, runs).north
    case = case_of(north)
    with pytest.raises(ConfigError, match="no partner of this desk"):
        proposed(north, case, Wish("case", "hub-west"))
    south = known_as(north).config.partners[SOUTH]
    amend(north, config=replace(known_as(north).config, partners={SOUTH: replace(south, tlp="amber")}))
    with pytest.raises(ConfigError, match="label is stricter"):
        proposed(north, case)


def test_what_is_received_is_read_and_annotated_and_nothing_else(small_pair: Pair, runs: Runs) -> None:
    south = landed(small_pair, runs).south
    copy = given(small_pair, case_of(small_pair.north))
    store, ada = south.desk.store, south.person("ada")
    write_words(store, ada, copy, "note", "Our own file knows this one.")
    forbidden: list[Callable[[], object]] = [
        lambda: decide(store, ada, copy, Decision("confirm", "own_file")),
        lambda: decide(store, ada, copy, Decision("label", "content", label="amber+strict")),
        lambda: propose_share(store, known_as(south), ada, copy, Wish("case", NORTH)),
    ]
    for act in forbidden:
        with pytest.raises(DeniedError):
            act()
    with pytest.raises(DeniedError):
        write_words(store, south.person("dot"), copy, "note", "Not for this role.")
    assert outbox(south) == [], "it is not shared on, and the note stays here"


def test_on_its_last_day_it_goes_by_itself_and_a_receipt_says_so(pair: Pair, runs: Runs) -> None:
    landed(pair, runs)
    south = pair.south
    copy = given(pair, case_of(pair.north))
    write_words(south.desk.store, south.person("ada"), copy, "note", "zqplanted")
    expire(south, copy)
    with pytest.raises(DeniedError):
        write_words(south.desk.store, south.person("ada"), copy, "note", "Too late.")
    south.desk.tidy()
    assert left_of(south, copy) == 0
    with south.desk.store.read() as db:
        tomb = db.execute(select(TOMBS)).one()
    assert (tomb.mac, tomb.why, tomb.authority) == (south.desk.store.key.mac(copy), "expired", NORTH)
    assert "purged there: its time was over" in carry(south, pair.north)[-1]
    assert became(pair.north) == [("sent", "gone")]
    assert not read_log(south.desk.store).faults()


def take_away(office: Office, copy: str) -> None:
    """What somebody does who has the database."""
    with office.desk.store.engine.begin() as db:
        for table in tables_of_cases():
            if table.name != "holds":
                db.execute(table.delete().where(rows_of(table, select(literal(copy)))))


def expire(office: Office, copy: str) -> None:
    with office.desk.store.engine.begin() as db:
        values = {"ends_on": (today() - dt.timedelta(days=1)).isoformat()}
        db.execute(CASES.update().where(CASES.c.id == copy).values(**values))


def test_it_is_called_back_and_goes_there(small_pair: Pair, runs: Runs) -> None:
    landed(small_pair, runs)
    case = case_of(small_pair.north)
    copy = given(small_pair, case)
    with small_pair.north.desk.store.read() as db:
        share = db.execute(select(SHARES.c.id)).scalar_one()
    with pytest.raises(DeniedError):
        call_back(small_pair.north.desk.store, known_as(small_pair.north), small_pair.north.person("eve"), share)
    call_back(small_pair.north.desk.store, known_as(small_pair.north), small_pair.north.person("ada"), share)
    assert carry(small_pair.north, small_pair.south) == ["The other called it back: it is purged."]
    assert left_of(small_pair.south, copy) == 0
    assert "called back" in carry(small_pair.south, small_pair.north)[-1]
    assert became(small_pair.north) == [("recalled", "gone")]
    with pytest.raises(ConfigError, match="only what a partner has"):
        call_back(small_pair.north.desk.store, known_as(small_pair.north), small_pair.north.person("ada"), share)


def test_an_authority_s_hold_wins_over_recall_and_time(pair: Pair, runs: Runs) -> None:
    landed(pair, runs)
    south = pair.south
    copy = given(pair, case_of(pair.north))
    named = ("Public Prosecutor", "26/1234")
    held = hold_case(south.desk.store, south.person("ada"), copy, named=named, until=today() + YEAR)
    with pair.north.desk.store.read() as db:
        share = db.execute(select(SHARES.c.id)).scalar_one()
    call_back(pair.north.desk.store, known_as(pair.north), pair.north.person("ada"), share)
    assert "an authority wants it kept" in carry(pair.north, south)[-1]
    assert "held there for an authority" in carry(south, pair.north)[-1]
    expire(south, copy)
    south.desk.tidy()
    assert left_of(south, copy) > 0
    with pytest.raises(DBAPIError, match="four eyes"):
        take_away(south, copy)
    ask_to_end(south.desk.store, south.person("ben"), held)
    end_hold(south.desk.store, south.person("cem"), held)
    south.desk.tidy()
    assert left_of(south, copy) == 0
    assert "called back" in carry(south, pair.north)[-1]
    assert became(pair.north) == [("recalled", "gone")]


def test_a_purge_of_what_was_given_calls_it_back(pair: Pair, runs: Runs) -> None:
    landed(pair, runs)
    north, south = pair.north, pair.south
    case = case_of(north)
    copy = given(pair, case)
    purge = propose_purge(north.desk.store, north.person("ada"), case, "ordered", "Court 26/7")
    assert agree(north, "cem", purge)
    assert {"recall"} <= {kind for kind, _ in read_leftovers(north.desk.store)}
    assert carry(north, south) == ["The other called it back: it is purged."]
    assert left_of(south, copy) == 0
    assert "was purged here" in carry(south, north)[-1], "the giver keeps nothing of it"
    assert not {"recall", "receipt"} & {kind for kind, _ in read_leftovers(north.desk.store)}


def test_what_was_purged_before_anybody_carried_it_over_leaves_the_outbox(small_pair: Pair, runs: Runs) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    case = case_of(north)
    approve(north, "ben", proposed(north, case))
    (path,) = outbox(north)
    stolen = path.read_bytes()
    purge = propose_purge(north.desk.store, north.person("ada"), case, "ordered", "Court 26/7")
    assert agree(north, "cem", purge)
    (recall,) = outbox(north)
    assert not path.exists()
    assert "no more, or never had" in south.desk.receive(recall).sentence
    recall.unlink()
    path.write_bytes(stolen)
    with pytest.raises(ContributionError, match="was called back before it came"):
        south.desk.receive(path)
    path.unlink()
    assert copies(south) == []
    approve(north, "ben", proposed(north, case_of(north)))
    assert "Received a case" in carry(north, south)[-1], "what was called back is no gap"


def test_an_account_that_goes_to_safeguarding_calls_back_what_names_it(small_pair: Pair, runs: Runs) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    case = case_of(north)
    copy = given(small_pair, case)
    name = min(accounts(north, case))
    role = Decision("give_role", "member_file", accounts=(name,), role="possible victim")
    decide(north.desk.store, north.person("ada"), case, role)
    assert carry(north, south) == ["The other called it back: it is purged."]
    assert left_of(south, copy) == 0


def test_nobody_calls_back_what_another_gave(small_pair: Pair, runs: Runs) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    copy = given(small_pair, case_of(north))
    with south.desk.store.engine.begin() as db:
        db.execute(COPIES.update().values(partner="hub-west"))
    with north.desk.store.read() as db:
        share = db.execute(select(SHARES.c.id)).scalar_one()
    call_back(north.desk.store, known_as(north), north.person("ada"), share)
    assert "no more, or never had" in carry(north, south)[-1]
    assert left_of(south, copy) > 0
    for payload in ({"number": 9, "why": "asked"}, {"number": "1"}, {"number": 1}, {}):
        about = forged(small_pair, south.home, payload=payload, kind="recall", sequence=4, about="b" * 64)
        with pytest.raises(ContributionError, match="has not sent"):
            south.desk.receive(about)
    assert left_of(south, copy) > 0


def test_a_payload_that_says_more_than_it_may_is_refused_whole(small_pair: Pair, runs: Runs) -> None:
    landed(small_pair, runs)
    approve(small_pair.north, "ben", proposed(small_pair.north, case_of(small_pair.north)))
    good = crossed(small_pair, outbox(small_pair.north)[-1])
    case, policy = good["case"], good["policy"]
    assert isinstance(case, dict)
    assert isinstance(policy, dict)
    south, tmp = small_pair.south, small_pair.south.home
    subject = {**case["subjects"][0], "merchant_id": ""}
    data = "data:text/html;base64,AAAA"
    bad: list[tuple[dict[str, object], str]] = [
        ({**good, "more": 1}, "what its kind holds"),
        ({"case": case}, "what its kind holds"),
        ({"case": [], "policy": policy}, "what its kind holds"),
        ({"case": {**case, "reports": [{"how": "x"}]}, "policy": policy}, "no letter"),
        ({"case": {**case, "evidence": [{"payer": "x"}]}, "policy": policy}, "no letter"),
        ({"case": {**case, "subjects": []}, "policy": policy}, "names no account"),
        ({"case": {**case, "subjects": [subject]}, "policy": policy}, "names no account"),
        ({"case": {**case, "against": [data]}, "policy": policy}, "no plain text"),
        ({"case": {**case, "against": ["x" * 3000]}, "policy": policy}, "longer than"),
        ({"case": {**case, "against": ["hid\u200bden"]}, "policy": policy}, "no plain text"),
        ({"case": case, "policy": {**policy, "share_on": True}}, "cannot keep"),
        ({"case": case, "policy": {**policy, "label": "red"}}, "cannot keep"),
        ({"case": case, "policy": {**policy, "label": "none"}}, "cannot keep"),
        ({"case": case, "policy": {**policy, "agreement": "OTHER"}}, "cannot keep"),
        ({"case": case, "policy": {**policy, "countries": ["XX"]}}, "cannot keep"),
        ({"case": case, "policy": {**policy, "countries": "NL"}}, "cannot keep"),
        ({"case": case, "policy": {**policy, "expires_on": "2020-01-01"}}, "given until"),
        ({"case": case, "policy": {**policy, "expires_on": "never"}}, "given until"),
        ({"case": case, "policy": {**policy, "expires_on": "2999-01-01"}}, "given until"),
        ({"case": case, "policy": {**policy, "purpose": ""}}, "for what"),
        ({"case": case, "policy": {**policy, "more": ""}}, "under what"),
    ]
    for payload, words in bad:
        with pytest.raises(ContributionError, match=words):
            south.desk.receive(forged(small_pair, tmp, payload=payload, kind="case"))
    assert copies(south) == []
    case["against"] = ["Paid with 4111 1111 1111 1111, see https://shop.example/a/b."]
    path = forged(small_pair, tmp, payload=good, kind="case")
    assert "Received a case" in south.desk.receive(path).sentence
    with south.desk.store.read() as db:
        copy = read_copy(db, south.desk.store.key, south.person("ada"), copies(south)[0])
    assert copy.against == ["Paid with [number], see shop[.]example (path cut)"]


def test_a_stranger_s_name_stays_and_its_case_does_not(
    small_pair: Pair, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    case = case_of(north)

    def hostile(path: Path) -> Referral:
        found = read(path)
        named = tuple(
            replace(each, about=replace(each.about, name="\u202egnp data:text/html;x")) for each in found.subjects
        )
        return replace(found, subjects=named)

    monkeypatch.setattr("finpath.desk.exchange.content.read", hostile)
    copy = given(small_pair, case)
    with south.desk.store.read() as db:
        told = read_copy(db, south.desk.store.key, south.person("ada"), copy)
    assert {each["name"] for each in told.figures} == {""}
    assert set(told.accounts) == accounts(north, case)


@pytest.mark.parametrize("bind", [stricter, placed])
def test_what_a_partner_may_have_no_more_is_called_back(
    small_pair: Pair, runs: Runs, bind: Callable[[Office, str], None]
) -> None:
    north, south = landed(small_pair, runs).north, small_pair.south
    known = known_as(north).config.partners[SOUTH]
    places = frozenset({"NL", "GB", "DE", "ES", "FR", "BE", "IT", "SE", "PL"})
    amend(north, config=replace(known_as(north).config, partners={SOUTH: replace(known, countries=places)}))
    case = case_of(north)
    copy = given(small_pair, case)
    assert carry(north, south) == [], "nothing has changed"
    bind(north, case)
    assert carry(north, south) == ["The other called it back: it is purged."]
    assert left_of(south, copy) == 0
    assert carry(north, south) == [], "once"


def test_an_agreement_that_ends_ends_the_copies_under_it(small_pair: Pair, runs: Runs) -> None:
    south = landed(small_pair, runs).south
    copy = given(small_pair, case_of(small_pair.north))
    ended_exchange(south, copy)
    south.desk.tidy()
    assert left_of(south, copy) == 0


def test_no_case_becomes_a_copy_and_so_goes_without_two_people(pair: Pair, runs: Runs) -> None:
    north = landed(pair, runs).north
    for values in ({"lane": RECEIVED}, {"lane": RECEIVED, "ends_on": "2020-01-01"}):
        with pytest.raises(DBAPIError, match="four eyes"), north.desk.store.engine.begin() as db:
            db.execute(CASES.update().values(**values))


def test_numbers_that_nobody_reaches_are_refused_at_once(small_pair: Pair) -> None:
    south, tmp = small_pair.south, small_pair.south.home
    for number, kind, words in (
        (10**18, "case", "cannot be"),
        (10**18, "recall", "cannot be"),
        (900_000, "case", "number 1 is missing"),
        (900_000, "recall", "has not sent"),
    ):
        with pytest.raises(ContributionError, match=words):
            south.desk.receive(forged(small_pair, tmp, kind=kind, sequence=number, about="b" * 64))
    with pytest.raises(ContributionError, match="are missing before it"):
        south.desk.receive(forged(small_pair, tmp, kind="case", sequence=900_000), "a stick was lost")


def test_a_payload_without_end_is_refused(small_pair: Pair) -> None:
    many = {"case": {"subjects": [{"provider_id": "a", "merchant_id": "b"}], "against": ["x"] * 20_001}, "policy": {}}
    deep: object = "x"
    for _ in range(60):
        deep = [deep]
    for payload, words in ((many, "more than 20,000 fields"), ({"case": {"against": deep}, "policy": {}}, "deeper")):
        with pytest.raises(ContributionError, match=words):
            small_pair.south.desk.receive(forged(small_pair, small_pair.south.home, kind="case", payload=payload))


def test_an_agreement_without_its_papers_lets_nothing_out(
    small_pair: Pair, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = landed(small_pair, runs).north
    case = case_of(north)
    share = proposed(north, case)
    lacking = {"id": "wallet", "kind": "wallet", "country": "NL", "lacks": ["a data protection impact assessment"]}
    monkeypatch.setattr("finpath.dissemination.packages._recorded_members", lambda _: [lacking])
    with pytest.raises(ConfigError, match="Release is blocked"):
        approve(north, "ben", share)
    with pytest.raises(ConfigError, match="Release is blocked"):
        proposed(north, case)
    assert outbox(north) == []


def test_an_account_of_another_case_in_the_same_referral_stays(small_pair: Pair, runs: Runs) -> None:
    """The run's referral names both; the case has one of them since."""
    north = landed(small_pair, runs).north
    case = next(row.id for row in north.queue("ada") if row.tier == "refer" and len(accounts(north, row.id)) > 2)
    left, *others = sorted(accounts(north, case))
    with north.desk.store.engine.begin() as db:
        db.execute(ANCHORS.delete().where(ANCHORS.c.case_id == case, ANCHORS.c.mac != north.desk.store.key.mac(left)))
    approve(north, "ben", proposed(north, case))
    text = json.dumps(crossed(small_pair, outbox(north)[0]))
    assert left.partition("/")[2] in text
    assert not any(name.partition("/")[2] in text for name in others)


def test_two_people_purge_a_copy_before_its_day(small_pair: Pair, runs: Runs) -> None:
    south = landed(small_pair, runs).south
    copy = given(small_pair, case_of(small_pair.north))
    purge = propose_purge(south.desk.store, south.person("ada"), copy, "ordered", "Court 26/7")
    assert agree(south, "cem", purge)
    assert left_of(south, copy) == 0
    assert "purged there" in carry(south, small_pair.north)[-1]
    assert became(small_pair.north) == [("sent", "gone")]
