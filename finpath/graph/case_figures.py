"""What candidate cases declare, and what their payers do.

One seller who hides declares many shops and has one crowd; an honest owner of many shops says so. Agreement counts,
never a category or a country as such.
"""

from __future__ import annotations

from finpath.graph.merchants import MERCHANTS
from finpath.graph.step import GraphInput, Notes, step
from finpath.tables.cases import CANDIDATE_CASES, CASE_ACCOUNTS
from finpath.tables.graph import KINDS, LINKS, PAYERS, PRICES
from finpath.tables.identity import ENTITIES

SOON_DAYS = 30
"""From the end of one account to the beginning of the next that counts as its heir."""

PAID = """
SELECT a.case_number,
       l.payer,
       count(*)        AS accounts,
       sum(l.payments) AS payments
FROM case_accounts AS a
JOIN links         AS l ON l.merchant = a.merchant
GROUP BY a.case_number, l.payer
"""

CROWD = """
SELECT p.case_number,
       count(*)                                                AS payers,
       count(*) FILTER (WHERE p.accounts > 1)                  AS meeting,
       count(*) FILTER (WHERE p.payments > 1)                  AS returning,
       count(*) FILTER (WHERE w.merchants = p.accounts)        AS only_here,
       CAST(sum(p.payments) AS BIGINT)                         AS payments,
       CAST(sum(p.accounts) FILTER (WHERE p.accounts > 1) AS BIGINT) AS met,
       CAST(sum(w.merchants - p.accounts) AS BIGINT)           AS elsewhere
FROM case_paid AS p
JOIN payers    AS w ON w.payer = p.payer
GROUP BY p.case_number
"""

DECLARATIONS = """
WITH told AS (
    SELECT a.case_number,
           'category' AS what,
           k.mcc      AS value
    FROM case_accounts AS a
    JOIN kinds         AS k ON k.merchant = a.merchant
    UNION ALL
    SELECT a.case_number,
           'country' AS what,
           m.country AS value
    FROM case_accounts AS a
    JOIN merchants     AS m ON m.merchant = a.merchant
    UNION ALL
    SELECT a.case_number,
           'acquirer'                             AS what,
           coalesce(m.acquirer_id, m.provider_id) AS value
    FROM case_accounts AS a
    JOIN merchants     AS m ON m.merchant = a.merchant
    UNION ALL
    SELECT a.case_number,
           'word' AS what,
           nullif(fp_first(fp_clean_id(coalesce(m.trading_name, m.descriptor)), 5), '') AS value
    FROM case_accounts AS a
    JOIN merchants     AS m ON m.merchant = a.merchant
    UNION ALL
    SELECT a.case_number,
           'controller'                  AS what,
           CAST(e.controller AS STRING) AS value
    FROM case_accounts AS a
    JOIN entities      AS e ON e.merchant = a.merchant
), counted AS (
    SELECT case_number,
           what,
           value,
           count(*) AS accounts
    FROM told
    WHERE value IS NOT NULL
    GROUP BY case_number, what, value
)
SELECT case_number,
       what,
       CAST(sum(accounts * (accounts - 1)) AS BIGINT)         AS alike,
       CAST(sum(accounts) * (sum(accounts) - 1) AS BIGINT)    AS compared
FROM counted
GROUP BY case_number, what
"""

AGREED = """
SELECT case_number,
       max(fp_share(alike, compared)) FILTER (WHERE what = 'category')   AS same_category,
       max(fp_share(alike, compared)) FILTER (WHERE what = 'country')    AS same_country,
       max(fp_share(alike, compared)) FILTER (WHERE what = 'acquirer')   AS same_acquirer,
       max(fp_share(alike, compared)) FILTER (WHERE what = 'word')       AS same_word,
       max(fp_share(alike, compared)) FILTER (WHERE what = 'controller') AS same_controller
FROM case_declared
WHERE compared > 0
GROUP BY case_number
"""

