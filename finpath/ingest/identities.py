"""Gives payers and merchant accounts dense numbers, and every identifier of a controller a token."""

from __future__ import annotations

from finpath.engine import Engine
from finpath.ingest.tokens import SCOPED, Tokens
from finpath.tables.contract import TABLES, Type
from finpath.tables.ledger import PAYER_TOKENS
from finpath.tables.loading import CONTROLLER_NAMES, PAYER_IDS, PAYER_NAMES

PAYERS = """
    SELECT said.provider_id,
           providers.country,
           said.kind,
           CASE WHEN said.kind IN :scoped THEN said.provider_id ELSE '' END AS scope,
           said.said
    FROM (
        SELECT DISTINCT provider_id,
               coalesce(payer_ref_kind, 'account') AS kind,
               payer_ref AS said
        FROM taken_transactions
    ) AS said
    JOIN providers ON providers.provider_id = said.provider_id
"""

DISTINCT = """
    SELECT CAST(row_number() OVER (ORDER BY kind, token) AS BIGINT) - 1 AS payer,
           kind AS payer_ref_kind,
           token
    FROM (SELECT DISTINCT kind, token FROM payer_names) AS distinct_tokens
"""

TOKENED = """
    SELECT payer_names.provider_id,
           payer_names.kind,
           payer_names.said,
           payer_tokens.payer
    FROM payer_names
    JOIN payer_tokens ON payer_tokens.payer_ref_kind = payer_names.kind AND payer_tokens.token = payer_names.token
"""

CONTROLLERS = {
    "settlement_account": "settlement",
    "phone": "phone",
    "email": "email",
    "postal_address": "address",
    "principal": "principal",
    "domain": "domain",
}
"""Columns of merchants that get a token, and the kind of identifier that each holds; none has a scope."""

TRANSFER_ACCOUNTS = {"from_account": "settlement", "to_account": "settlement"}

IDENTIFIERS = """
    SELECT DISTINCT named.provider_id,
           providers.country,
           named.kind,
           '' AS scope,
           named.said
    FROM named
    JOIN providers ON providers.provider_id = named.provider_id
    WHERE named.said IS NOT NULL
"""

NUMBERED = """
    SELECT CAST(row_number() OVER (ORDER BY provider_id, merchant_id) AS BIGINT) - 1 AS merchant,
           provider_id,
           merchant_id
    FROM (
        SELECT provider_id, merchant_id FROM taken_transactions
        UNION
        SELECT provider_id, merchant_id FROM taken_merchants
    ) AS every_account
"""


def name_payers(engine: Engine, tokens: Tokens) -> None:
    """Make `payer_tokens`, and `payer_ids` for joining transactions to them."""
    with engine.scratch() as scratch:
        scratch.view("payers_said", PAYERS, {"scoped": SCOPED})
        tokens.name(engine, PAYER_NAMES, "SELECT * FROM payers_said")
    engine.make(PAYER_TOKENS, DISTINCT)
    engine.make(PAYER_IDS, TOKENED)


def name_controllers(engine: Engine, tokens: Tokens) -> None:
    """Make `controller_names`: the token of every identifier of merchants and transfers."""
    identifiers = [
        f"SELECT provider_id, '{kind}' AS kind, {column} AS said FROM {table}"  # noqa: S608
        for table, columns in (("taken_merchants", CONTROLLERS), ("taken_transfers", TRANSFER_ACCOUNTS))
        for column, kind in columns.items()
    ]
    with engine.scratch() as scratch:
        scratch.view("named", " UNION ALL ".join(identifiers))
        tokens.name(engine, CONTROLLER_NAMES, IDENTIFIERS)


def with_tokens(table: str, columns: dict[str, str]) -> str:
    """SQL of a taken table with its identifiers as tokens; what is needed in clear too keeps it, with the token beside.

    Args:
        table: The contract's table.
        columns: Those that get a token, and their kinds.
    """
    values = [
        f"names_{column.name}.token AS {column.name}" if column.type is Type.TOKEN else f"taken.{column.name}"
        for column in TABLES[table]
    ]
    clear = [column.name for column in TABLES[table] if column.name in columns and column.type is not Type.TOKEN]
    values += [f"names_{name}.token AS {name}_token" for name in clear]
    joins = [
        f"LEFT JOIN controller_names AS names_{column} ON names_{column}.provider_id = taken.provider_id "
        f"AND names_{column}.kind = '{kind}' AND names_{column}.said = taken.{column}"
        for column, kind in columns.items()
    ]
    own = "taken.provider_id, taken.file, taken.row"
    return f"SELECT {own}, {', '.join(values)} FROM taken_{table} AS taken {' '.join(joins)}"  # noqa: S608
