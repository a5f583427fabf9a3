"""Writes the files that merchants are drawn from later: `pictures.parquet` and `neighbours.parquet`.

They hold counts, sums and merchants' own ids, for the first by rank; of payers nothing but counts, small ones
suppressed, and of the lane `protect` nothing at all.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from finpath.engine import Engine
from finpath.engine.parquet import write_parquet
from finpath.graph.peers import PEERS
from finpath.output.explanation import FOLDER
from finpath.output.pictures.gallery import PRICE, Gallery, build_gallery
from finpath.output.pictures.picture import HERE, MerchantPicture, PriceAtPeers
from finpath.presentation.small_counts import FEWEST
from finpath.referral.query.by_case import fetch_by_case
from finpath.referral.query.trails import trails
from finpath.tables.conclusions import DRAWN_MERCHANTS

PICTURES, NEIGHBOURS = "pictures.parquet", "neighbours.parquet"

MOST = 3000
"""Merchants that are drawn, the first by rank: bounds what a run keeps, whatever it has read."""

NEAREST = 12
"""Neighbours kept of each, by payers beyond chance, by payers of one price, and by identifiers."""

ROWS = 200
"""Of a row group: one merchant is looked up at a time, and a picture is long."""

MERCHANTS_TO_DRAW = """
SELECT s.merchant,
       CAST(s.merchant AS STRING) AS group_id,
       1                           AS place,
       :here                       AS label
FROM suspects AS s
QUALIFY row_number() OVER (ORDER BY s.rank) <= :most
"""
"""Each a case of its own, so that whatever is told of cases can be told of each."""

NAMES = """
SELECT s.provider_id,
       s.merchant_id,
       r.group_id
FROM drawn_merchants AS r
JOIN scores   AS s ON s.merchant = r.merchant
ORDER BY s.rank
"""

PRICES_AT_PEERS = """
WITH asked AS (
    SELECT DISTINCT p.currency, p.amount
    FROM drawn_merchants AS r
    JOIN prices   AS p ON p.merchant = r.merchant
), selling AS (
    SELECT b.peers, p.currency, p.amount, count(*) AS merchants
    FROM prices  AS p
    JOIN asked   AS a ON a.currency = p.currency AND a.amount = p.amount
    JOIN members AS b ON b.merchant = p.merchant
    GROUP BY b.peers, p.currency, p.amount
), sizes AS (
    SELECT peers, count(*) AS merchants
    FROM members
    GROUP BY peers
    HAVING count(*) > :least
), finest AS (
    SELECT r.merchant, r.group_id, b.peers, z.merchants
    FROM drawn_merchants AS r
    JOIN members  AS b ON b.merchant = r.merchant
    JOIN sizes    AS z ON z.peers = b.peers
    QUALIFY row_number() OVER (PARTITION BY r.merchant ORDER BY b.breadth) = 1
)
SELECT f.group_id,
       p.currency,
       p.amount,
       f.peers,
       f.merchants - 1 AS others,
       s.merchants - 1 AS selling
FROM finest  AS f
JOIN prices  AS p ON p.merchant = f.merchant
JOIN selling AS s ON s.peers = f.peers AND s.currency = p.currency AND s.amount = p.amount
WHERE p.nth <= :prices
ORDER BY f.group_id, p.nth
"""

PAYER_TIES = """
SELECT s.provider_id,
       s.merchant_id,
       c.provider_id AS other_provider_id,
       c.merchant_id AS other_merchant_id,
       'payers'      AS kind,
       CASE WHEN o.shared >= :fewest THEN o.shared ELSE 0 END AS shared,
       o.expected
