"""Two accounts, what ties them, from when to when, and who says so."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from finpath.config.identity_decisions import SAME_CONTROLLER, SAME_MERCHANT
from finpath.engine import Engine
from finpath.graph.acceptors import ACCEPTORS
from finpath.graph.identity.apply_overrides import Applied, Decided
from finpath.graph.identity.candidates import CROWD, NamedAccount
from finpath.graph.identity.kinds import JOINS
from finpath.graph.identity.name_words import words
from finpath.graph.identity.namesakes import JOINING, namesakes
from finpath.graph.step import Notes, step
from finpath.tables.identity import IDENTIFIER_KINDS, IDENTITY_EDGES, LIVES, PASSED
from finpath.tables.ledger import CONTRIBUTORS, MERCHANT_ACCOUNTS, MIRRORED, TRANSACTIONS

NAMED = """
SELECT merchant,
       provider_id,
       trading_name,
       legal_name,
       country,
       mcc,
       postal_address
FROM merchant_accounts
WHERE (trading_name IS NOT NULL OR legal_name IS NOT NULL)
ORDER BY merchant
"""

NAMESAKES = pa.schema(
    [
        ("merchant", pa.int64()),
        ("other", pa.int64()),
        ("relation", pa.string()),
        ("kind", pa.string()),
        ("confidence", pa.float64()),
    ]
)

SAME_PAYMENTS = """
WITH pairs AS (
    SELECT s.mirror,
           s.merchant,
           issuing.provider_id   AS mirror_provider,
           acquiring.provider_id,
           s.valid_from,
           s.valid_to
    FROM mirrored          AS s
    JOIN merchant_accounts AS issuing   ON issuing.merchant = s.mirror
    JOIN merchant_accounts AS acquiring ON acquiring.merchant = s.merchant
    WHERE s.payments > 1
)
SELECT least(mirror, merchant)    AS merchant,
       greatest(mirror, merchant) AS other,
       valid_from,
       valid_to
FROM pairs
QUALIFY count(*) OVER (PARTITION BY mirror, provider_id) = 1
    AND count(*) OVER (PARTITION BY merchant, mirror_provider) = 1
"""
"""The payer's bank and the merchant's saw the same payments: two views of one account, if of one only."""

SAME_ACCEPTOR = """
WITH chained AS (
    SELECT merchant,
           lag(merchant) OVER (PARTITION BY acceptor ORDER BY merchant)     AS other,
           organisation,
           lag(organisation) OVER (PARTITION BY acceptor ORDER BY merchant) AS other_organisation
    FROM acceptors
)
SELECT other    AS merchant,
       merchant AS other
FROM chained
WHERE other IS NOT NULL AND organisation <> other_organisation
"""
"""A card acceptor is named by its acquirer and the acquirer's own number for it (ISO 8583 DE32 and DE42): members that
give both alike mean one merchant, and each of them says so."""

DRAWN = """
WITH tied AS (
    SELECT merchant, other, relation, kind, gap_days, confidence
    FROM passed
    UNION ALL
    SELECT merchant, other, relation, kind, CAST(NULL AS BIGINT) AS gap_days, confidence
    FROM named_alike
    UNION ALL
    SELECT merchant, other, 'same_merchant' AS relation, 'card acceptor' AS kind, CAST(NULL AS BIGINT) AS gap_days,
           98e-2 AS confidence
    FROM same_acceptor
), dated AS (
    SELECT t.merchant,
           t.other,
           t.relation,
           t.kind,
           greatest(one.began, two.began)                                               AS valid_from,
           greatest(least(one.ended, two.ended), greatest(one.began, two.began))        AS valid_to,
           t.gap_days,
           t.confidence
    FROM tied  AS t
    JOIN lives AS one ON one.merchant = t.merchant
    JOIN lives AS two ON two.merchant = t.other
    UNION ALL
    SELECT merchant, other, 'same_merchant' AS relation, 'payments' AS kind, valid_from, valid_to, 0 AS gap_days,
           99e-2 AS confidence
    FROM same_payments
)
SELECT d.merchant,
       d.other,
       d.relation,
       d.kind,
       d.valid_from,
       d.valid_to,
       CAST(d.gap_days AS BIGINT)                                                       AS gap_days,
       CASE WHEN one.source = two.source THEN one.source
            ELSE concat(one.source, ' and ', two.source) END                            AS source,
       CAST(d.confidence AS DOUBLE)                                                     AS confidence
