"""A card acceptor is one merchant wherever it is seen; what one member says of it reaches no other's account alone."""

from __future__ import annotations

from finpath import graph
from finpath.conclude import Conclusion, conclude
from finpath.config import RunConfig
from finpath.engine import DuckDB
from finpath.testing import ledger

SEEN = """
provider_id | merchant_id | payer_ref | acquirer_id | occurred_at | times | every
{}
"""
THREE = "\n".join(f"{name} | shop | {name}-p*%20 | 490001 | 2026-01-01 | 20 | 5h" for name in ("a", "b", "c"))
OTHER = "d | shop | d-p*%20 | 490002 | 2026-01-01 | 20 | 5h"
TWO_ACQUIRERS = "e | shop | e-p*~9 | 490001 | 2026-01-01 | 9 | 5h\ne | shop | e-p*~9 | 490002 | 2026-02-01 | 9 | 5h"

NODES = "SELECT a.provider_id, n.node FROM nodes AS n JOIN merchant_accounts AS a ON a.merchant = n.merchant ORDER BY 1"
PAYERS = "SELECT merchant, payers FROM merchants WHERE payers > 0 ORDER BY merchant"


def built(rows: str, *, whole: bool) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with DuckDB() as engine:
        graph.build(ledger(engine, transactions=SEEN.format(rows)), whole=whole)
        return engine.rows(NODES), engine.rows(PAYERS)


def test_three_views_of_one_acceptor_are_one_merchant_with_the_payers_of_all() -> None:
    nodes, payers = built(f"{THREE}\n{OTHER}", whole=True)
    assert nodes == [("a", 0), ("b", 0), ("c", 0), ("d", 3)]
    assert payers == [(0, 60), (3, 20)]


def test_for_accounts_each_is_alone() -> None:
    nodes, payers = built(THREE, whole=False)
    assert nodes == [("a", 0), ("b", 1), ("c", 2)]
    assert [count for _, count in payers] == [20, 20, 20]


def test_an_account_that_two_acquirers_name_is_nobodys_view() -> None:
    assert ("e", 3) in built(f"{THREE}\n{TWO_ACQUIRERS}", whole=True)[0]


TOWN = """
provider_id | merchant_id | payer_ref | acquirer_id | occurred_at | amount | times | every
a | shop*~80 | a-p*~500 | 1 | 2026-01-01 | 25.40 | 2400 | 1h
b | shop*~80 | b-p*~500 | 1 | 2026-01-01 | 25.40 | 2400 | 1h
"""
RING = "{0} | site*~4 | {0}-ring*~9 | 1 | 2026-02-05 | 30.00 | 36 | 9h\n"


def concluded(engine: DuckDB, rows: str) -> Conclusion:
    return conclude(ledger(engine, transactions=TOWN + rows), RunConfig())


SITES = """
SELECT e.provider_id, min(s.score) AS score
FROM standings AS s JOIN entities AS e ON e.merchant = s.merchant
WHERE e.merchant_id LIKE 'site%'
GROUP BY e.provider_id
ORDER BY e.provider_id
"""


def test_two_slices_say_together_what_neither_says_alone() -> None:
    with DuckDB() as engine:
        concluded(engine, RING.format("a"))
        ((_, alone),) = engine.rows(SITES)
    with DuckDB() as engine:
        conclusion = concluded(engine, RING.format("a") + RING.format("b"))
        (_, at_a), (_, at_b) = engine.rows(SITES)
    assert at_a == at_b
    assert float(str(at_a)) > float(str(alone))
    assert any(str(each.row()["sentence"]).startswith("Seen together by 2 members: ") for each in conclusion.findings)


TIERS = "SELECT tier FROM standings WHERE provider_id = 'a' AND merchant_id = 'shop1'"


def test_one_issuers_word_refers_no_account_of_anothers() -> None:
    invented = "b | shop1 | b-ring*~30 | 1 | 2026-02-05 | 30.00 | 300 | 1h\n" + "".join(
        f"b | site{n} | b-ring*~30 | 1 | 2026-02-05 | 30.00 | 300 | 1h\n" for n in range(1, 6)
    )
    with DuckDB() as engine:
        concluded(engine, invented)
        ((tier,),) = engine.rows(TIERS)
    assert tier != "refer"


HELD = "provider_id | merchant_id | kind | phone\na | gran | payee | k:t\nb | boss | payee | k:t\n"
PAID = "a | gran | a-p*~9 | 1 | 2026-01-05 | 20.00 | 18 | 50h\n"
SENT = "b | {0} | b-ring*~30 | 1 | 2026-02-05 | 30.00 | 300 | 1h\n"
PAYEES = "SELECT merchant_id, tier FROM standings WHERE merchant_id IN ('gran', 'boss')"


def test_whoever_claims_a_payees_telephone_moves_her_nowhere() -> None:
    sites = [f"site{n}" for n in range(1, 6)]
    held = HELD + "\n".join(f"b | {name} | payee | k:{name}" for name in sites)
    sent = "".join(SENT.format(name) for name in ("boss", *sites))
    with DuckDB() as engine:
        conclude(ledger(engine, transactions=TOWN + PAID + sent, merchants=held), RunConfig())
        assert sorted(engine.rows(PAYEES)) == [("boss", "review"), ("gran", "none")]
