"""SQL that several rules share, each part once: tables (CTEs), factors of a score, and conditions of evidence."""

from __future__ import annotations


def compose(*parts: str, **factors: str) -> str:
    """Put one SELECT together from shared parts and a rule's own.

    >>> print(compose("large AS (SELECT {double} AS twice FROM t)", "SELECT twice FROM large", double="2 * x"))
    <BLANKLINE>
            WITH large AS (SELECT 2 * x AS twice FROM t)
            SELECT twice FROM large
    <BLANKLINE>

    Args:
        parts: Tables, each as `name AS (…)` or several of them, in their order; last, the SELECT that reads them.
        factors: Expressions by name, which stand in the parts as `{name}`.
    """
    *tables, select = (part.strip() for part in parts)
    sql = f"\n        WITH {', '.join(tables)}\n        {select}\n    "
    for name, expression in factors.items():
        sql = sql.replace(f"{{{name}}}", expression.strip())
    return sql


PAYEE_MOVES = """
        holders AS (
            SELECT settlement_account, max(merchant) AS merchant
            FROM merchant_accounts
            WHERE kind = 'payee' AND settlement_account IS NOT NULL
            GROUP BY settlement_account
            HAVING count(*) = 1
        ), moves AS (
            SELECT h.merchant                      AS holder,
                   r.occurred_at,
                   0                               AS leaves,
                   ''                              AS other,
                   CAST(0 AS DECIMAL(38, 8))       AS paid
            FROM receipts AS r
            JOIN holders  AS h ON h.merchant = r.merchant
            WHERE r.kind = 'purchase'
            UNION ALL
            SELECT h.merchant                      AS holder,
                   t.occurred_at,
                   1                               AS leaves,
                   t.to_account                    AS other,
                   coalesce(t.amount_eur, 0)       AS paid
            FROM transfers AS t
            JOIN holders   AS h ON h.settlement_account = t.from_account
            WHERE t.to_account <> t.from_account
        )
    """
"""`moves`: what private persons with an account of their own receive, and the transfers that they make from it."""

AFTER_RECEIPT = """
        after_receipt AS (
            SELECT v.*,
                   max(CASE WHEN leaves = 0 THEN occurred_at END) OVER (
                       PARTITION BY holder ORDER BY occurred_at, leaves
                       ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                   ) AS received
            FROM moves AS v
        )
    """
"""`after_receipt`: each row of `moves` with the holder's last receipt before it."""

FLOWS = """
        sums AS (
            SELECT from_account,
                   to_account,
                   count(*)                        AS transfers,
                   count(amount_eur)               AS valued,
                   sum(coalesce(amount_eur, 0))    AS paid
            FROM transfers
            WHERE from_account <> to_account
            GROUP BY from_account, to_account
        ), flows AS (
            SELECT s.*,
                   sum(paid) OVER (PARTITION BY from_account) AS paid_out
            FROM sums AS s
        )
    """
"""`flows`: what one account paid to another, beside all that it paid out; `valued` transfers have an amount in EUR."""

MAIN_FLOWS = """
        main_flows AS (
            SELECT f.*
            FROM flows AS f
            QUALIFY row_number() OVER (PARTITION BY from_account ORDER BY paid DESC, to_account) = 1
        )
    """
"""`main_flows`: of each account, the flow to where most of its money goes."""

LIFETIMES = """
        lifetimes AS (
            SELECT m.merchant,
                   m.provider_id,
                   m.parent_id,
                   m.last_seen,
                   m.life_days BETWEEN :shortest AND :brief
                       AND fp_days_between(m.last_seen, s.last_seen) >= :silent AS is_brief
            FROM merchants    AS m
            JOIN contributors AS s ON s.provider_id = m.provider_id
            WHERE m.transactions >= :payments
        )
    """
"""`lifetimes`: merchants with payments enough, and whether each lived briefly and ended before its member's data do."""

HELD = """
        held AS (
            SELECT controller, count(DISTINCT shop_id) AS accounts
            FROM entities
            GROUP BY controller
        )
    """
"""`held`: how many merchants each controller holds; one shop that three issuers see is one."""

PERIOD = """
        period AS (
            SELECT provider_id,
                   greatest(fp_days_between(first_seen, last_seen), :covered) AS days
            FROM contributors
            WHERE first_seen IS NOT NULL
        )
    """
"""`period`: how many days the data of each member cover."""

STRENGTH = """
                   -- strength: how improbable the overlap is by chance; 0 where the score begins, 1 where it is certain
                   ln(least(x.surprise, :certain) / :surprise) / ln(:certain / :surprise)
    """
"""A factor of a score, of an overlap `x` of two sets of payers."""

COUNTRY_SPREAD = """
                   -- country_spread: neighbours share shops; 0 where all live in one country, 1 for strangers
                   least(greatest((coalesce(m.country_diversity, :abroad) - :home)
                                  / (:abroad - :home), 0e0), 1e0)
    """
"""A factor of a score, of the merchant or its outsiders `m`."""

BOTH_LAST = """
                   -- lasts: those who travel or celebrate together meet on a few days; 0 for one occasion
                   least(greatest((least(m.active_days, o.active_days) - :occasion) * 1e0
                                  / (:lasting - :occasion), 0e0), 1e0)
    """
"""A factor of a score, of two merchants `m` and `o`."""

RECENT = """
                   -- recent: who was there before the data began, and still is, says less; it loses a quarter
                   1e0 - least(greatest((fp_days_between(m.first_seen, m.last_seen) * 1e0 / e.days - :young)
                                        / (:old - :young), 0e0), 1e0) / 4
    """
"""A factor of a score, of the merchant `m` within the `period` `e`."""

REMOTE = """
                   -- remote: who pays with the card in hand lives near; the share of payments made from afar
                   coalesce(m.remote_share, 1e0)
    """
"""A factor of a score, of the merchant or its outsiders `m`."""

PAYERS_OF_REPORTED = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM known AS k
            JOIN links AS l ON l.merchant = k.merchant
            WHERE k.status = 'confirmed' AND l.payer = p.payer
        )
    """
"""Evidence: what those paid here who also paid a merchant of a confirmed report."""

PAYERS_OF_PREDECESSOR = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM links    AS l
            JOIN entities AS e ON e.merchant = l.merchant
            WHERE l.payer = p.payer AND concat(e.provider_id, '/', e.merchant_id) = f.predecessor
        )
    """
"""Evidence: what those paid here who had paid the merchant that the finding names as `predecessor`."""
