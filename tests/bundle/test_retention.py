"""What the hub may keep no longer goes, with the runs that rest on it; a legal hold wins, and everything is entered."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from finpath.bundle import purge as purging
from finpath.bundle.hold import find_bundle, free, hold
from finpath.bundle.make import make_bundle
from finpath.bundle.manifest import terms_digest
from finpath.bundle.open import Hub, open_bundle
from finpath.bundle.purge import purge
from finpath.bundle.receipt import read_receipt
from finpath.bundle.where import find_token
from finpath.cli import app
from finpath.custody import find_heads, read_chain
from finpath.custody.entry import canonical
from finpath.engine import DuckDB
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import Keys, LoadOptions
from finpath.ingest.manifest import read_manifest
from finpath.output.folder.seal import digest
from tests.bundle.both_ways import MEMBER
from tests.bundle.test_bundle import TODAY, Parties, parties
from tests.bundle.test_equality import ENTRIES, MERCHANTS, ODD, hand_in

__all__ = ["parties"]

ORDER = {"by": "Court of Y", "reason": "Case 7"}
LATER = dt.date(2026, 7, 31)


def opened(parties: Parties, work: Path) -> Hub:
    """Both bundles, a run that rests on each, and one that rests on both."""
    hub = parties.hub(work)
    for made in (parties.first, parties.second):
        open_bundle(made.path, hub)
    own = {name: digest(hub.contributions / name / "contribution.toml") for name in ("north", "north@2")}
    for run, names in {"one": ["north"], "two": ["north@2"], "both": ["north", "north@2"], "else": []}.items():
        (work / "runs" / run).mkdir(parents=True)
        inputs = {f"{name}/contribution.toml": own[name] for name in names}
        (work / "runs" / run / "manifest.json").write_text(json.dumps({"inputs": inputs}))
    return hub


def runs(work: Path) -> list[str]:
    return sorted(path.name for path in (work / "runs").iterdir())


def text(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_kept_files_go_with_the_first_bundle_whose_time_is_over(parties: Parties, tmp_path: Path) -> None:
    hub, kept = opened(parties, tmp_path), tmp_path / "kept"
    kept.mkdir()
    ours = [kept / f"{'0' * 64}.rows", kept / f"{'1' * 64}.rejects.{'2' * 16}.unfinished"]
    for path in (*ours, kept / "notes.txt"):
        path.write_text("")
    assert list(purge(hub.contributions, None, hub.registry, kept)) == []
    assert all(path.exists() for path in ours)
    assert len(list(purge(hub.contributions, None, replace(hub.registry, today=LATER), kept))) == 2
    assert [path.name for path in kept.iterdir()] == ["notes.txt"]


def test_what_is_kept_for_too_long_goes_with_its_runs(parties: Parties, tmp_path: Path) -> None:
    hub = opened(parties, tmp_path)
    assert list(purge(hub.contributions, tmp_path / "runs", hub.registry)) == []
    last = replace(hub.registry, today=dt.date(2026, 7, 30))
    assert list(purge(hub.contributions, tmp_path / "runs", last)) == []
    done = list(purge(hub.contributions, tmp_path / "runs", replace(hub.registry, today=LATER)))
    assert [(each.bundle.folder.name, each.until, each.held) for each in done] == [
        ("north", "2026-07-30", ""),
        ("north@2", "2026-07-30", ""),
    ]
    assert [each.runs for each in done] == [("both", "one"), ("two",)]
    assert runs(tmp_path) == ["else"]
    assert [path.name for path in hub.contributions.rglob("*") if path.is_file()] == ["contribution.toml"] * 2
    assert b"kept until 2026-07-30" in text(hub.contributions)
    assert list(purge(hub.contributions, tmp_path / "runs", replace(hub.registry, today=LATER))) == []
    receipts = [read_receipt(path, hub.trust.hub) for path in sorted(hub.receipts.glob("r-*-purged.toml"))]
    assert {receipt.bundle for receipt in receipts} == {parties.first.seal, parties.second.seal}
    log = read_chain(hub.receipts / "custody.jsonl")
    assert not log.faults(find_heads(hub.receipts))
    assert [line[0].act for line in log.lines if line] == ["received", "received", "purged", "purged"]


def test_a_legal_hold_wins_and_is_named(parties: Parties, tmp_path: Path) -> None:
    hub = opened(parties, tmp_path)
    first = find_bundle(hub.contributions, parties.first.seal[:12])
    hold(first, hub.receipts, ORDER, hub.today)
    with pytest.raises(ConfigError, match="is held already, by Court of Y since 2026-06-30: Case 7"):
        hold(first, hub.receipts, ORDER, hub.today)
    before = text(first.folder)
    kept, gone = purge(hub.contributions, tmp_path / "runs", replace(hub.registry, today=LATER))
    assert (kept.held, kept.runs) == ("by Court of Y since 2026-06-30: Case 7", ())
    assert text(first.folder) == before
    assert gone.runs == ("two",)
    assert gone.kept_runs == (f"both, which rests on {parties.first.seal[:12]}, held {kept.held}",)
    assert runs(tmp_path) == ["both", "else", "one"]
    free(first, hub.receipts, ORDER)
    (last,) = purge(hub.contributions, tmp_path / "runs", replace(hub.registry, today=LATER))
    assert last.runs == ("both", "one")
    with pytest.raises(ConfigError, match="no bundle begins with the seal"):
        find_bundle(hub.contributions, parties.first.seal)


def test_a_hold_that_cannot_be_read_holds(parties: Parties, tmp_path: Path) -> None:
    hub = opened(parties, tmp_path)
    hold(find_bundle(hub.contributions, parties.first.seal), hub.receipts, ORDER, hub.today).write_text("]")
    kept, _ = purge(hub.contributions, None, replace(hub.registry, today=LATER))
    assert "which cannot be read" in kept.held


def test_a_purge_that_dies_is_done_again(parties: Parties, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = opened(parties, tmp_path)
    later = replace(hub.registry, today=LATER)
    with monkeypatch.context() as patch:
        patch.setattr(purging, "withdraw", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            list(purge(hub.contributions, tmp_path / "runs", later))
    assert len(list(purge(hub.contributions, tmp_path / "runs", later))) == 2
    assert [line[0].act for line in read_chain(hub.receipts / "custody.jsonl").lines if line][2:] == ["purged"] * 2
    assert runs(tmp_path) == ["else"]


def test_without_a_receipt_nobody_knows_how_long(parties: Parties, tmp_path: Path) -> None:
    hub = opened(parties, tmp_path)
    (hub.receipts / f"r-{parties.second.seal[:12]}-taken.toml").unlink()
    with pytest.raises(ConfigError, match="has no receipt"):
        list(purge(hub.contributions, None, replace(hub.registry, today=LATER)))
    assert (hub.contributions / "north" / "bundle.toml").exists(), "nothing went before all were known"


def test_a_token_is_found_where_it_stands_until_it_is_gone(parties: Parties, tmp_path: Path) -> None:
    hub = opened(parties, tmp_path)
    (table,) = hub.contributions.glob("north/*-transactions-*.parquet")
    token = pq.read_table(table, columns=["payer_ref"])["payer_ref"][0].as_py()
    hold(find_bundle(hub.contributions, parties.second.seal), hub.receipts, ORDER, hub.today)
    found = list(find_token(token, hub.contributions, hub.receipts))
    assert {(each.folder, each.column, bool(each.held)) for each in found} == {
        (folder, column, held)
        for folder, held in (("north", False), ("north@2", True))
        for column in ("payer_ref", "phone")  # it is the shop's own number, too
    }
    words = ["custody", "where", token, "--contributions", str(hub.contributions), "--receipts", str(hub.receipts)]
    said = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    assert "held by Court of Y" in said
    list(purge(hub.contributions, None, replace(hub.registry, today=LATER)))
    assert {each.folder for each in find_token(token, hub.contributions, hub.receipts)} == {"north@2"}
    assert list(find_token("k0:none", hub.contributions, hub.receipts)) == []


def test_the_commands_say_what_they_did(parties: Parties, tmp_path: Path) -> None:
    hub = opened(parties, tmp_path)
    where = [str(hub.contributions), parties.first.seal[:12], "--receipts", str(hub.receipts)]
    order = ["--by", "Court of Y", "--reason", "Case 7"]
    assert CliRunner().invoke(app, ["bundle", "hold", *where, *order], catch_exceptions=False).exit_code == 0
    options = ["--receipts", str(hub.receipts), "--sign", str(parties.place / "hub.sign")]
    options += ["--trust", str(tmp_path / "coalition.toml"), "--runs", str(tmp_path / "runs"), "--on", "2026-07-31"]
    done = CliRunner().invoke(app, ["bundle", "purge", str(hub.contributions), *options, "--json"])
    told = json.loads(done.stdout)
    assert [(each["folder"], bool(each["held"]), each["runs"]) for each in told] == [
        ("north", True, []),
        ("north@2", False, ["two"]),
    ]
    assert CliRunner().invoke(app, ["bundle", "free", *where, *order], catch_exceptions=False).exit_code == 0


def until(parties: Parties, work: Path, said: str) -> Path:
    """A bundle under an agreement that says until when it may be kept."""
    hand_in(work / "raw", "north", {"t-1.csv": ODD.encode(), "m.csv": MERCHANTS.encode()}, ENTRIES)
    path = work / "raw" / "north" / "contribution.toml"
    term = "expires_on = 2027-12-31\n"
    path.write_text(path.read_text().replace(term, f"{term}keep_until = {said}\n"))
    with DuckDB() as engine:
        options = LoadOptions(Keys(MEMBER), as_of=dt.datetime.combine(TODAY, dt.time()))
        sender = replace(parties.sender(), outbox=work / "outbox")
        return make_bundle(path.parent, sender, engine=engine, options=options).path


@pytest.mark.parametrize(("said", "days", "kept"), [("2026-07-10", 30, "2026-07-10"), ("2027-06-30", 30, "2026-07-30"),
                                                    ("2027-06-30", None, "2027-06-30")])  # fmt: skip
def test_of_what_roster_and_agreement_say_the_earlier_holds(
    parties: Parties, tmp_path: Path, said: str, days: int | None, kept: str
) -> None:
    hub = parties.hub(tmp_path)
    agreements = tuple(replace(each, keep_days=days) for each in hub.trust.agreements)
    hub = replace(hub, trust=replace(hub.trust, agreements=agreements))
    receipt = open_bundle(until(parties, tmp_path, said), hub).receipt
    assert read_receipt(receipt, hub.trust.hub).kept_until == kept
    last = dt.date.fromisoformat(kept)
    assert list(purge(hub.contributions, None, replace(hub.registry, today=last))) == []
    (gone,) = purge(hub.contributions, None, replace(hub.registry, today=last + dt.timedelta(days=1)))
    assert gone.until == kept
    assert f"kept until {kept}".encode() in text(hub.contributions)


def test_what_may_be_kept_no_longer_is_neither_made_nor_taken(parties: Parties, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="lets it be kept until 2026-06-29, before the as-of date 2026-06-30"):
        until(parties, tmp_path / "past", "2026-06-29")
    made = until(parties, tmp_path, "2026-07-10")
    hub = replace(parties.hub(tmp_path), today=dt.date(2026, 7, 11))
    with pytest.raises(ContributionError, match="let nobody keep it beyond 2026-07-10"):
        open_bundle(made, hub)
    assert list(hub.contributions.iterdir()) == []


def test_a_day_to_keep_until_is_a_term_and_its_lack_is_none(parties: Parties) -> None:
    agreement = read_manifest(parties.place / "raw" / "north").agreement
    assert agreement is not None
    said = {name: "" if value is None else str(value) for name, value in vars(agreement).items()}
    del said["keep_until"]
    plain = hashlib.sha256(canonical(said)).hexdigest()
    assert terms_digest(agreement) == plain, "the digests that rosters hold stay what they were"
    assert terms_digest(replace(agreement, keep_until=TODAY)) != plain
