"""What a partner is given of a case: its referral, limited to what has a letter; and under which policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Row, select

from finpath.desk.cases.conditions import subjects_of
from finpath.desk.cases.untouched import require_untouched
from finpath.desk.exchange.letters import limit
from finpath.desk.exchange.plain import without_content
from finpath.desk.store.seals import DeskKey, unseal
from finpath.desk.store.tables import ANCHORS, PLACES, RUNS
from finpath.dissemination import members_that_may
from finpath.dissemination.profile import Profile
from finpath.dissemination.redact import redact_case
from finpath.errors import ConfigError
from finpath.output.folder import Run
from finpath.referral import read
from finpath.referral.model.member_view import ACCOUNT
from finpath.referral.model.serialization import dataclass_to_json, to_json_value
from finpath.referral.query.disclosure import TLP
from finpath.rules.reports import may_rest_on_reports

SHOWN = frozenset({"about", "weights", "reasons", "against", "ties", "timeline", "proceeds", "prices", "hours"})
"""Of a profile's fields, those of which something has a letter."""


def accounts_of_case(db: Connection, key: DeskKey, row: Row[tuple[object, ...]]) -> tuple[str, ...]:
    """The accounts that a case has today, as provider/merchant."""
    own = key.unwrap(cast("bytes", row.key))
    sealed = db.scalars(select(ANCHORS.c.account).where(ANCHORS.c.case_id == row.id))
    return tuple(sorted(unseal(own, each).decode() for each in sealed))


def policy_of(db: Connection, row: Row[tuple[object, ...]], purpose: str, expires_on: str) -> Mapping[str, object]:
    """Under what something of a case is given."""
    countries = db.scalars(select(PLACES.c.country).where(PLACES.c.case_id == row.id).order_by(PLACES.c.country))
    return {
        "agreement": row.agreement,
        "label": TLP[int(str(row.tlp))],
        "purpose": purpose,
        "expires_on": expires_on,
        "share_on": False,
        "countries": list(countries),
    }


def require_papers(db: Connection, row: Row[tuple[object, ...]]) -> None:
    """Hold the run of a case to the agreements of its members: impact assessment and notice come first.

    Raises:
        ConfigError: One is lacking, or the run is not as it was landed.
    """
    landed = _landed(db, row)
    path = Path(str(landed.path))
    require_untouched(path, str(landed.seal), ("manifest.json", "coverage.json"))
    members_that_may(Run(path))


def case_content(db: Connection, row: Row[tuple[object, ...]], accounts: Sequence[str], tlp: str) -> object:
    """What of a case crosses: its own accounts alone, also where the run's referral names others.

    Args:
        db: The desk's.
        row: The case's.
        accounts: That it has today.
        tlp: The strictest label that may reach the partner.

    Raises:
        ConfigError: Its run is not as it was landed, or its label is stricter than may reach the partner.
    """
    landed = _landed(db, row)
    path = Path(str(landed.path))
    kept = path / "referrals" / str(row.group_id) / "referral.json"
    require_untouched(path, str(landed.seal), (f"referrals/{row.group_id}/", "findings.parquet", "reasons.parquet"))
    if not row.group_id or not kept.is_file() or set(subjects_of(kept.read_bytes())) != set(accounts):
        return without_content(limit(_of_tables(Run(path), accounts), "case"), "case")
    visible = redact_case(read(kept.parent), Profile("partner", "A partner", (), SHOWN, tlp))
    if visible is None:
        raise ConfigError("Its label is stricter than what may reach that partner.")
    own = replace(
        visible,
        reasons=tuple(each for each in visible.reasons if not _names_others(each.sentence, accounts)),
        doubts=tuple(each for each in visible.doubts if not _names_others(each.sentence, accounts)),
        against=tuple(each for each in visible.against if not _names_others(each, accounts)),
    )
    return without_content(limit(dataclass_to_json(own), "case"), "case")


def _landed(db: Connection, row: Row[tuple[object, ...]]) -> Row[tuple[object, ...]]:
    found = db.execute(select(RUNS).where(RUNS.c.seal == row.run)).first()
    if found is None:
        raise ConfigError("No run shows anything of the case: there is nothing to give.")
    return found


def _names_others(sentence: str, accounts: Collection[str]) -> bool:
    """Whether a sentence names an account that is not the case's."""
    begins = tuple(account[: account.index("/") + 2] for account in accounts)
    return any(not match.group().startswith(begins) for match in ACCOUNT.finditer(sentence))


def _of_tables(run: Run, accounts: Sequence[str]) -> Mapping[str, object]:
    """A case below the bar of a referral: what the run's tables say of its accounts, in the same form."""
    rows = {f"{each['provider_id']}/{each['merchant_id']}": each for each in run.findings.to_pylist()}
    labels = {account: f"M{number}" for number, account in enumerate((each for each in accounts if each in rows), 1)}
    if not labels:
        raise ConfigError("The last run shows none of its accounts: there is nothing to give.")
    subjects = [
        {
            "label": label,
            **{name: rows[account][name] for name in ("provider_id", "merchant_id", "tier")},
            "about": {name: rows[account].get(name) for name in ("name", "country", "category")},
            "trade": _trade(rows[account]),
        }
        for account, label in labels.items()
    ]
    reasons = [reason for reason in _reasons(run, labels) if not _names_others(str(reason["sentence"]), accounts)]
    return {"as_of": dt.datetime.combine(run.as_of, dt.time.max).isoformat(), "subjects": subjects, "reasons": reasons}


def _trade(row: Mapping[str, object]) -> Mapping[str, object]:
    times = {name: to_json_value(row[name]) for name in ("first_seen", "last_seen")}
    volume = cast("Decimal", row["volume_eur"] or Decimal(0))
    return {"payments": row["transactions"], "volume_eur": format(volume, "f"), **times}


def _reasons(run: Run, labels: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
    for each in run.reasons.to_pylist():
        own = each["subject_kind"] == "merchant" and each["subject_id"] in labels
        if own and not may_rest_on_reports(each["rule_id"], each["family"]):
            said = {"rule_id": each["rule_id"], "sentence": each["sentence"]}
            yield {**said, "subject": labels[each["subject_id"]], "payments": len(each["transaction_ids"])}
