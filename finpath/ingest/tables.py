"""Writes the tables of the ledger from the rows that were taken, the identities and the rates."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.ingest.identities import CONTROLLERS, NUMBERED, TRANSFER_ACCOUNTS, with_tokens
from finpath.ingest.two_sides import find_both_sides, none_seen_twice
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
           taken.protected_payer AND providers.payers_side                AS protected_payer,
           taken.protected_payer                                          AS flagged_payer,
           taken.purpose_text                                             AS purpose,
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
    LEFT JOIN daily_rates ON daily_rates.provider_id = taken.provider_id AND daily_rates.currency = taken.currency
                             AND daily_rates.date = fp_day(taken.occurred_at)
    LEFT JOIN payer_clocks ON payer_clocks.provider_id = taken.provider_id
                        AND payer_clocks.payer_country = coalesce(taken.payer_country, '')
    {seen_twice}
"""

OTHER_SIDE = """
    LEFT JOIN seen_twice ON seen_twice.file = taken.file AND seen_twice.row = taken.row
"""

PER_ROW = 180
"""Bytes of a row of `transactions` in memory."""

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
    LEFT JOIN daily_rates ON daily_rates.provider_id = named.provider_id AND daily_rates.currency = named.currency
                             AND daily_rates.date = fp_day(named.occurred_at)
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


def write_transactions(engine: Engine, rows: int, *, two_sides: bool) -> tuple[str, ...]:
    """Make `transactions` and `mirrored`; where both sides of payments may have reported, each payment counts once.

    Returns:
        Lines for the coverage: payments that share a reference and do not agree.
    """
    sql = PAID.format(
        counted="seen_twice.row IS NULL" if two_sides else "true",
        seen_twice=OTHER_SIDE if two_sides else "",
    )
    with engine.scratch() as scratch:
        notes: tuple[str, ...] = ()
        if two_sides:
            notes = find_both_sides(engine, scratch)
        else:
            none_seen_twice(engine)
        engine.make(TRANSACTIONS, sql, size=rows * PER_ROW)
    return notes


def write_rest(engine: Engine) -> None:
    """Make `transfers` and `reports`."""
    with engine.scratch() as scratch:
        scratch.view("named_transfers", with_tokens("transfers", TRANSFER_ACCOUNTS))
        engine.make(TRANSFERS, MOVED)
    engine.make(REPORTS, REPORTED)
