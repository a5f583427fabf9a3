"""Payments that both sides tell of: which rows mean one payment, and which only share a reference.

A reference alone proves nothing: whoever has seen or guessed it could make another's payments vanish. Two rows are one
payment when their members stand on different sides of it, and amount, time and payer agree (the payer, where both name
one by a reference that is the same at all members); a retrieval reference number
(DE37, twelve characters, given out again and again) only with the acquirer and the day besides. A row that disagrees
counts for its own account, and hides nothing; nor does who tells of less than a tenth of an account's payments.
"""

from __future__ import annotations

from finpath.engine import Engine
from finpath.engine.scratch import ScratchTables
from finpath.ingest.tokens import SCOPED
from finpath.tables.ledger import MIRRORED

SIDED = """
    SELECT taken.network_reference,
           coalesce(taken.kind, 'purchase')                               AS kind,
           taken.occurred_at,
           taken.timed AND providers.timed                                AS timed,
           taken.file,
           taken.row,
           taken.provider_id,
           CASE WHEN payer_ids.kind IN :scoped THEN NULL ELSE payer_ids.kind END  AS payer_kind,
           payer_ids.payer,
           taken.merchant_id,
           taken.amount,
           taken.currency,
           taken.acquirer_id,
           taken.side IS NOT NULL                                         AS told,
           coalesce(2 * taken.side, CASE WHEN providers.both_sides THEN 0 ELSE 2 * providers.side END)  AS near,
           coalesce(2 * taken.side, 2 * providers.side)                   AS far,
           coalesce(2 * taken.side, CASE WHEN NOT providers.both_sides THEN 2 * providers.side
                                         WHEN own.merchant_id IS NOT NULL THEN 1 ELSE 3 END)  AS likely
    FROM taken_transactions AS taken
    JOIN providers ON providers.provider_id = taken.provider_id
    JOIN payer_ids ON payer_ids.provider_id = taken.provider_id
                      AND payer_ids.kind = coalesce(taken.payer_ref_kind, 'account')
                      AND payer_ids.said = taken.payer_ref
    LEFT JOIN (SELECT DISTINCT provider_id, merchant_id FROM taken_merchants) AS own
        ON own.provider_id = taken.provider_id AND own.merchant_id = taken.merchant_id
    WHERE taken.network_reference IS NOT NULL OR taken.side IS NOT NULL
"""
"""Twice the distance from the merchant, at least and at most. A bank issues and acquires: it is likely on the
merchant's side where its own table of merchants describes the account."""

MEETING = """
    SELECT merchant_side.file         AS by_file,
           merchant_side.row          AS by_row,
           merchant_side.provider_id  AS by_provider,
           merchant_side.merchant_id  AS by_merchant,
           merchant_side.occurred_at  AS by_occurred_at,
           merchant_side.amount       AS by_amount,
           merchant_side.currency     AS by_currency,
           payer_side.file,
           payer_side.row,
           payer_side.provider_id,
           payer_side.merchant_id,
           payer_side.occurred_at,
           payer_side.amount,
           payer_side.currency,
           abs(fp_seconds_between(merchant_side.occurred_at, payer_side.occurred_at)) AS apart,
           coalesce(merchant_side.payer_kind <> payer_side.payer_kind OR merchant_side.payer = payer_side.payer, TRUE)
           AND CASE WHEN fp_matches(payer_side.network_reference, '^[0-9A-Za-z]{12}$')
                THEN merchant_side.acquirer_id IS NOT NULL AND payer_side.acquirer_id IS NOT NULL
                     AND merchant_side.acquirer_id = payer_side.acquirer_id
                     AND abs(fp_seconds_between(merchant_side.occurred_at, payer_side.occurred_at)) <= :day
                ELSE coalesce(merchant_side.acquirer_id = payer_side.acquirer_id, TRUE)
                     AND (abs(fp_seconds_between(merchant_side.occurred_at, payer_side.occurred_at)) <= :day
                          OR NOT merchant_side.timed OR NOT payer_side.timed) END     AS alike
    FROM sided AS payer_side
    JOIN sided AS merchant_side ON merchant_side.network_reference = payer_side.network_reference
                                   AND merchant_side.kind = payer_side.kind
                                   AND merchant_side.provider_id <> payer_side.provider_id
    WHERE merchant_side.near < payer_side.far
          AND (payer_side.near >= merchant_side.far
               OR merchant_side.likely < payer_side.likely
               OR merchant_side.likely = payer_side.likely AND merchant_side.provider_id < payer_side.provider_id)
          AND abs(fp_seconds_between(merchant_side.occurred_at, payer_side.occurred_at)) <= :window
"""

JUDGED = """
    SELECT meeting.*,
           meeting.alike
           AND coalesce(CASE WHEN meeting.currency = meeting.by_currency
                             THEN meeting.by_amount BETWEEN :least * meeting.amount AND :most * meeting.amount
                             ELSE fp_exchange(meeting.by_amount, theirs.eur)
                                  BETWEEN :least * fp_exchange(meeting.amount, ours.eur)
                                      AND :most * fp_exchange(meeting.amount, ours.eur) END, FALSE) AS agrees
    FROM meeting
    LEFT JOIN daily_rates AS ours ON ours.provider_id = meeting.provider_id AND ours.currency = meeting.currency
                                     AND ours.date = fp_day(meeting.occurred_at)
    LEFT JOIN daily_rates AS theirs ON theirs.provider_id = meeting.by_provider
                                       AND theirs.currency = meeting.by_currency
                                       AND theirs.date = fp_day(meeting.by_occurred_at)
"""

