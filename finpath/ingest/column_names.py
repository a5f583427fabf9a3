"""What columns are called in exports of banks, acquirers and wallets, in English and seven other languages.

Names are compared without capitals, accents, signs and what stands in brackets: `Betrag (€)` is `betrag`. Of several
names that a file has, the first in the list here is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

NAMES: Mapping[str, Sequence[str]] = {
    "transaction_id": """
        transactionid txid txnid txnref trxid tid paymentid operationid referencenumber
        transactionreference transaktionsid numerooperacion idtransazione transactienummer id
        pspreference modificationreference chargeid orderid reference
    """.split(),
    "occurred_at": """
        occurredat timestamp datetime txdatetime transactiondatetime transactiondate transdate authtime
        authorisedat createdat createddate creationdate created starteddate datetransaction paymentdate
        bookingdate bookedat posteddate buchungstag buchungsdatum datum dateoperation dateop date fecha
        fechaoperacion data dataoperazione datacontabile boekdatum transactiedatum datatransakcji
        dataoperacji bokforingsdag completeddate valuedate valutadatum wertstellung datevaleur
        fechavalor
    """.split(),
    "payer_ref": """
        payerref payer payerid payername customerid customer shopperreference cardtoken cardref card
        cardid cardnumber clientid cardholder buyer buyerid fromemailaddress from sender senderid
        fromaccount auftragskonto ibanauftragskonto kontonummer accountnumber accountnum account compte
        numerodecompte cuenta conto rekening rekeningnummer zahlungspflichtiger kontoinhaber rachunek
        konto
    """.split(),
    "merchant_id": """
        merchantid merchantnumber merchantno merchant mid merchantaccount terminalid payeeid payee counterpartyid
        counterparty
        destination beguenstigterzahlungspflichtiger begunstigterzahlungspflichtiger zahlungsempfangerin
        zahlungsempfanger empfanger nameempfanger auftraggeberempfanger beneficiary counterpartyname
        beneficiaire beneficiario tegenpartij naamtegenpartij naamomschrijving naam odbiorca mottagare
        recipient receiver toemailaddress to toaccount seller sellerid supplierfound merchantname
        payeename name description concepto label libelle descrizione
    """.split(),
    "amount": """
        amount amt txamount transactionamount value betrag umsatz montant importe importo bedrag kwota
        belopp gross grossamount bruttobetrag brutto sum monto valor
    """.split(),
    "currency": """
        currency ccy currencycode grosscurrency transactioncurrency wahrung waehrung devise divisa
        moneda valuta munt waluta moeda
    """.split(),
    "mcc": "mcc merchantcategorycode de18".split(),
    "kind": "kind type transactiontype txtype".split(),
    "descriptor": """
        descriptor de43 statementdescriptor statementtext merchantname payeename counterpartyname name
        description libelle label concepto causale
    """.split(),
    "purpose_text": """
        purpose verwendungszweck remittanceinformation omschrijving mededelingen memo note notes
        notesandtags itemtitle
    """.split(),
    "payer_country": "payercountry cardcountry issuercountry cardissuecountry bincountry".split(),
    "payee_country": "payeecountry merchantcountry counterpartycountry".split(),
    "acquirer_id": "acquirerid acquirer de32".split(),
    "network_reference": "networkreference arn rrn uetr de31 de37".split(),
    "terminal_id": "terminalid tid terminal de41".split(),
    "related_id": "relatedid origref originalreference referencetxnid".split(),
    "entry_mode": "entrymode de22".split(),
    "response_code": "responsecode de39".split(),
    "card_present": "cardpresent present".split(),
    "recurring": "recurring isrecurring".split(),
    "payer_ref_kind": "payerrefkind cardreftype".split(),
}
"""Of payments: the contract's column, and what it is called."""

MERCHANT_NAMES: Mapping[str, Sequence[str]] = {
    "merchant_id": """
        merchantid merchant merchantaccount mid terminalid payeeid payee sellerid accountid
        handlernummer haendlernummer vertragsnummer idcommercant idcomercio id
    """.split(),
    "legal_name": "legalname companyname registeredname firma raisonsociale razonsocial".split(),
    "trading_name": "tradingname dba doingbusinessas merchantname shopname name enseigne".split(),
    "mcc": "mcc merchantcategorycode".split(),
    "country": "country merchantcountry countrycode land pays pais paese".split(),
    "domain": "domain website url homepage site".split(),
    "opened_on": "openedon opened onboarded contractstart startdate".split(),
    "closed_on": "closedon closed terminated contractend enddate".split(),
    "registration_number": "registrationnumber companynumber handelsregister siren cif kvk".split(),
    "settlement_account": "settlementaccount settlementiban payoutaccount iban".split(),
    "phone": "phone telephone telefon".split(),
    "email": "email emailaddress".split(),
}
"""Of merchants."""

PAYEE_NAMES = (
    *("merchantname", "tradingname", "shopname", "payeename", "statementdescriptor", "descriptor", "de43", "name"),
    *("counterpartyname", "naam", "beneficiaryname"),
)
"""Of payments: columns that may say what those are called who receive, beside their ids."""

BEGINNINGS: Mapping[str, Sequence[str]] = {
    "occurred_at": "transactiontime transactiondat transaktionsda bookingdat buchung dataoper dat fecha bokfor".split(),
    "payer_ref": """
        payer customer cardref cardtoken shopper buyer ibankontoinh kontoinh maskedcard card account auftragskonto konto
        compte cuenta conto rachun rekening
    """.split(),
    "merchant_id": """
        merchantid merchantnumb merchant handler haendler payee partnername counterpart zahlungsempf empfang begunst
        beneficiair beneficiar odbior mottag recipient seller shop name naam opisoper operaz operacj buchungstext
        beskriv beschr descri dettagl detail concept libel label text memo narrative particular
    """.split(),
    "amount": "amount grossamount betrag belopp belob kwota import montant bedrag".split(),
}
"""With what names begin that are none of those; the first that fits is taken, if its values may be such."""

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
