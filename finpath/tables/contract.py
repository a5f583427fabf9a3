"""The data dictionary: every column a member may hand in, with its type and meaning, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

VERSION = 1
"""The version of the data contract these names belong to."""


class Type(StrEnum):
    """What a column holds, and the SQL type that it has in a ledger."""

    STRING = "STRING"
    TOKEN = "TOKEN"  # noqa: S105 - a column type, not a secret
    INSTANT = "TIMESTAMP"
    DATE = "DATE"
    MONEY = "DECIMAL(38, 8)"
    BOOL = "BOOLEAN"

    @property
    def sql(self) -> str:
        """The SQL type of the column in a ledger; a token is text.

        >>> Type.TOKEN.sql
        'STRING'
        """
        return Type.STRING.value if self is Type.TOKEN else self.value


@dataclass(frozen=True)
class Column:
    """One column of the contract.

    Args:
        name: The contract's name; members map their own names to it.
        type: What it holds.
        meaning: One line for whoever fills it.
        required: A row without it is rejected.
        codes: The values allowed; empty when the column is free.
        default: What stands in a row that leaves it empty.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    codes: tuple[str, ...] = ()
    default: str | None = None


def _need(name: str, kind: Type, meaning: str) -> Column:
    return Column(name, kind, meaning, required=True)


def _code(name: str, meaning: str, codes: str, *, default: str | None = None, required: bool = False) -> Column:
    return Column(name, Type.STRING, meaning, required=required, codes=tuple(codes.split()), default=default)


TRANSACTIONS = (
    _need("transaction_id", Type.STRING, "unique within the provider"),
    _need("occurred_at", Type.INSTANT, "when the payer paid (authorisation, or instruction)"),
    _need("payer_ref", Type.TOKEN, "the instrument or account that paid"),
    _code(
        "payer_ref_kind",
        "what payer_ref is; only equal kinds join",
        "par card_token iban account wallet email phone address",
        default="account",
    ),
    Column("payer_country", Type.STRING, "ISO 3166-1 alpha-2 of issuer or account"),
    _need("merchant_id", Type.STRING, "the receiving party as the provider names it (ISO 8583 DE42)"),
    _need("amount", Type.MONEY, "positive, in major units of currency"),
    _need("currency", Type.STRING, "ISO 4217, or a crypto asset's ticker"),
    _code(
        "kind",
        "what the row does to the money",
        "purchase refund chargeback representment reversal decline credit fee",
        default="purchase",
    ),
    Column("related_id", Type.STRING, "the transaction that it answers"),
    Column("network_reference", Type.STRING, "what both sides of one payment share: ARN (DE31), UETR, RRN (DE37)"),
    Column("acquirer_id", Type.STRING, "DE32"),
    Column("terminal_id", Type.STRING, "DE41"),
    _code("rail", "how the money moved", "card wallet credit_transfer remittance voucher crypto"),
    Column("mcc", Type.STRING, "ISO 18245, four digits"),
    Column("descriptor", Type.STRING, "statement text (DE43)"),
    Column("entry_mode", Type.STRING, "DE22"),
    Column("response_code", Type.STRING, "DE39"),
    Column("card_present", Type.BOOL, "the card was at the till"),
    Column("recurring", Type.BOOL, "the payer agreed to repeated charges"),
    Column("payee_country", Type.STRING, "ISO 3166-1 alpha-2 of the receiving party"),
    _code("relationship", "what the payer declared", "family friend business none unknown"),
    Column("protected_payer", Type.BOOL, "known as a minor or as a victim: the protect lane, never a suspicion"),
    Column("purpose_text", Type.STRING, "remittance information; masked wherever shown"),
)

MERCHANTS = (
    _need("merchant_id", Type.STRING, "as in transactions"),
    _code("kind", "what the receiving party is", "merchant sub_merchant payee address", default="merchant"),
    Column("parent_id", Type.STRING, "the facilitator or aggregator that it hangs under"),
    Column("legal_name", Type.STRING, "registered name"),
    Column("trading_name", Type.STRING, "name that the public sees"),
    Column("descriptor", Type.STRING, "statement text (DE43)"),
    Column("registration_number", Type.STRING, "number in the companies register"),
    Column("domain", Type.STRING, "registered host name; shown defanged, exported as keyed hash"),
    Column("mcc", Type.STRING, "declared category, ISO 18245"),
    Column("country", Type.STRING, "declared place, ISO 3166-1 alpha-2"),
    Column("acquirer_id", Type.STRING, "DE32"),
    Column("opened_on", Type.DATE, "first day of the account"),
    Column("closed_on", Type.DATE, "last day of the account"),
    Column("close_reason", Type.STRING, "why it was closed: a MATCH reason code or words; kept as a code and a class"),
    Column("settlement_account", Type.TOKEN, "where its money goes"),
    Column("phone", Type.TOKEN, "E.164 before hashing"),
    Column("email", Type.TOKEN, "normalised before hashing"),
    Column("postal_address", Type.TOKEN, "one text"),
    Column("principal", Type.TOKEN, "who controls the account"),
    Column("declared_ticket", Type.MONEY, "the average sale that the merchant announced"),
    Column("protected_payee", Type.BOOL, "a minor or a victim receives: the protect lane"),
)