MATCHED = """
    SELECT by_provider,
           by_merchant,
           provider_id,
           merchant_id,
           file,
           row,
           by_occurred_at
    FROM judged_meetings
    WHERE agrees
    QUALIFY row_number() OVER (
        PARTITION BY by_file, by_row, provider_id ORDER BY apart, abs(amount - by_amount), file, row
    ) = 1
"""
"""One row hides one row of each other member, the nearest in time."""

PAIRED = """
    SELECT one.*
    FROM matched_rows AS one
    JOIN (
        SELECT provider_id,
               merchant_id,
               by_provider,
               count(*) AS rows
        FROM matched_rows
        GROUP BY provider_id, merchant_id, by_provider
    ) AS met ON met.provider_id = one.provider_id AND met.merchant_id = one.merchant_id
                AND met.by_provider = one.by_provider
    JOIN (
        SELECT provider_id,
               merchant_id,
               count(*) AS rows
        FROM sided
        WHERE network_reference IS NOT NULL
        GROUP BY provider_id, merchant_id
    ) AS has ON has.provider_id = one.provider_id AND has.merchant_id = one.merchant_id
    WHERE met.rows >= :tenth * has.rows
"""
"""Who stands on the other side of an account tells of a good part of its payments; of one or two, whoever saw them."""

SEEN_TWICE = """
    SELECT file,
           row
    FROM paired
    UNION
    SELECT payer_side.file,
           payer_side.row
    FROM sided AS payer_side
    JOIN sided AS merchant_side ON merchant_side.provider_id = payer_side.provider_id
                                   AND merchant_side.payer = payer_side.payer
                                   AND merchant_side.merchant_id = payer_side.merchant_id
                                   AND merchant_side.amount = payer_side.amount
                                   AND merchant_side.currency = payer_side.currency
                                   AND merchant_side.kind = payer_side.kind
    WHERE merchant_side.told AND payer_side.told AND merchant_side.far < payer_side.far
          AND abs(fp_seconds_between(merchant_side.occurred_at, payer_side.occurred_at)) <= :window
"""
"""Rows whose payment somebody nearer to the merchant tells of as well: another member, by the reference that both
share and what agrees beside it; or, in messages, the same member, by who pays whom how much: what was booked is no
instruction any more."""

MIRRORS = """
    SELECT mine.merchant                     AS mirror,
           theirs.merchant,
           count(*)                          AS payments,
           min(fp_day(paired.by_occurred_at)) AS valid_from,
           max(fp_day(paired.by_occurred_at)) AS valid_to
    FROM paired
    JOIN accounts AS mine ON mine.provider_id = paired.provider_id AND mine.merchant_id = paired.merchant_id
    JOIN accounts AS theirs ON theirs.provider_id = paired.by_provider AND theirs.merchant_id = paired.by_merchant
    GROUP BY mine.merchant, theirs.merchant
"""

NO_MIRRORS = """
    SELECT CAST(0 AS BIGINT) AS mirror, CAST(0 AS BIGINT) AS merchant, CAST(0 AS BIGINT) AS payments,
           CAST(NULL AS DATE) AS valid_from, CAST(NULL AS DATE) AS valid_to
    FROM accounts
    WHERE false
"""

UNLIKE = """
    SELECT met.provider_id,
           met.by_provider,
           count(*) AS payments
    FROM (SELECT DISTINCT provider_id, by_provider, file, row FROM judged_meetings WHERE NOT agrees) AS met
    ANTI JOIN (SELECT file, row FROM paired) AS hidden ON hidden.file = met.file AND hidden.row = met.row
    GROUP BY met.provider_id, met.by_provider
    ORDER BY met.provider_id, met.by_provider
"""

DAY = 86_400
"""Seconds that the two sides' clocks may lie apart where both know the time of day."""

WINDOW = 3 * DAY
"""The same where one knows the day only, and days are booked late."""

LEAST, MOST = 0.5, 1.25
"""What the merchant's side tells of, as a share of what the payer's side does: a tip may be added after the
authorisation (networks allow a fifth), a conversion costs some per cent, and half may be cleared at a time."""


TENTH = 0.1
"""Of an account's payments with a reference, what another member must tell of before its rows stand for any of them."""


def find_both_sides(engine: Engine, scratch: ScratchTables) -> tuple[str, ...]:
    """Make `mirrored`, and `seen_twice` among the caller's private tables.

    Args:
        engine: Holds `taken_transactions`, `taken_merchants`, `providers`, `accounts` and `daily_rates`.
        scratch: Where `seen_twice` goes.

    Returns:
        Lines for the coverage: payments that share a reference and do not agree.
    """
    scratch.view("sided", SIDED, {"scoped": SCOPED})
    scratch.make("meeting", MEETING, {"day": DAY, "window": WINDOW})
    scratch.make("judged_meetings", JUDGED, {"least": LEAST, "most": MOST})
    scratch.make("matched_rows", MATCHED)
    scratch.make("paired", PAIRED, {"tenth": TENTH})
    scratch.make("seen_twice", SEEN_TWICE, {"window": WINDOW})
    engine.make(MIRRORED, MIRRORS)
    return tuple(engine.fetch(UNLIKE, _unlike))


def none_seen_twice(engine: Engine) -> None:
    """Make `mirrored` where one side alone tells of payments."""
    engine.make(MIRRORED, NO_MIRRORS)


def _unlike(provider_id: str, by_provider: str, payments: int) -> str:
    return (
        f"{payments:,} payments of {provider_id} share a reference with {by_provider} and differ in amount, time, "
        "payer or acquirer: both count, and neither hides the other."
    )