PRICED = """
WITH listed AS (
    SELECT a.case_number,
           p.currency,
           p.amount,
           count(*)                        AS accounts,
           CAST(sum(p.payments) AS BIGINT) AS payments
    FROM case_accounts AS a
    JOIN prices        AS p ON p.merchant = a.merchant
    GROUP BY a.case_number, p.currency, p.amount
)
SELECT case_number,
       max(accounts)                                                              AS at_one_price,
       CAST(coalesce(sum(payments) FILTER (WHERE accounts > 1), 0) AS BIGINT)     AS at_common_prices
FROM listed
GROUP BY case_number
"""

LIVED = """
WITH spells AS (
    SELECT a.case_number,
           a.merchant,
           m.first_seen,
           m.last_seen,
           m.life_days,
           m.idle_days,
           m.transactions,
           m.refunds
    FROM case_accounts AS a
    JOIN merchants     AS m ON m.merchant = a.merchant
), heirs AS (
    SELECT DISTINCT one.case_number,
           one.merchant
    FROM spells AS one
    JOIN spells AS two ON two.case_number = one.case_number AND two.merchant <> one.merchant
    WHERE fp_days_between(one.last_seen, two.first_seen) BETWEEN -3 AND :soon
)
SELECT v.case_number,
       count(*)                                                                 AS accounts,
       count(h.merchant)                                                        AS handed_on,
       count(*) FILTER (WHERE v.life_days < 60)                                 AS short_lived,
       CAST(sum(v.transactions) AS BIGINT)                                      AS transactions,
       CAST(sum(v.refunds) AS BIGINT)                                           AS refunds,
       percentile_cont(50e-2) WITHIN GROUP (ORDER BY v.life_days)               AS usual_life,
       fp_days_between(min(v.first_seen), max(v.last_seen))                     AS life_days
FROM spells      AS v
LEFT JOIN heirs AS h ON h.case_number = v.case_number AND h.merchant = v.merchant
GROUP BY v.case_number
"""

DRAWN = """
SELECT v.case_number,
       v.accounts,
       c.payers,
       fp_share(c.meeting, c.payers)                         AS meeting_share,
       fp_share(c.met, c.meeting)                            AS depth,
       fp_share(c.returning, c.payers)                       AS repeat_share,
       fp_share(c.payments, c.payers)                        AS per_payer,
       fp_share(c.only_here, c.payers)                       AS loyal_share,
       fp_share(c.elsewhere, c.payers)                       AS elsewhere,
       a.same_category,
       a.same_country,
       a.same_acquirer,
       a.same_word,
       a.same_controller,
       (coalesce(a.same_category, 5e-1) + coalesce(a.same_country, 5e-1)) * 5e-1 AS declared_alike,
       (coalesce(a.same_category, 5e-1) + coalesce(a.same_country, 5e-1)
        + coalesce(a.same_word, 5e-1) + coalesce(a.same_controller, 5e-1)) * 25e-2 AS declared_one,
       fp_share(p.at_one_price, v.accounts)                  AS same_price,
       fp_share(p.at_common_prices, v.transactions)          AS common_price_share,
       fp_share(v.handed_on, v.accounts)                     AS handed_on,
       fp_share(v.short_lived, v.accounts)                   AS short_lived,
       fp_share(v.refunds, v.transactions)                   AS refund_share,
       v.usual_life,
       v.life_days
FROM case_lives         AS v
JOIN case_crowds        AS c ON c.case_number = v.case_number
LEFT JOIN case_agreed   AS a ON a.case_number = v.case_number
LEFT JOIN case_priced   AS p ON p.case_number = v.case_number
"""


@step(makes=(CANDIDATE_CASES,), reads=(CASE_ACCOUNTS, ENTITIES, MERCHANTS, LINKS, PAYERS, PRICES, KINDS))
def describe_cases(given: GraphInput) -> Notes:
    """Say of each candidate case how far its accounts agree, and how far they are one."""
    engine = given.engine
    with engine.scratch() as scratch:
        scratch.make("case_paid", PAID)
        scratch.make("case_crowds", CROWD)
        scratch.make("case_declared", DECLARATIONS)
        scratch.make("case_agreed", AGREED)
        scratch.make("case_priced", PRICED)
        scratch.make("case_lives", LIVED, {"soon": SOON_DAYS})
        engine.make(CANDIDATE_CASES, DRAWN)
    return ()