TRANSFERS = (
    _need("transfer_id", Type.STRING, "unique within the provider"),
    _need("occurred_at", Type.INSTANT, "when the money moved"),
    _need("from_account", Type.TOKEN, "the same tokens as settlement_account"),
    _need("to_account", Type.TOKEN, "the same tokens as settlement_account"),
    _need("amount", Type.MONEY, "positive, in major units of currency"),
    _need("currency", Type.STRING, "ISO 4217, or a crypto asset's ticker"),
)

SOURCE_KINDS = ("hotline", "test_purchase", "law_enforcement", "member")
"""Whose word a report can be."""

REPORTS = (
    _need("report_id", Type.STRING, "unique within the provider"),
    _code("source_kind", "who says so", " ".join(SOURCE_KINDS), required=True),
    _code("status", "the source's own word, never raised by finpath", "alleged confirmed withdrawn", required=True),
    _need("reported_at", Type.INSTANT, "when the source said it"),
    Column("provider_id", Type.STRING, "the provider of the merchant meant, where known"),
    Column("merchant_id", Type.STRING, "the merchant meant, where known"),
    Column("domain", Type.STRING, "otherwise matched on this"),
    Column("descriptor", Type.STRING, "otherwise matched on this"),
    Column("amount", Type.MONEY, "of a test purchase: found again in the transactions"),
    Column("currency", Type.STRING, "of a test purchase"),
    Column("occurred_at", Type.INSTANT, "of a test purchase"),
    Column("brand_id", Type.STRING, "the hotline's own grouping"),
    Column("group_id", Type.STRING, "the hotline's own grouping"),
    _code("tlp", "FIRST TLP 2.0", "clear green amber amber+strict red", default="amber+strict"),
)

RATES = (
    _need("currency", Type.STRING, "ISO 4217, or a crypto asset's ticker"),
    _need("date", Type.DATE, "the day the rate holds for"),
    _need("eur", Type.MONEY, "one unit in EUR"),
    Column("source", Type.STRING, "who published it"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "transactions": TRANSACTIONS,
    "merchants": MERCHANTS,
    "transfers": TRANSFERS,
    "reports": REPORTS,
    "rates": RATES,
}

PROVIDER_KINDS = (
    "acquirer", "issuer", "wallet", "remitter", "bank", "vasp", "scheme", "hotline", "law_enforcement"
)  # fmt: skip

SAFEGUARDED = "protect"
"""The tier of the safeguarding queue: nobody's suspects."""

TIERS = (SAFEGUARDED, "refer", "review", "watch", "none")
"""The tiers of a finding; the protect lane comes first in every list."""

FINDINGS: dict[str, str] = {
    "provider_id": "VARCHAR",
    "merchant_id": "VARCHAR",
    "entity_id": "VARCHAR",
    "group_id": "VARCHAR",
    "score": "DOUBLE",
    "rank": "BIGINT",
    "tier": "VARCHAR",
    "families": "INTEGER",
    "rules": "VARCHAR[]",
    "reasons": "VARCHAR[]",
    "payers": "BIGINT",
    "transactions": "BIGINT",
    "volume_eur": "DECIMAL(38, 8)",
    "first_seen": "TIMESTAMP",
    "last_seen": "TIMESTAMP",
    "reported": "BOOLEAN",
    "safeguarding": "BOOLEAN",
    "name": "VARCHAR",
    "country": "VARCHAR",
    "category": "VARCHAR",
}
"""The columns of findings.parquet, one row per merchant of the ledger."""

REASONS: dict[str, str] = {
    "rule_id": "VARCHAR",
    "rule_version": "INTEGER",
    "family": "VARCHAR",
    "subject_kind": "VARCHAR",
    "subject_id": "VARCHAR",
    "score": "DOUBLE",
    "sentence": "VARCHAR",
    "facts": "VARCHAR",
    "thresholds": "VARCHAR",
    "transaction_ids": "VARCHAR[]",
}
"""The columns of reasons.parquet, one row per finding of one rule or detector."""

IDENTITIES: dict[str, str] = {
    "provider_id": "VARCHAR",
    "merchant_id": "VARCHAR",
    "other_provider_id": "VARCHAR",
    "other_merchant_id": "VARCHAR",
    "relation": "VARCHAR",
    "kind": "VARCHAR",
    "valid_from": "DATE",
    "valid_to": "DATE",
    "gap_days": "BIGINT",
    "source": "VARCHAR",
    "confidence": "DOUBLE",
    "joins": "BOOLEAN",
}
"""The columns of identities.parquet, one row per tie of two merchant accounts; never an identifier's value."""

REJECTS: dict[str, str] = {
    "provider_id": "VARCHAR",
    "file": "VARCHAR",
    "file_sha256": "VARCHAR",
    "row": "BIGINT",
    "column": "VARCHAR",
    "reason": "VARCHAR",
}
"""The columns of rejects.parquet; never a raw value."""
