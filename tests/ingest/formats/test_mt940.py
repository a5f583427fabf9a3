"""Statements of SWIFT need a library that is an extra: without it, a file of them says what to install."""

from __future__ import annotations

import importlib.util

import pytest

from finpath.errors import NothingToDo
from tests.ingest.coalition import Coalition

STATEMENT = """:20:S
:25:NL91ABNA0417164300
:28C:1/1
:60F:C260301EUR1000,00
:61:{entry}
:86:/NAME/Jo Payer/IBAN/FR1420041010050500013M02606/REMI/tip
:62F:C260305EUR1041,01
-
"""


def test_without_its_library_a_statement_says_what_to_install(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    coalition.hand_in("north", {"t.sta": STATEMENT.format(entry="2603030303C25,50NTRFNONREF")}, kind="bank")
    with pytest.raises(NothingToDo, match="needs a library besides: pip install 'finpath\\[statements\\]'"):
        coalition.load()


@pytest.mark.parametrize(
    ("entry", "kind", "payer_is_owner"),
    [
        ("2603030303C25,50NTRFNONREF", "purchase", False),
        ("2603030303D25,50NTRFNONREF", "purchase", True),
        ("2603030303RC25,50NTRFNONREF", "reversal", False),
        ("2603030303RD25,50NTRFNONREF", "reversal", True),
        ("2603030303C25,50NRTINONREF", "reversal", True),
    ],
    ids="credit debit credit-undone debit-undone returned".split(),
)
def test_the_sign_says_who_paid_whom(coalition: Coalition, entry: str, kind: str, *, payer_is_owner: bool) -> None:
    pytest.importorskip("mt940", reason="the extra statements is not installed: make venv")
    coalition.hand_in("north", {"t.sta": STATEMENT.format(entry=entry)}, kind="bank")
    coalition.load()
    assert coalition.column("kind") == [kind]
    assert coalition.column("payer_country") == ["NL" if payer_is_owner else "FR"]


def test_an_entry_that_is_no_entry_refuses_the_file(coalition: Coalition) -> None:
    pytest.importorskip("mt940", reason="the extra statements is not installed: make venv")
    coalition.hand_in("north", {"t.sta": STATEMENT.format(entry="what is this")}, kind="bank")
    with pytest.raises(NothingToDo, match=r"do(es)? not follow MT940"):
        coalition.load()
