"""What columns are called in exports of banks, acquirers and wallets, in English and seven other languages.

Names are compared without capitals, accents, signs and what stands in brackets: `Betrag (€)` is `betrag`. Of several
names that a file has, the first in the list here is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

NAMES: Mapping[str, tuple[str, ...]] = {
    "transaction_id": (
        *("transactionid", "txid", "tid", "paymentid", "operationid", "referencenumber", "transactionreference"),
        *("transaktionsid", "numerooperacion", "idtransazione", "transactienummer", "id", "pspreference"),
        *("modificationreference", "chargeid", "orderid", "reference"),
    ),
    "occurred_at": (
        *("occurredat", "timestamp", "datetime", "txdatetime", "transactiondatetime", "transactiondate", "transdate"),
        *("createdat", "createddate", "creationdate", "created", "starteddate", "datetransaction", "paymentdate"),
        *("bookingdate", "bookedat", "posteddate", "buchungstag", "buchungsdatum", "datum", "dateoperation", "dateop"),
        *("date", "fecha", "fechaoperacion", "data", "dataoperazione", "datacontabile", "boekdatum", "transactiedatum"),
        *("datatransakcji", "dataoperacji", "bokforingsdag", "completeddate", "valuedate", "valutadatum"),
        *("wertstellung", "datevaleur", "fechavalor"),
    ),
    "payer_ref": (
        *("payerref", "payer", "payerid", "payername", "customerid", "customer", "shopperreference", "cardtoken"),
        *("card", "cardid", "cardnumber", "clientid", "cardholder", "buyer", "buyerid", "fromemailaddress", "from"),
        *("sender", "senderid", "fromaccount", "auftragskonto", "ibanauftragskonto", "kontonummer", "accountnumber"),
        *("accountnum", "account", "compte", "numerodecompte", "cuenta", "conto", "rekening", "rekeningnummer"),
        *("zahlungspflichtiger", "kontoinhaber", "rachunek", "konto"),
    ),
    "merchant_id": (
        *("merchantid", "merchant", "merchantaccount", "terminalid", "payeeid", "payee", "counterpartyid"),
        *("counterparty", "destination", "beguenstigterzahlungspflichtiger", "begunstigterzahlungspflichtiger"),
        *("zahlungsempfangerin", "zahlungsempfanger", "empfanger", "nameempfanger", "auftraggeberempfanger"),
        *("beneficiary", "counterpartyname", "beneficiaire", "beneficiario", "tegenpartij", "naamtegenpartij"),
        *("naamomschrijving", "naam", "odbiorca", "mottagare", "recipient", "receiver", "toemailaddress", "to"),
        *("toaccount", "seller", "sellerid", "supplierfound", "merchantname", "payeename", "name", "description"),
        *("concepto", "label", "libelle", "descrizione"),
    ),
    "amount": (
        *("amount", "txamount", "transactionamount", "value", "betrag", "umsatz", "montant", "importe", "importo"),
        *("bedrag", "kwota", "belopp", "gross", "grossamount", "bruttobetrag", "brutto", "sum", "monto", "valor"),
    ),
    "currency": (
        *("currency", "ccy", "currencycode", "grosscurrency", "transactioncurrency", "wahrung", "waehrung", "devise"),
        *("divisa", "moneda", "valuta", "munt", "waluta", "moeda"),
    ),
    "mcc": ("mcc", "merchantcategorycode"),
    "descriptor": (
        *("descriptor", "statementdescriptor", "statementtext", "merchantname", "payeename", "counterpartyname"),
        *("name", "description", "libelle", "label", "concepto", "causale"),
    ),
    "purpose_text": (
        *("purpose", "verwendungszweck", "remittanceinformation", "omschrijving", "mededelingen", "memo", "note"),
        *("notes", "notesandtags", "itemtitle"),
    ),
    "payer_country": ("payercountry", "cardcountry", "issuercountry", "cardissuecountry", "bincountry"),
    "payee_country": ("payeecountry", "merchantcountry", "counterpartycountry"),
    "acquirer_id": ("acquirerid", "acquirer"),
    "payer_ref_kind": (),
}
"""Of payments: the contract's column, and what it is called."""

MERCHANT_NAMES: Mapping[str, tuple[str, ...]] = {
    "merchant_id": (
        *(
            "merchantid",
            "merchant",
            "merchantaccount",
            "mid",
            "terminalid",
            "payeeid",
            "payee",
            "sellerid",
            "accountid",
        ),
        *("handlernummer", "haendlernummer", "vertragsnummer", "idcommercant", "idcomercio", "id"),
    ),
    "legal_name": ("legalname", "companyname", "registeredname", "firma", "raisonsociale", "razonsocial"),
    "trading_name": ("tradingname", "dba", "doingbusinessas", "merchantname", "shopname", "name", "enseigne"),
    "mcc": ("mcc", "merchantcategorycode"),
    "country": ("country", "merchantcountry", "countrycode", "land", "pays", "pais", "paese"),
    "domain": ("domain", "website", "url", "homepage", "site"),
    "opened_on": ("openedon", "opened", "onboarded", "contractstart", "startdate"),
    "closed_on": ("closedon", "closed", "terminated", "contractend", "enddate"),
    "registration_number": ("registrationnumber", "companynumber", "handelsregister", "siren", "cif", "kvk"),
    "settlement_account": ("settlementaccount", "settlementiban", "payoutaccount", "iban"),
    "phone": ("phone", "telephone", "telefon"),
    "email": ("email", "emailaddress"),
}
"""Of merchants."""

TIMES = ("time", "uhrzeit", "heure", "hora", "ora", "tijd", "godzina")
ZONES = ("timezone", "tz", "zeitzone")
"""What stands beside a date in columns of their own."""

DEBIT = (
    *("debit", "debitamount", "grossdebit", "soll", "belastung", "debet", "debito", "dare", "paidout", "moneyout"),
    *("withdrawal", "withdrawals", "cargo", "uscite", "af"),
)
CREDIT = (
    *("credit", "creditamount", "grosscredit", "haben", "gutschrift", "credito", "avere", "paidin", "moneyin"),
    *("deposit", "deposits", "abono", "entrate", "bij"),
)
SIGNS = (
    *("afbij", "sollhaben", "sollhabenkennzeichen", "debitcredit", "creditdebit", "drcr", "crdr", "dc", "cd"),
    *("direction", "sign", "signe", "signo", "segno", "creditdebitindicator"),
)
"""Columns that say in a word which way an amount went."""

EVERY = frozenset(name for names in (*NAMES.values(), *MERCHANT_NAMES.values()) for name in names) | {
    *TIMES, *ZONES, *DEBIT, *CREDIT, *SIGNS, *(name.replace("_", "") for name in (*NAMES, *MERCHANT_NAMES))
}  # fmt: skip
"""By how many of these a line has, a header is known."""

BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def bare_name(name: str) -> str:
    """A name without capitals, accents, signs and what stands in brackets.

    >>> bare_name("Bénéficiaire"), bare_name("Betrag (€)"), bare_name("Zahlungsempfänger*in"), bare_name("Сумма")
    ('beneficiaire', 'betrag', 'zahlungsempfangerin', 'сумма')
    """
    apart = unicodedata.normalize("NFKD", BRACKETS.sub("", name).casefold())
    return "".join(letter for letter in apart if letter.isalnum())


def in_brackets(name: str) -> tuple[str, ...]:
    """What stands in brackets in a name.

    >>> in_brackets("Bedrag (EUR)")
    ('EUR',)
    """
    return tuple(text[1:-1].strip() for text in BRACKETS.findall(name))
