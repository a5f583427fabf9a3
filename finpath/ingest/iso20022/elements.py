"""What is asked of a message, and where the versions of the families say it: the first place that is filled counts."""

from __future__ import annotations

from typing import NamedTuple

from finpath.ingest.iso20022.shapes import Paths

AROUND = ("RltdPties/", "", "OrgnlTxRef/")
"""Where the parties stand: in camt, in pain and pacs, and in a return, which repeats those of its original."""

AGENTS = ("RltdAgts/", "", "OrgnlTxRef/")
CHAIN = "RtrChain/"
"""The way back of a return: its debtor is the creditor of the original, and the other way round."""

BACK = {"Dbtr": "Cdtr", "Cdtr": "Dbtr"}
ORGANISATION = ("Othr/Id", "LEI", "AnyBIC", "BICOrBEI", "BIC", "BEI", "PrtryId/Id", "BkPtyId", "DUNS", "EANGLN")
PERSON = ("Othr/Id", "CstmrNb", "TaxIdNb", "SclSctyNb", "PsptNb", "IdntyCardNb", "DrvrsLicNb", "OthrId/Id")
ACCOUNT = ("Othr/Id", "BBAN", "PrtryAcct/Id", "UPIC")


class PartyDetails(NamedTuple):
    """What a message says of a debtor or creditor."""

    name: str | None
    identity: str | None
    iban: str | None
    account: str | None
    proxy: str | None
    country: str | None
    place: str | None
    agent: str | None
    email: str | None
    phone: str | None
    ultimate_name: str | None
    ultimate_identity: str | None


class PaymentDetails(NamedTuple):
    """What a message says of one payment."""

    amount: str | None
    currency: str | None
    moved: str | None
    moved_currency: str | None
    countervalue: str | None
    countervalue_currency: str | None
    instructed: str | None
    instructed_currency: str | None
    charges: str | None
    charge_records: str | None
    code: str | None
    family: str | None
    indicator: str | None
    uetr: str | None
    end_to_end: str | None
    transaction: str | None
    instruction: str | None
    servicer: str | None
    paid_at: str | None
    settled_on: str | None
    purpose: str | None
    returned: str | None
    pan: str | None
    secret: str | None
    terminal: str | None
    shop: str | None
    mcc: str | None
    present: str | None
    entry_mode: str | None
    represented: str | None
    sequence: str | None


class ReportEntry(NamedTuple):
    """What a report says of one entry, whether it has details or not."""

    amount: str | None
    currency: str | None
    indicator: str | None
    reversed: str | None
    status: str | None
    booked: str | None
    valued: str | None
    servicer: str | None
    reference: str | None
    code: str | None
    family: str | None
    charges: str | None
    charge_records: str | None
    info: str | None
    batch: str | None


class MessageHeader(NamedTuple):
    """What a message, or one instruction in it, says of all its payments."""

    id: str | None
    created: str | None
    payments: str | None
    total: str | None
    settled_on: str | None
    last_page: str | None
    page: str | None
    sequence: str | None


class StatementSummary(NamedTuple):
    """What a statement says of all its entries."""

    entries: str | None
    total: str | None
    credits: str | None
    credit_total: str | None
    debits: str | None
    debit_total: str | None


def _identity(party: str) -> tuple[str, ...]:
    return (
        *(f"{party}/Id/OrgId/{name}" for name in ORGANISATION),
        *(f"{party}/Id/PrvtId/{name}" for name in PERSON),
        f"{party}/Agt/FinInstnId/BICFI",
    )


def _party(around: tuple[str, ...], agents: tuple[str, ...], role: str) -> dict[str, tuple[str, ...]]:
    def each(*paths: str) -> tuple[str, ...]:
        """Where a part may stand; the way back comes last, with its roles turned round."""
        forth = [before + path.format(role) for before in around for path in paths]
        return (*forth, *(CHAIN + path.format(BACK[role]) for path in paths))

    return {
        "name": each("{}/Nm", "{}/Agt/FinInstnId/Nm"),
        "identity": each(*_identity("{}")),
        "iban": each("{}Acct/Id/IBAN"),
        "account": each(*(f"{{}}Acct/Id/{name}" for name in ACCOUNT)),
        "proxy": each("{}Acct/Prxy/Id"),
        "country": each("{}/PstlAdr/Ctry", "{}/CtryOfRes"),
        "place": each("{}/PstlAdr/PstCd", "{}/PstlAdr/AdrLine*", "{}/PstlAdr/TwnNm"),
        "agent": (
            *(f"{before}{role}Agt/FinInstnId/{name}" for before in agents for name in ("BICFI", "BIC")),
            f"{CHAIN}{BACK[role]}Agt/FinInstnId/BICFI",
        ),
        "email": each("{}/CtctDtls/EmailAdr"),
        "phone": each("{}/CtctDtls/MobNb", "{}/CtctDtls/PhneNb"),
        "ultimate_name": each("Ultmt{}/Nm"),
        "ultimate_identity": each(*_identity("Ultmt{}")),
    }


DEBTOR: Paths = _party(AROUND, AGENTS, "Dbtr")
CREDITOR: Paths = _party(AROUND, AGENTS, "Cdtr")
NOWHERE: tuple[str, ...] = ("",)
OWNER: Paths = dict.fromkeys(PartyDetails._fields, NOWHERE) | {
    "name": ("Ownr/Nm", "Nm"),
    "identity": _identity("Ownr"),
    "iban": ("Id/IBAN",),
    "account": tuple(f"Id/{name}" for name in ACCOUNT),
    "country": ("Ownr/PstlAdr/Ctry", "Ownr/CtryOfRes"),
    "agent": ("Svcr/FinInstnId/BICFI", "Svcr/FinInstnId/BIC"),
}
"""Of the account that a report is about."""