FROM dated AS d
JOIN lives AS one ON one.merchant = d.merchant
JOIN lives AS two ON two.merchant = d.other
UNION ALL
SELECT merchant,
       other,
       relation,
       'decision'           AS kind,
       valid_from,
       CAST(NULL AS DATE)   AS valid_to,
       CAST(NULL AS BIGINT) AS gap_days,
       source,
       1e0                  AS confidence
FROM decided
ORDER BY merchant, other, relation, kind, source
"""

WEAK = """
SELECT count(*)
FROM identity_edges        AS e
JOIN identifier_kinds      AS k ON k.kind = e.kind
WHERE e.gap_days > k.patience AND e.confidence < :joins AND k.confidence >= :joins
"""

NAMING = """
SELECT count(DISTINCT provider_id)
FROM merchant_accounts
WHERE (trading_name IS NOT NULL OR legal_name IS NOT NULL)
"""

NAME = "name"
"""What kinds of edges begin with that rest on names."""


@step(
    makes=(IDENTITY_EDGES,),
    reads=(PASSED, LIVES, MIRRORED, TRANSACTIONS, CONTRIBUTORS, MERCHANT_ACCOUNTS, IDENTIFIER_KINDS),
)
def draw_edges(given: Decided) -> Notes:
    """Draw all ties; `joins` says which of them make entities. Answers sentences about bounds that bit."""
    engine, decided = given.engine, given.decided
    with engine.scratch() as scratch:
        alike, crowded = _named_alike(engine)
        scratch.register("named_alike", alike)
        scratch.make("same_payments", SAME_PAYMENTS)
        scratch.make("acceptors", ACCEPTORS)
        scratch.make("same_acceptor", SAME_ACCEPTOR)
        scratch.register("decided", decided.edges)
        drawn = engine.arrow(DRAWN)
    engine.load(IDENTITY_EDGES, drawn.append_column("joins", pa.array(_joins(drawn, decided))))
    return (*_bounds(engine, crowded), *decided.notes)


def _joins(drawn: pa.Table, decided: Applied) -> npt.NDArray[np.bool_]:
    named = np.array([kind.startswith(NAME) for kind in drawn["kind"].to_pylist()], np.bool_)
    strong = drawn["confidence"].to_numpy() >= np.where(named, JOINING, JOINS)
    apart = decided.apart(drawn["merchant"].to_numpy(), drawn["other"].to_numpy())
    return np.asarray(strong & ~apart, np.bool_)


def _named_alike(engine: Engine) -> tuple[pa.Table, int]:
    """Pairs by name; where one provider alone has names, nobody else can mean the same merchant."""
    accounts = engine.fetch(NAMED, named_account) if engine.count(NAMING) > 1 else []
    found, crowded = namesakes(accounts)
    columns = [
        [pair.merchant for pair in found],
        [pair.other for pair in found],
        [SAME_MERCHANT if pair.whole else SAME_CONTROLLER for pair in found],
        [" and ".join((NAME, *pair.agrees)) for pair in found],
        [pair.confidence for pair in found],
    ]
    arrays = [pa.array(column, kind.type) for column, kind in zip(columns, NAMESAKES, strict=True)]
    return pa.table(arrays, schema=NAMESAKES), crowded


def named_account(merchant: int, provider_id: str, **described: str | None) -> NamedAccount:
    """What is known by name of an account, as a row of `NAMED` has it."""
    known = {name: value or "" for name, value in described.items()}
    return NamedAccount(
        merchant,
        provider_id,
        words(known["trading_name"]),
        words(known["legal_name"]),
        known["country"],
        known["mcc"],
        known["postal_address"],
    )


def _bounds(engine: Engine, crowded: int) -> Notes:
    weak = engine.count(WEAK, {"joins": JOINS})
    return (
        *(
            [f"{crowded:,} words or endings of names at more than {CROWD} accounts paired nobody by name."]
            * (crowded > 0)
        ),
        *(
            [f"{weak:,} identifier(s) that came to another account after a long gap join nobody by themselves."]
            * (weak > 0)
        ),
    )