FROM drawn_merchants AS r
JOIN scores        AS s ON s.merchant = r.merchant
JOIN shared_payers AS o ON o.merchant = r.merchant
JOIN suspects      AS c ON c.merchant = o.other
QUALIFY row_number() OVER (PARTITION BY r.merchant ORDER BY o.surprise DESC, o.other) <= :nearest
ORDER BY s.rank, o.surprise DESC, o.other
"""

IDENTITY_TIES = """
WITH sides AS (
    SELECT e.merchant AS mine, e.other AS theirs, e.kind, e.relation
    FROM identity_edges AS e
    WHERE e.joins
    UNION
    SELECT e.other AS mine, e.merchant AS theirs, e.kind, e.relation
    FROM identity_edges AS e
    WHERE e.joins
), one_each AS (
    SELECT mine, theirs, kind, relation
    FROM sides
    QUALIFY row_number() OVER (PARTITION BY mine, theirs ORDER BY relation DESC, kind) = 1
)
SELECT s.provider_id,
       s.merchant_id,
       c.provider_id                            AS other_provider_id,
       c.merchant_id                            AS other_merchant_id,
       concat(d.relation, ' by ', d.kind)       AS kind,
       CAST(0 AS BIGINT)                        AS shared,
       CAST(0 AS DOUBLE)                        AS expected
FROM drawn_merchants AS r
JOIN scores   AS s ON s.merchant = r.merchant
JOIN one_each AS d ON d.mine = r.merchant
JOIN suspects AS c ON c.merchant = d.theirs
QUALIFY row_number() OVER (PARTITION BY r.merchant ORDER BY c.rank) <= :nearest
ORDER BY s.rank, c.rank
"""

PRICE_TIES = """
WITH told AS (
    SELECT r.merchant,
           t.merchant AS other,
           t.amount,
           t.currency,
           m.shared,
           CAST(fp_millionths(m.surprise) AS BIGINT) AS surprise
    FROM drawn_merchants AS r
    JOIN case_accounts   AS a ON a.merchant = r.merchant
    JOIN case_streams    AS d ON d.case_number = a.case_number
    JOIN streams         AS t ON t.stream = d.stream
    JOIN stream_meetings AS m ON m.stream = t.stream AND m.other = r.merchant
)
SELECT s.provider_id,
       s.merchant_id,
       c.provider_id AS other_provider_id,
       c.merchant_id AS other_merchant_id,
       concat(:price, CAST(CAST(t.amount AS DECIMAL(38, 2)) AS STRING), ' ', t.currency) AS kind,
       CASE WHEN t.shared >= :fewest THEN t.shared ELSE 0 END    AS shared,
       CAST(0 AS DOUBLE)                                         AS expected
FROM told     AS t
JOIN scores   AS s ON s.merchant = t.merchant
JOIN suspects AS c ON c.merchant = t.other
QUALIFY row_number() OVER (PARTITION BY t.merchant ORDER BY t.surprise DESC, t.other, t.amount, t.currency) <= :nearest
ORDER BY s.rank, t.surprise DESC, t.other, t.amount, t.currency
"""

PRICES = 24
"""Amounts of a merchant that are compared: all that a trail shows, however ties are broken."""


def write_pictures(engine: Engine, out: Path) -> Gallery:
    """Write `pictures.parquet` and `neighbours.parquet` beside the explanations of a run.

    Returns:
        What the two hold.
    """
    folder = out / FOLDER
    engine.make(DRAWN_MERCHANTS, MERCHANTS_TO_DRAW, {"here": HERE, "most": MOST})
    pictures = _pictures(engine)
    ties = pa.concat_tables(
        engine.arrow(sql, {"nearest": NEAREST, "fewest": FEWEST, "price": PRICE})
        for sql in (IDENTITY_TIES, PRICE_TIES, PAYER_TIES)
    )
    engine.drop(DRAWN_MERCHANTS.name)
    write_parquet(pictures, folder / PICTURES, ROWS)
    write_parquet(ties, folder / NEIGHBOURS, ROWS * NEAREST)
    return build_gallery(pictures, ties)


def _pictures(engine: Engine) -> pa.Table:
    beside = fetch_by_case(engine, PRICES_AT_PEERS, PriceAtPeers, {"least": PEERS, "prices": PRICES})
    picture_by_group = {
        group: MerchantPicture(trail, beside.get(group, ())).to_json()
        for group, trail in trails(engine, DRAWN_MERCHANTS).items()
    }
    names = engine.arrow(NAMES)
    column = pa.array([picture_by_group.get(group) for group in names["group_id"].to_pylist()], pa.string())
    return names.drop_columns(["group_id"]).append_column("picture", column)
