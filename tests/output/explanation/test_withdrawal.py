"""A report that is withdrawn undoes itself: every byte that a run concludes is as if it had never come."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from shutil import copytree

import pyarrow.parquet as pq
import pytest

import finpath
from finpath import RunConfig, synth
from finpath.config import TierThresholds
from tests.running import KEY, tree

MEMBER = """
[provider]
id = "police"
kind = "law_enforcement"
country = "NL"
timezone = "Europe/Amsterdam"

[agreement]
id = "A-1"
purpose = "detect commercial child sexual exploitation"
legal_basis = "law"
expires_on = 2030-12-31

[[files]]
table = "reports"
path = "reports.csv"
"""
HEADER = "report_id,source_kind,status,reported_at,provider_id,merchant_id\n"
STANDS = "p-1,law_enforcement,confirmed,2026-02-01T10:00:00Z,{}\n"
MISTAKE = "p-2,law_enforcement,confirmed,2026-02-02T10:00:00Z,{}\n"
BY_ITS_ID = "p-2,law_enforcement,withdrawn,2026-02-20T10:00:00Z,{}\n"
BY_ITS_MERCHANT = "p-3,law_enforcement,withdrawn,2026-02-20T10:00:00Z,{}\n"

CONCLUSIONS = (".parquet", "indicators.json", "referral.json")

CASE = RunConfig(
    as_of=dt.datetime(2026, 3, 1),  # noqa: DTZ001 - naive UTC
    bars=TierThresholds(refer=0.05, families=1, corroboration=0, review=0.02),
)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("withdrawal") / "contributions"
    synth.write(place, payers=1_000, merchants=250, days=60)
    return place


def concluded(plain: Path, place: Path, reports: str) -> dict[str, bytes]:
    """Everything that a run concludes. That a row of a report was superseded is told, and is none of it."""
    contributions = Path(copytree(plain, place / "contributions"))
    member = contributions / "police"
    member.mkdir()
    (member / "contribution.toml").write_text(MEMBER)
    (member / "reports.csv").write_text(HEADER + reports)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        finpath.run(contributions, place / "run", config=CASE)
    return {name: _without_coverage(data) for name, data in tree(place / "run").items() if name.endswith(CONCLUSIONS)}


def _without_coverage(data: bytes) -> bytes:
    """A referral's JSON without what could not be looked at; anything else as it is."""
    if not data.startswith(b"{"):
        return data
    told = json.loads(data)
    told.pop("coverage", None)
    return json.dumps(told, sort_keys=True).encode()


def popular(plain: Path) -> list[str]:
    """Merchants of a card acquirer, those with most payments first."""
    rows = pq.read_table(next(plain.glob("acquirer-north/transactions*.parquet")))["merchant_id"].to_pylist()
    names = sorted(set(rows), key=lambda name: (-rows.count(name), name))
    return [f"acquirer-north,{name}" for name in names[:20]]


def test_a_withdrawn_report_leaves_no_byte(plain: Path, tmp_path: Path) -> None:
    stands, mistaken = popular(plain)[9:11]
    kept = STANDS.format(stands)
    without = concluded(plain, tmp_path / "without", kept)
    mistake = MISTAKE.format(mistaken)
    believed = concluded(plain, tmp_path / "believed", kept + mistake)
    assert believed["findings.parquet"] != without["findings.parquet"]
    for number, undone in enumerate((BY_ITS_ID, BY_ITS_MERCHANT)):
        found = concluded(plain, tmp_path / str(number), kept + mistake + undone.format(mistaken))
        assert found.keys() == without.keys()
        assert [name for name in found if found[name] != without[name]] == []
