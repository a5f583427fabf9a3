"""The elements of goAML's parties in their order, each with the column of `subjects.csv` that fills it.

Which of them an FIU demands is in `NEEDED`; a dialect may say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Slot:
    """One element.

    Args:
        tag: Of the element.
        column: That fills it; empty where others stand inside.
        form: text, day or yes.
        inside: Elements inside, in their order.
        kind: Of what stands inside; it says which of them are needed.
        prefix: Put before the columns inside.
        instead: Another element and its column, taken where that column is filled.
        alone: Whether it makes something of what it stands in; a country alone is no address.
    """

    tag: str
    column: str = ""
    form: str = "text"
    inside: tuple[Slot, ...] = ()
    kind: str = ""
    prefix: str = ""
    instead: tuple[str, str] | None = None
    alone: bool = True


ADDRESS = (
    Slot("address_type", "address_type"),
    Slot("address", "address"),
    Slot("town", "town"),
    Slot("city", "city"),
    Slot("zip", "zip"),
    Slot("country_code", "country", alone=False),
    Slot("state", "state"),
)
PHONE = (
    Slot("tph_contact_type", "phone_contact_type"),
    Slot("tph_communication_type", "phone_type"),
    Slot("tph_country_prefix", "phone_prefix"),
    Slot("tph_number", "phone"),
)
DOCUMENT = (
    Slot("type", "document_type"),
    Slot("number", "document_number"),
    Slot("issue_date", "document_issued_on", "day"),
    Slot("expiry_date", "document_expires_on", "day"),
    Slot("issue_country", "document_country"),
)
ADDRESSES = Slot("addresses", inside=(Slot("address", inside=ADDRESS, kind="address"),), kind="addresses")
PHONES = Slot("phones", inside=(Slot("phone", inside=PHONE, kind="phone"),), kind="phones")

PERSON = (
    Slot("gender", "gender"),
    Slot("title", "title"),
    Slot("first_name", "first_name"),
    Slot("middle_name", "middle_name"),
    Slot("last_name", "last_name"),
    Slot("birthdate", "born_on", "day"),
    Slot("full_name_frn", "name_in_own_script"),
    Slot("id_number", "id_number"),
    Slot("nationality1", "nationality"),
    Slot("residence", "residence"),
    PHONES,
    ADDRESSES,
    Slot("email", "email"),
    Slot("occupation", "occupation"),
    Slot("identification", inside=DOCUMENT, kind="identification"),
    Slot("tax_reg_number", "tax_registered"),
)
DIRECTOR = (*PERSON, Slot("role", "role"))
ENTITY = (
    Slot("name", "name"),
    Slot("commercial_name", "commercial_name"),
    Slot("incorporation_legal_form", "legal_form"),
    Slot("incorporation_number", "registration_number"),
    Slot("business", "business"),
    PHONES,
    ADDRESSES,
    Slot("email", "email"),
    Slot("url", "url"),
    Slot("incorporation_state", "incorporation_state"),
    Slot("incorporation_country_code", "incorporation_country"),
    Slot("director_id", inside=DIRECTOR, kind="director", prefix="director_"),
    Slot("incorporation_date", "incorporated_on", "day"),
    Slot("tax_reg_number", "tax_registered"),
)
SIGNATORY = (Slot("t_person", inside=PERSON, kind="person", prefix="signatory_"), Slot("role", "signatory_role"))
CLIENT_SIGNATORY = (Slot("t_person", inside=PERSON, kind="person_my_client", prefix="signatory_"), SIGNATORY[1])
HELD_BEFORE = (
    Slot("institution_name", "institution_name"),
    Slot("institution_code", "institution_code", instead=("swift", "swift")),
    Slot("institution_country", "institution_country"),
    Slot("non_bank_institution", "non_bank_institution", "yes"),
    Slot("branch", "branch"),
    Slot("account", "account"),
    Slot("currency_code", "currency"),
    Slot("account_name", "account_name"),
    Slot("iban", "iban"),
    Slot("client_number", "client_number"),
    Slot("account_type", "account_type"),
)
HELD_AFTER = (
    Slot("opened", "opened_on", "day"),
    Slot("closed", "closed_on", "day"),
    Slot("status_code", "account_status"),
    Slot("beneficiary", "beneficiary"),
)
ACCOUNT = (
    *HELD_BEFORE,
    Slot("t_entity", inside=ENTITY, kind="entity"),
    Slot("signatory", inside=SIGNATORY, kind="signatory"),
    *HELD_AFTER,
)
CLIENT_ACCOUNT = (
    *HELD_BEFORE,
    Slot("t_entity", inside=ENTITY, kind="entity_my_client"),
    Slot("signatory", inside=CLIENT_SIGNATORY, kind="signatory"),
    *HELD_AFTER,
)
REPORTING_PERSON = tuple(slot for slot in PERSON if slot.column != "name_in_own_script")

SHAPES = {
    "entity": ENTITY,
    "entity_my_client": ENTITY,
    "person": PERSON,
    "person_my_client": PERSON,
    "account": ACCOUNT,
    "account_my_client": CLIENT_ACCOUNT,
}

NEEDED: dict[str, tuple[str, ...]] = {
    "address": ("address_type", "address", "city", "country_code", "state"),
    "addresses": ("address",),
    "phone": ("tph_contact_type", "tph_communication_type", "tph_number"),
    "phones": ("phone",),
    "identification": ("type", "number", "issue_date", "expiry_date", "issue_country"),
    "person": ("first_name", "last_name"),
    "director": ("first_name", "last_name"),
    "signatory": ("t_person",),
    "entity": ("name",),
    "account": ("institution_code", "account", "account_name"),
    "person_my_client": (
        *("gender", "first_name", "last_name", "birthdate", "id_number", "nationality1", "residence"),
        *("phones", "identification", "tax_reg_number"),
    ),
    "entity_my_client": (
        *("name", "incorporation_legal_form", "incorporation_number", "business", "addresses"),
        *("incorporation_state", "incorporation_country_code", "director_id", "incorporation_date", "tax_reg_number"),
    ),
    "account_my_client": (
        *("institution_name", "institution_code", "non_bank_institution", "branch", "account", "currency_code"),
        *("account_name", "account_type", "signatory", "opened", "status_code", "beneficiary"),
    ),
}
"""By kind of party, the elements that goAML 5.0.2 demands as most FIUs publish it."""


SIDE = re.compile(r"(?:from_|to_)?(account|entity|person)(_my_client)?")


def column_at(path: str) -> str | None:
    """The column of `subjects.csv` that fills an element, by where it stands; None where none does.

    >>> column_at("/report/transaction[1]/t_to_my_client/to_entity/addresses/address/address_type")
    'address_type'
    >>> column_at("/report/transaction/t_from/from_account/signatory/t_person/last_name")
    'signatory_last_name'
    >>> column_at("/report/activity/report_parties/report_party/entity_my_client/director_id/phones/phone/tph_number")
    'director_phone'
    >>> column_at("/report/location/address_type")
    """
    tags = [tag.split("[")[0] for tag in path.strip("/").split("/")]
    for place, tag in enumerate(tags[:-1]):
        match = SIDE.fullmatch(tag)
        if match:
            return _column_within(SHAPES[match[1]], tags[place + 1 :], "")
    return None


def _column_within(slots: tuple[Slot, ...], tags: list[str], prefix: str) -> str | None:
    first, *rest = tags
    for slot in slots:
        if slot.tag == first and rest and slot.inside:
            return _column_within(slot.inside, rest, prefix + slot.prefix)
        if slot.tag == first and not rest and slot.column:
            return prefix + slot.column
        if slot.instead and slot.instead[0] == first and not rest:
            return prefix + slot.instead[1]
    return None


def columns(slots: tuple[Slot, ...], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each column that fills something, with the tag that it fills."""
    for slot in slots:
        if slot.column:
            yield f"{prefix}{slot.column}", slot.tag
        if slot.instead:
            yield f"{prefix}{slot.instead[1]}", slot.instead[0]
        yield from columns(slot.inside, prefix + slot.prefix)
