"""A public report, from the form to a hotline's ordinary contribution: one person confirms it, and nobody else can."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq

from finpath.intake.contribution import read_member
from finpath.intake.take import Desk, take
from finpath.keyring import read_identity
from tests.intake.served import served

HEAD = """
[provider]
id = "hotline"
kind = "hotline"
country = "SE"
timezone = "Europe/Stockholm"

[agreement]
id = "EFC-2026-018"
purpose = "detect commercial child sexual exploitation"
legal_basis = "legitimate interest"
expires_on = 2099-12-31
"""
CONFIRMED_ON = "2026-02-20T10:00:00Z"
"""The payments are of early 2026: the hotline dates its report among them."""


def choose_site(raw: Path, truth: Path) -> tuple[str, str]:
    """An account of a planted ring that has a host, and the host: what somebody has seen on a page."""
    with truth.open(newline="") as lines:
        planted = {row["merchant_id"] for row in csv.DictReader(lines) if row["provider_id"] == "acquirer-north"}
    rows = pq.read_table(raw / "acquirer-north" / "merchants.parquet").to_pylist()
    return min((row["merchant_id"], row["domain"]) for row in rows if row["merchant_id"] in planted and row["domain"])


def send_report(folder: Path, host: str) -> str:
    """Post the form to a process that listens, with the proof that a browser would work out; the receipt."""
    folder.mkdir()
    with served(folder) as process:
        status, page = process.post("send", process.proven({"kind": "page", "host": host}))
    assert status == 200, page  # noqa: S101, PLR2004 - a demo that is a test
    return page.partition('dir="ltr">')[2].partition("<")[0]


def triage(folder: Path) -> Path:
    """The hotline opens the spool, lists what came, and lets the one report pass; its contribution: alleged."""
    (folder / "hotline.toml").write_text(HEAD)
    head, out = read_member(folder / "hotline.toml"), folder / "passed"
    today = dt.datetime.now(dt.UTC).date()
    desk = Desk(read_identity(folder / "desk.age"), folder / "triage", (), out, head, folder / "answers.csv", today)
    take(folder / "in" / "spool", desk)
    listed = folder / "triage" / "triage.csv"
    rows = _rows(listed)
    with listed.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"decision": "pass", "reason": "plausible"} for row in rows)
    take(folder / "in" / "spool", desk)
    return out


def confirm(passed: Path, contribution: Path) -> str:
    """A trained person at the hotline has looked, and enters it among the hotline's own reports; the report's id."""
    (alleged,) = _rows(passed / "reports.csv")
    own = contribution / "reports.csv"
    names = list(_rows(own)[0])
    row = dict.fromkeys(names, "") | {
        "report_id": alleged["report_id"],
        "source_kind": "hotline",
        "status": "confirmed",
        "reported_at": CONFIRMED_ON,
        "domain": alleged["domain"],
        "tlp": alleged["tlp"],
    }
    with own.open("a", newline="") as lines:
        csv.DictWriter(lines, names).writerow(row)
    return alleged["report_id"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))
