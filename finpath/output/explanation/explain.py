"""A run folder and a merchant in, why it is where it is out: read from the folder alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow.parquet as pq

from finpath.config import TierThresholds
from finpath.config.calibration import probability
from finpath.output.explanation.counter_evidence import UNREPORTED, against, looked
from finpath.output.explanation.explained import Account, Bar, Lack, Near, Part, Standing
from finpath.output.explanation.explanation import Explanation
from finpath.output.explanation.next_tier import Step, next_tier
from finpath.output.explanation.parts import IndicatorBook, book, in_shadow, parts
from finpath.output.explanation.peers import facts
from finpath.output.explanation.record import FOLDER, INDICATORS
from finpath.output.explanation.report_paths import owed, reports, ways
from finpath.output.explanation.store import Found, Heard, Store, find
from finpath.scoring.evidence import DEPENDENT

PLAIN = frozenset({"report"})
"""Families that say nothing to those who protect: a report is about suspicion."""


@dataclass(frozen=True)
class _Lacked:
    place: int
    rule_id: str
    closeness: float
    what: str
    unit: str
    asks: str
    value: float
    bar: float


def explain(run: Path, merchant: str) -> Explanation:
    """Explain one merchant of a run.

    Args:
        run: A run folder.
        merchant: "provider/merchant", or the merchant's id alone where only one provider has it.

    Raises:
        ConfigError: No such merchant; the message names those that are most like it.
    """
    store, place = find(run, merchant)
    profile = (
        pq.read_table(store.profiles, columns=["category", "rail", "protects", "report_lift"])
        .slice(place, 1)
        .to_pylist()[0]
    )
    found, group, merchants = store.found()
    known = book(store.json(f"{FOLDER}/{INDICATORS}"))
    account = _account(store, found, group, (profile["category"], profile["rail"]))
    heard, saw = store.about("weights", Heard), looked(store, known)
    told = store.said()
    said = parts(told, heard, known.indicators)
    as_of = str(store.json("manifest.json")["as_of"])
    if profile["protects"]:
        return _protection(account, as_of, profile["protects"], said)
    named = reports(store)
    standing = _standing(store, (found, merchants), heard, known)
    return Explanation(
        account=account,
        as_of=as_of,
        standing=standing,
        protects=None,
        parts=said,
        against=(*(() if named else (UNREPORTED,)), *against(store, place, heard, saw)),
        facts=facts(store.profiles, place),
        nearness=float(profile["report_lift"] or 0),
        ways=ways(store),
        owed=owed(store),
        reports=named,
        near=tuple(_near(store, known)),
        next_tier=_above(store, standing, heard, known),
        unseen=tuple(saw.blind.values()),
        shadow=in_shadow(told, known.indicators),
        reviewed=_reviewed(store),
    )


def _account(store: Store, found: Found, group: int, kind: tuple[str | None, str | None]) -> Account:
    return Account(
        provider_id=store.provider_id,
        merchant_id=store.merchant_id,
        category=kind[0],
        rail=kind[1],
        payers=found.payers,
        payments=found.transactions,
        volume_eur=found.volume_eur,
        first_seen=found.first_seen,
        last_seen=found.last_seen,
        group_id=found.group_id,
        group_size=group,
    )


def _standing(store: Store, found: tuple[Found, int], heard: Sequence[Heard], known: IndicatorBook) -> Standing:
    row, merchants = found
    evidence = sum(one.own + one.from_group for one in heard)
    calibrated = _parameters(store).get("calibration") is not None
    weighed = float(probability(np.array([known.prior + evidence]))[0]) if calibrated else None
    return Standing(row.tier, row.score, row.rank, merchants, known.prior, evidence, weighed)


def _reviewed(store: Store) -> str:
    """What became of it where a person has reviewed it before."""
    told = cast("list[dict[str, str]]", store.json("coverage.json").get("reviewed", []))
    mine = (store.provider_id, store.merchant_id)
    return next((each["sentence"] for each in told if (each["provider_id"], each["merchant_id"]) == mine), "")


def _parameters(store: Store) -> dict[str, dict[str, float] | None]:
    return cast("dict[str, dict[str, float] | None]", store.json("manifest.json")["parameters"])


def _protection(account: Account, as_of: str, protects: str, said: Sequence[Part]) -> Explanation:
    """What those who protect must know, and nothing that would make a suspect of whom they protect."""
    shown = () if protects == "receiver" else tuple(part for part in said if part.rule_id and part.family not in PLAIN)
    plain = tuple(Part(part.rule_id, part.family, part.sentence, 0.0, 0.0) for part in shown)
    return Explanation(account=account, as_of=as_of, standing=None, protects=protects, parts=plain)


def _near(store: Store, known: IndicatorBook) -> Iterator[Near]:
    for _, rows in groupby(store.about("near", _Lacked), key=lambda row: row.place):
        lacked = list(rows)
        first = lacked[0]
        lacks = tuple(Lack(row.what, row.unit, row.asks, row.value, row.bar) for row in lacked)
        yield Near(first.rule_id, known.indicators[first.rule_id].family, first.closeness, lacks)


def _above(store: Store, found: Standing, heard: Sequence[Heard], known: IndicatorBook) -> tuple[Bar, ...]:
    bars = TierThresholds(**(_parameters(store)["tiers"] or {}))  # type: ignore[arg-type] # as it was written
    speaking = [one for one in heard if one.family not in DEPENDENT and one.own + one.from_group >= known.speaks_from]
    unreported = max((one.unreported for one in heard), default=0.0)
    score = found.score if found.weighed is None else found.weighed
    return next_tier(Step(found.tier, score, len(speaking), unreported), bars)
