"""How far a merchant and those whom it shares payers with agree in what they declare, and in what their payers do.

Accounts of one honest owner say so: one kind of business, one country, one name. Accounts of one hidden seller share
their payers and declare nothing in common. Agreement and diversity count, never a category or a country as such.
"""

from __future__ import annotations

from finpath.graph.merchants import MERCHANTS
from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.graph import KINDS, PRICES
from finpath.tables.identity import ENTITIES
from finpath.tables.ledger import MERCHANT_ACCOUNTS
from finpath.tables.overlap import AGREEMENT, BLOCK_MEMBERS, OUTSIDER_MEETINGS, SHARED_PAYERS

NEAREST = 12
"""Neighbours that a merchant is compared with, the least explained by chance first: a crowd says no more."""

CROWD = 40
"""A community with more members than this ties nobody here: pairs of all its members would be too many."""

OFTEN = 5
"""Payments from which an amount is a merchant's price."""

SHORT_DAYS = 60
"""Days below which a life is short."""

TIED = """
WITH small_blocks AS (
    SELECT block
    FROM block_members
    GROUP BY block
    HAVING count(*) <= :crowd
), tied AS (
    SELECT merchant,
           other,
           shared,
           surprise
    FROM shared_payers
    UNION ALL
    SELECT merchant,
           other,
           shared,
           surprise
    FROM outsider_meetings
    UNION ALL
    SELECT a.merchant,
           b.merchant                    AS other,
           least(a.shared, b.shared)     AS shared,
           least(a.surprise, b.surprise) AS surprise
    FROM block_members     AS a
    SEMI JOIN small_blocks AS s ON s.block = a.block
    JOIN block_members     AS b ON b.block = a.block AND b.merchant <> a.merchant
), strongest AS (
    SELECT merchant,
           other,
           max(shared)                      AS shared,
           max(fp_millionths(surprise))     AS surprise
    FROM tied
    GROUP BY merchant, other
)
SELECT merchant,
       other,
       shared,
       surprise
FROM strongest
QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY surprise DESC, other) <= :nearest
"""

DECLARED = """
SELECT m.merchant,
       k.mcc                                                              AS category,
       m.country,
       coalesce(m.acquirer_id, m.provider_id)                             AS acquirer,
       nullif(fp_first(fp_clean_id(coalesce(m.trading_name, m.descriptor)), 5), '') AS word,
       e.controller,
       concat(p.currency, ' ', p.amount)                                  AS price,
       m.first_seen,
       m.last_seen,
       m.life_days,
       m.payers
FROM merchants    AS m
JOIN entities     AS e ON e.merchant = m.merchant
LEFT JOIN kinds   AS k ON k.merchant = m.merchant
LEFT JOIN prices  AS p ON p.merchant = m.merchant AND p.nth = 1 AND p.payments >= :often
"""

COMPARED = """
SELECT t.merchant,
       count(*)                                                                                  AS compared,
       count(*) FILTER (WHERE a.category IS NOT NULL AND b.category IS NOT NULL)                 AS categories,
       count(*) FILTER (WHERE a.category = b.category)                                           AS same_category,
       count(*) FILTER (WHERE a.country IS NOT NULL AND b.country IS NOT NULL)                   AS countries,
       count(*) FILTER (WHERE a.country = b.country)                                             AS same_country,
       count(*) FILTER (WHERE a.acquirer = b.acquirer)                                           AS same_acquirer,
       count(*) FILTER (WHERE a.word IS NOT NULL AND b.word IS NOT NULL)                         AS words,
       count(*) FILTER (WHERE a.word = b.word)                                                   AS same_word,
       count(*) FILTER (WHERE a.controller = b.controller)                                       AS same_controller,
       count(*) FILTER (WHERE a.price IS NOT NULL AND b.price IS NOT NULL)                       AS prices,
       count(*) FILTER (WHERE a.price = b.price)                                                 AS same_price,
       count(*) FILTER (WHERE b.last_seen < a.first_seen OR a.last_seen < b.first_seen)          AS took_turns,
       count(*) FILTER (WHERE b.life_days < :short)                                              AS short_lived,
       max(t.surprise)                                                                           AS surprise,
       CAST(sum(fp_millionths(fp_share(t.shared, least(a.payers, b.payers)))) AS BIGINT)         AS overlap
FROM ties_near     AS t
JOIN declared AS a ON a.merchant = t.merchant
JOIN declared AS b ON b.merchant = t.other
GROUP BY t.merchant
"""

SHARES = """
SELECT m.merchant,
       coalesce(c.compared, 0)                                       AS compared,
       fp_share(c.same_category, c.categories)                       AS same_category,
       fp_share(c.same_country, c.countries)                         AS same_country,
       fp_share(c.same_acquirer, c.compared)                         AS same_acquirer,
       fp_share(c.same_word, c.words)                                AS same_word,
       fp_share(c.same_controller, c.compared)                       AS same_controller,
       fp_share(c.same_price, c.prices)                              AS same_price,
       fp_share(c.took_turns, c.compared)                            AS took_turns,
       fp_share(c.short_lived, c.compared)                           AS short_lived,
       fp_share(c.overlap, c.compared) * 1e-6                        AS overlap,
       c.surprise * 1e-6                                             AS surprise
FROM merchant_accounts AS m
LEFT JOIN compared_near AS c ON c.merchant = m.merchant
"""


@step(
    makes=(AGREEMENT,),
    reads=(MERCHANTS, MERCHANT_ACCOUNTS, KINDS, PRICES, ENTITIES, SHARED_PAYERS, OUTSIDER_MEETINGS, BLOCK_MEMBERS),
)
def compare_declared(given: GraphInput) -> Notes:
    """Compare what merchants declare with what those declare whom they share payers with."""
    engine = given.engine
    with engine.scratch() as scratch:
        scratch.make("ties_near", TIED, {"nearest": NEAREST, "crowd": CROWD})
        scratch.make("declared", DECLARED, {"often": OFTEN})
        scratch.make("compared_near", COMPARED, {"short": SHORT_DAYS})
        engine.make(AGREEMENT, SHARES)
    return ()
