"""Text of a user's rule, right and wrong."""

from __future__ import annotations

GOOD = '''"""Paid in whole tens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source


@dataclass(frozen=True, kw_only=True)
class RoundTens(Rule):
    """A merchant is mostly paid in whole multiples of ten, by many payers. Gift cards and donations are round too."""

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("background knowledge")
    requires: ClassVar = ("transactions.amount",)
    observable_by: ClassVar = ("acquirer", "issuer", "wallet")
    weight: ClassVar = 0.5

    payers: int = 8  # different payers
    share: float = 0.8  # of its payments

    sql: ClassVar = """
        SELECT m.merchant          AS subject_id,
               m.round_share       AS score,
               m.round_payments,
               m.transactions,
               m.payers
        FROM merchants AS m
        WHERE m.payers >= :payers AND m.round_share >= :share
    """
    sentence: ClassVar = "{round_payments} of {transactions} payments, by {payers} payers, are whole tens."
    evidence: ClassVar = "p.kind = 'purchase' AND mod(p.amount, 10) = 0"

    examples: ClassVar = (
        Example(
            title="thirty payments of 50 by fifteen payers",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | amount | times | every
                shop        | p*%30     | *.37   | 60    | 4h
                odd         | q*%15     | 50     | 30    | 1d
            """,
        ),
        Example(
            title="one customer who always gives fifty",
            transactions="""
                merchant_id | payer_ref | amount | times | every
                shop        | p*%30     | *.37   | 60    | 4h
                gifts       | faithful  | 50     | 30    | 1d
            """,
        ),
    )
'''

SELECT = GOOD[GOOD.index("        SELECT m.merchant ") : GOOD.index('    """\n    sentence')]
EXAMPLES = GOOD[GOOD.index("    examples: ") :]


def line(text: str, word: str) -> int:
    """The line of a text in which a word stands first."""
    return next(number for number, said in enumerate(text.splitlines(), 1) if word in said)


def asking(sql: str) -> str:
    """The rule with other SQL."""
    return GOOD.replace(SELECT, f"        {sql}\n")


BAD: dict[str, tuple[str, str, str]] = {
    "a column that is not there": (GOOD.replace("m.payers >=", "m.payrs >="), "m.payrs", 'column named "payrs"'),
    "a table that is not there": (GOOD.replace("FROM merchants", "FROM merchant"), "FROM merchant ", "merchant"),
    "no SQL": (asking("SELEC merchant AS subject_id"), "sql: ", "what a rule may ask"),
    "two statements": (asking("SELECT 1 AS subject_id; SELECT 2"), "sql: ", "not exactly one SELECT"),
    "a change": (asking("DELETE FROM merchants"), "sql: ", "not exactly one SELECT"),
    "a hidden change": (
        asking("WITH gone AS (DELETE FROM merchants RETURNING *) SELECT * FROM gone"),
        "sql: ",
        "not exactly one SELECT",
    ),
    "a function that reads": (GOOD.replace("FROM merchants", "FROM read_csv('x.csv')"), "read_csv", "read_csv"),
    "a file as a table": (GOOD.replace("FROM merchants", "FROM 'x.csv'"), "x.csv", "files and networks are not read"),
    "a file on a network": (GOOD.replace("FROM merchants", "FROM 'https://a.example/x'"), "https", "are not read"),
    "a copy": (asking("COPY merchants TO 'x.csv'"), "sql: ", "not exactly one SELECT"),
    "an attached file": (asking("ATTACH 'x.db'"), "sql: ", "what a rule may ask"),
    "an extension": (asking("INSTALL httpfs"), "sql: ", "not exactly one SELECT"),
    "an environment variable": (GOOD.replace("m.round_share  ", "getenv('X')  "), "getenv", "the function getenv"),
    "a zero to divide by": (GOOD.replace("m.round_share  ", "m.payers / 0  "), "sql: ", "a division by zero"),
    "a divisor that is zero": (
        GOOD.replace("m.round_share  ", "1e0 / (m.payers - m.payers)  "),
        "/ (m.payers",
        "get no score, as by a division by zero",
    ),
    "a logarithm of zero": (
        GOOD.replace("m.round_share  ", "ln(m.payers - m.payers)  "),
        "sql: ",
        "get no score",
    ),
    "no score": (GOOD.replace("AS score", "AS points"), "sql: ", "must answer subject_id and score"),
    "a score above one": (GOOD.replace("m.round_share  ", "m.payers * 1e0  "), "AS score", "is above 1"),
    "no examples": (
        GOOD.replace(EXAMPLES, "    examples: ClassVar = ()\n"),
        "examples: ",
        "no example of what it finds",
    ),
    "no look-alike": (
        GOOD.replace('title="one customer', 'finds=("gifts",), title="one customer'),
        "examples: ",
        "has no look-alike",
    ),
    "an example that fails": (
        GOOD.replace("| 50     | 30 ", "| 51     | 30 ", 1),
        "thirty payments",
        "odd should be found",
    ),
    "a fact that is not answered": (
        GOOD.replace('"{round_payments} of', '"{rounds} of'),
        "sentence: ",
        "KeyError('rounds')",
    ),
    "evidence of another table": (GOOD.replace("mod(p.amount", "mod(p.sum"), "evidence: ", "sum"),
    "a column that nobody has": (
        GOOD.replace('("transactions.amount",)', '("transactions.age",)'),
        "requires: ",
        "transactions.age, which the contract does not have",
    ),
    "a member that is none": (GOOD.replace('"issuer"', '"insurer"'), "observable_by", "insurer, which is no kind"),
    "a weight of a lifetime": (GOOD.replace("= 0.5\n", "= 50\n"), "weight: ", "weight is 50"),
    "a threshold for nothing": (
        GOOD.replace("    share: float", "    spare: int = 1\n    share: float"),
        "spare",
        "used nowhere",
    ),
    "no family": (GOOD.replace("    family: ClassVar = Family.PRICE\n", ""), "class RoundTens", "declares no family"),
    "no Python": (GOOD.replace("class RoundTens(Rule):", "class RoundTens(Rule)"), "class RoundTens", "not Python"),
    "an import": (GOOD.replace("from typing", "import socket\nfrom typing"), "import socket", "may not import socket"),
    "an open file": (
        GOOD.replace("    payers: int = 8", "    payers: int = len(open('x').read())"),
        "open(",
        "may not use open",
    ),
    "a value that cannot be": (GOOD.replace("Family.PRICE", "Family.PRIZE"), "Family.PRIZE", "AttributeError"),
    "a threshold without a value": (
        GOOD.replace("payers: int = 8", "payers: int"),
        "class RoundTens",
        "give every threshold",
    ),
    "no rule": ("X = 1\n", "X", "there is no rule in the file"),
    "two rules": (GOOD + "\n\nclass Another(Rule):\n    pass\n", "class Another", "there is 2 rules"),
    "a name that is taken": (GOOD.replace("RoundTens", "NightPayments"), "class NightPayments", "of that name already"),
}
"""What is wrong with each, the word at whose line it is named, and what is said."""
