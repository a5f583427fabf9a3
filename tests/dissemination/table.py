"""A routing table for tests."""

TABLE = """
dated = 2026-06-01
source = "Annex 2"

[profiles.fiu-nl]
name = "FIU"
forms = ["html", "json"]
fields = ["reasons"]
tlp = "amber+strict"

[profiles.fiu-other]
name = "Another FIU"
forms = ["html", "json"]
fields = ["about", "reasons", "against", "reports", "evidence"]
tlp = "amber+strict"

[profiles.member]
name = "The member"
forms = ["notice"]
fields = ["about", "reasons", "against", "evidence", "payer_tokens"]
tlp = "amber+strict"

[profiles.hotline]
name = "The hotline"
forms = ["feedback"]
fields = []
tlp = "amber+strict"

[profiles.child-help]
name = "Child help"
forms = ["safeguarding"]
fields = []
tlp = "amber+strict"

[[routes]]
kind = "fiu"
jurisdiction = "NL"
profile = "fiu-nl"

[[routes]]
kind = "fiu"
jurisdiction = "*"
profile = "fiu-other"

[[routes]]
kind = "acquirer"
jurisdiction = "*"
profile = "member"

[[routes]]
kind = "wallet"
jurisdiction = "*"
profile = "member"

[[routes]]
kind = "hotline"
jurisdiction = "*"
profile = "hotline"

[[routes]]
kind = "safeguarding"
jurisdiction = "*"
profile = "child-help"
"""
