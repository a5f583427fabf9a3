"""Writes the tables of the ledger from the rows that were taken, the identities and the rates."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.ingest.identities import CONTROLLERS, NUMBERED, TRANSFER_ACCOUNTS, with_tokens
from finpath.ingest.purposes import purpose_sql
from finpath.tables.contract import MERCHANTS
from finpath.tables.ledger import MERCHANT_ACCOUNTS, REPORTS, TRANSACTIONS, TRANSFERS
from finpath.tables.loading import ACCOUNTS

PAID = """
    SELECT taken.provider_id,
           taken.transaction_id,
           taken.occurred_at,
           payer_ids.payer,
           taken.payer_country,
           accounts.merchant,
           taken.amount,
           taken.currency,
           fp_exchange(taken.amount, daily_rates.eur)                     AS amount_eur,
           coalesce(taken.kind, 'purchase')                               AS kind,
           taken.related_id,
           taken.network_reference,
           taken.acquirer_id,
           taken.terminal_id,
           coalesce(taken.rail, providers.rail)                           AS rail,
           taken.mcc,
           taken.descriptor,
           taken.entry_mode,
           taken.response_code,
           taken.card_present,
           taken.recurring,
           taken.payee_country,
           taken.relationship,
           taken.protected_payer,
           {purpose}                                                      AS purpose,
           taken.timed AND providers.timed                                AS timed,
           payer_clocks.zone,
           {counted}                                                      AS counted,
           taken.file,
           taken.row
    FROM taken_transactions AS taken
    JOIN providers ON providers.provider_id = taken.provider_id
    JOIN payer_ids ON payer_ids.provider_id = taken.provider_id
                      AND payer_ids.kind = coalesce(taken.payer_ref_kind, 'account')
                      AND payer_ids.said = taken.payer_ref
    JOIN accounts ON accounts.provider_id = taken.provider_id AND accounts.merchant_id = taken.merchant_id
    LEFT JOIN daily_rates ON daily_rates.currency = taken.currency AND daily_rates.date = fp_day(taken.occurred_at)
    LEFT JOIN payer_clocks ON payer_clocks.provider_id = taken.provider_id
                        AND payer_clocks.payer_country = coalesce(taken.payer_country, '')
    {seen_twice}
"""

OTHER_SIDE = """
    LEFT JOIN seen_twice ON seen_twice.file = taken.file AND seen_twice.row = taken.row
"""

SIDED = """
    SELECT taken.network_reference,
           coalesce(taken.kind, 'purchase') AS kind,
           taken.occurred_at,
           taken.file,
           taken.row,
           taken.provider_id,
           taken.payer_ref,
           taken.merchant_id,
           taken.amount,
           taken.currency,
           taken.side IS NOT NULL             AS told,
           coalesce(taken.side, providers.side) AS side
    FROM taken_transactions AS taken
    JOIN providers ON providers.provider_id = taken.provider_id
    WHERE taken.network_reference IS NOT NULL OR taken.side IS NOT NULL
"""

SEEN_TWICE = """
    SELECT payer_side.file,
           payer_side.row
    FROM sided AS payer_side
    JOIN sided AS merchant_side ON merchant_side.network_reference = payer_side.network_reference
                                   AND merchant_side.kind = payer_side.kind
    WHERE merchant_side.side < payer_side.side
          AND abs(fp_seconds_between(merchant_side.occurred_at, payer_side.occurred_at)) <= :window
    UNION
    SELECT payer_side.file,
           payer_side.row
    FROM sided AS payer_side
    JOIN sided AS merchant_side ON merchant_side.provider_id = payer_side.provider_id
                                   AND merchant_side.payer_ref = payer_side.payer_ref
                                   AND merchant_side.merchant_id = payer_side.merchant_id
                                   AND merchant_side.amount = payer_side.amount
                                   AND merchant_side.currency = payer_side.currency
                                   AND merchant_side.kind = payer_side.kind
    WHERE merchant_side.told AND payer_side.told AND merchant_side.side < payer_side.side
          AND abs(fp_seconds_between(merchant_side.occurred_at, payer_side.occurred_at)) <= :window
"""
"""Rows whose payment somebody nearer to the merchant tells of as well: another provider, by the reference that both
share, or, in messages, the same provider, by who pays whom how much: what was booked is no instruction any more."""

PER_ROW = 180
"""Bytes of a row of `transactions` in memory."""

WINDOW = 3 * 86_400
"""Seconds that the two sides' clocks and days may lie apart; a retrieval reference comes round again later."""

DESCRIBED = """
    SELECT accounts.merchant,
           accounts.provider_id,
           accounts.merchant_id,
           described.merchant_id IS NOT NULL AS described,
           described.file,
           {columns},
           described.domain_token
    FROM accounts
    LEFT JOIN described ON described.provider_id = accounts.provider_id AND described.merchant_id = accounts.merchant_id
"""

MOVED = """
    SELECT named.provider_id,
           named.transfer_id,
           named.occurred_at,
           named.from_account,
           named.to_account,
           named.amount,
           named.currency,
           fp_exchange(named.amount, daily_rates.eur) AS amount_eur,
           named.file,
           named.row
    FROM named_transfers AS named
    LEFT JOIN daily_rates ON daily_rates.currency = named.currency AND daily_rates.date = fp_day(named.occurred_at)
"""

REPORTED = """
    SELECT provider_id       AS reporter_id,
           report_id,
           source_kind,
           status,
           reported_at,
           meant_provider_id AS provider_id,
           merchant_id,
           domain,
           descriptor,
           amount,
           currency,
           occurred_at,
           brand_id,
           group_id,
           coalesce(tlp, 'amber+strict') AS tlp,
           file,
           row
    FROM taken_reports
"""


def write_accounts(engine: Engine) -> None:
    """Make the account that any row names, with its number, and what its provider says of it."""
    engine.make(ACCOUNTS, NUMBERED)
    columns = ", ".join(
        "coalesce(described.kind, 'merchant') AS kind" if column.name == "kind" else f"described.{column.name}"
        for column in MERCHANTS[1:]
    )
    with engine.scratch() as scratch:
        scratch.make("described", with_tokens("merchants", CONTROLLERS))
        engine.make(MERCHANT_ACCOUNTS, DESCRIBED.format(columns=columns))


def write_transactions(engine: Engine, rows: int, *, two_sides: bool) -> None:
    """Make `transactions`; where both sides of payments may have reported, each payment counts once."""
    sql = PAID.format(
        purpose=purpose_sql("taken.purpose_text"),
        counted="seen_twice.row IS NULL" if two_sides else "true",
        seen_twice=OTHER_SIDE if two_sides else "",
    )
    with engine.scratch() as scratch:
        if two_sides:
            scratch.view("sided", SIDED)
            scratch.make("seen_twice", SEEN_TWICE, {"window": WINDOW})
        engine.make(TRANSACTIONS, sql, size=rows * PER_ROW)


def write_rest(engine: Engine) -> None:
    """Make `transfers` and `reports`."""
    with engine.scratch() as scratch:
        scratch.view("named_transfers", with_tokens("transfers", TRANSFER_ACCOUNTS))
        engine.make(TRANSFERS, MOVED)
    engine.make(REPORTS, REPORTED)
