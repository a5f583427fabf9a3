"""The list of what can be decided, and of the reasons for each."""

from __future__ import annotations

from types import MappingProxyType

OUTCOMES = MappingProxyType(
    {
        "confirm": "confirm the suspicion",
        "clear": "clear it",
        "set_aside": "set it aside until a day",
        "give_role": "give an account a role",
        "label": "change its label",
        "merge": "say that accounts are one seller's",
        "split": "say that accounts are nobody else's",
    }
)

_OTHER = ("other", "another reason, in words")

CODES = MappingProxyType(
    {
        "confirm": dict(
            [
                ("own_file", "a member's own file on the account supports it"),
                ("pattern", "payments, reports and controllers agree, and nothing innocent explains them"),
                ("test_purchase", "a hotline's or the police's test purchase is among its payments"),
                ("authority", "an authority has named it"),
                _OTHER,
            ]
        ),
        "clear": dict(
            [
                ("known_business", "a business whose owner and premises are known"),
                ("lawful_adult", "lawful adult content"),
                ("charity", "a charity or a collection, known to its member"),
                ("facilitator", "a payment facilitator or marketplace; its sellers are what counts"),
                ("seasonal", "an event or a season explains it"),
                ("data_fault", "the records are wrong"),
                ("victim", "it is a victim's: safeguarding has been told"),
                _OTHER,
            ]
        ),
        "set_aside": dict(
            [
                ("reviewed", "reviewed: nothing until something new comes"),
                ("asked", "a member was asked, and its answer is awaited"),
                ("authority_asked", "an authority asked to wait"),
                _OTHER,
            ]
        ),
        "label": dict(
            [("content", "what it holds asks for it"), ("recipient", "who has to see it could not else"), _OTHER]
        ),
        "merge": dict(
            [("contract", "a member's files show one owner"), ("register", "a register shows one owner"), _OTHER]
        ),
        "split": dict(
            [
                ("service", "what they share is a landlord's, an accountant's or a provider's"),
                ("data_fault", "the records are wrong"),
                _OTHER,
            ]
        ),
        "give_role": dict(
            [("member_file", "a member's file says so"), ("authority", "an authority has said so"), _OTHER]
        ),
    }
)
"""By outcome, the code of each reason and its words."""