AMOUNTS = ("RtrdIntrBkSttlmAmt", "IntrBkSttlmAmt", "Amt", "Amt/InstdAmt", "Amt/EqvtAmt/Amt", "InstdAmt")
"""What was settled goes before what was asked for: the difference is the price of the exchange, or charges."""

CHARGES = ("Chrgs/TtlChrgsAndTaxAmt",)
CHARGE_RECORDS = ("Chrgs/Rcrd/Amt*", "Chrgs/Amt*")
CARD = "CardTx/Card/PlainCardData"
ALONE = "CardTx/Tx/Indv"
REASONS = (
    "Rsn/Cd",
    "Rsn/Prtry",
    "RtrRsn/Cd",
    "RtrRsn/Prtry",
    "AddtlInf",
    "AddtlRtrRsnInf",
    "OrgnlBkTxCd/Domn/Cd",
    "OrgnlBkTxCd/Prtry/Cd",
)

PAYMENT: Paths = {
    "amount": AMOUNTS,
    "currency": tuple(f"{amount}/@Ccy" for amount in AMOUNTS),
    "moved": ("AmtDtls/TxAmt/Amt",),
    "moved_currency": ("AmtDtls/TxAmt/Amt/@Ccy",),
    "countervalue": ("AmtDtls/CntrValAmt/Amt",),
    "countervalue_currency": ("AmtDtls/CntrValAmt/Amt/@Ccy",),
    "instructed": ("AmtDtls/InstdAmt/Amt",),
    "instructed_currency": ("AmtDtls/InstdAmt/Amt/@Ccy",),
    "charges": CHARGES,
    "charge_records": CHARGE_RECORDS,
    "code": ("BkTxCd/Domn/Fmly/SubFmlyCd",),
    "family": ("BkTxCd/Domn/Fmly/Cd",),
    "indicator": ("CdtDbtInd",),
    "uetr": ("Refs/UETR", "PmtId/UETR", "OrgnlUETR"),
    "end_to_end": ("Refs/EndToEndId", "PmtId/EndToEndId", "OrgnlEndToEndId"),
    "transaction": ("Refs/TxId", "PmtId/TxId", "OrgnlTxId"),
    "instruction": ("Refs/InstrId", "PmtId/InstrId", "OrgnlInstrId"),
    "servicer": ("Refs/AcctSvcrRef",),
    "paid_at": (f"{ALONE}/TxId/TxDtTm", "RltdDts/TxDtTm", "RltdDts/AccptncDtTm", "AccptncDtTm"),
    "settled_on": ("IntrBkSttlmDt", "ReqdColltnDt"),
    "purpose": ("RmtInf/Ustrd*", "RmtInf/Strd/AddtlRmtInf*", "AddtlTxInf"),
    "returned": tuple(f"{place}/{reason}" for place in ("RtrInf", "RtrRsnInf") for reason in REASONS),
    "pan": (f"{CARD}/PAN",),
    "secret": (f"{CARD}/TrckData/TrckVal", f"{CARD}/CardSctyCd/CSCVal", f"{CARD}/CardSctyCd/Val"),
    "terminal": ("CardTx/POI/Id/Id",),
    "shop": ("CardTx/POI/Id/ShrtNm",),
    "mcc": (f"{ALONE}/MrchntCtgyCd", "CardTx/POI/MrchntCtgyCd", "CardTx/MrchntCtgyCd"),
    "present": (f"{ALONE}/PmtCntxt/CardPres",),
    "entry_mode": (f"{ALONE}/PmtCntxt/CardDataNtryMd",),
    "represented": (f"{ALONE}/RePresntmntRsn",),
    "sequence": ("PmtTpInf/SeqTp",),
}

ENTRY: Paths = {
    "amount": ("Amt",),
    "currency": ("Amt/@Ccy",),
    "indicator": ("CdtDbtInd",),
    "reversed": ("RvslInd",),
    "status": ("Sts/Cd", "Sts/Prtry", "Sts"),
    "booked": ("BookgDt/Dt", "BookgDt/DtTm"),
    "valued": ("ValDt/Dt", "ValDt/DtTm"),
    "servicer": ("AcctSvcrRef",),
    "reference": ("NtryRef",),
    "code": ("BkTxCd/Domn/Fmly/SubFmlyCd",),
    "family": ("BkTxCd/Domn/Fmly/Cd",),
    "charges": CHARGES,
    "charge_records": CHARGE_RECORDS,
    "info": ("AddtlNtryInf",),
    "batch": ("NtryDtls/Btch/NbOfTxs", "Btch/NbOfTxs"),
}

HEADER: Paths = {
    "id": ("PmtInfId", "MsgId"),
    "created": ("CreDtTm",),
    "payments": ("NbOfTxs",),
    "total": ("CtrlSum", "TtlIntrBkSttlmAmt", "TtlRtrdIntrBkSttlmAmt"),
    "settled_on": ("IntrBkSttlmDt", "ReqdExctnDt/Dt", "ReqdExctnDt/DtTm", "ReqdExctnDt", "ReqdColltnDt"),
    "last_page": ("MsgPgntn/LastPgInd", "LastPgInd"),
    "page": ("MsgPgntn/PgNb", "PgNb"),
    "sequence": ("PmtTpInf/SeqTp",),
}

SUMMARY: Paths = {
    "entries": ("TtlNtries/NbOfNtries",),
    "total": ("TtlNtries/Sum",),
    "credits": ("TtlCdtNtries/NbOfNtries",),
    "credit_total": ("TtlCdtNtries/Sum",),
    "debits": ("TtlDbtNtries/NbOfNtries",),
    "debit_total": ("TtlDbtNtries/Sum",),
}

NO_HEADER = MessageHeader(*[None] * len(MessageHeader._fields))
