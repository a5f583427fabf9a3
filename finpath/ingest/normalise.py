"""The one spelling of an e-mail address, phone number, host name or IBAN; None where a text is none."""

from __future__ import annotations

import re

PLAIN_EMAIL = re.compile(r"[a-z0-9_%+-]+(\.[a-z0-9_%+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_LETTERS = {ord(letter): str(number) for number, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", start=10)}


def email(text: str) -> str | None:
    """An e-mail address in lower case.

    >>> email(" Jo.Doe@Shop.Example "), email("Jo.Doe(at)shop")
    ('jo.doe@shop.example', None)
    """
    lower = text.strip().lower()
    if PLAIN_EMAIL.fullmatch(lower):
        return lower
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - slow to import: only for an odd address

    try:
        return validate_email(lower, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None


def phone(text: str, country: str) -> str | None:
    """A phone number in E.164; one without a country prefix is a number of the provider's country.

    >>> phone("020 7946 0018", "GB"), phone("+44 20 7946 0018", "NL"), phone("call me", "NL")
    ('+442079460018', '+442079460018', None)
    """
    import phonenumbers  # noqa: PLC0415 - slow to import: only for a phone number

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def host(text: str) -> str:
    """A host name in lower case, without the dots and the www around it.

    >>> host(" WWW.Shop.Example. ")
    'shop.example'
    """
    return text.lower().strip(". ").removeprefix("www.")


def iban(text: str) -> str | None:
    """An IBAN without spaces, in upper case, whose check digits are right (ISO 13616).

    >>> iban("de89 3704 0044 0532 0130 00"), iban("DE89370400440532013001")
    ('DE89370400440532013000', None)
    """
    compact = re.sub(r"[\s-]", "", text).upper()
    if not IBAN.fullmatch(compact):
        return None
    return compact if int((compact[4:] + compact[:4]).translate(_LETTERS)) % 97 == 1 else None
