# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---
# %% [markdown]
# # 2. Look around the graph
#
# Before any rule is asked, payments become a graph: who paid whom, how often, since when. This notebook walks through
# it by hand, from the whole market to one pair of merchants, and ends with the question that finds most hidden sellers:
# *where else do these payers meet?*

# %%
import os
from pathlib import Path

import pandas as pd

import finpath
from finpath import synth
from finpath.graph import build
from finpath.graph.features import CATALOGUE
from finpath.ingest import LoadOptions, new_key, read_keys

made = Path("made/02")
pd.set_option("display.max_colwidth", 90)

# %%
synth.write(made / "contributions", seed=2, payers=6_000, merchants=800, days=180)
os.environ["FINPATH_KEY"] = new_key()

engine = finpath.DuckDB()
graph = build(finpath.load(made / "contributions", engine=engine, options=LoadOptions(read_keys(os.environ))))
graph

# %% [markdown]
# ## Three small tables
#
# Payments are read once. What is left are links (one row for each payer and merchant), merchants, and payers.
# Everything that follows asks these, so it takes no time even where the payments were many millions.

# %%
counts = {name: engine.scalar(f"SELECT count(*) FROM {name}") for name in ("payments", "links", "merchants", "payers")}
pd.Series(counts, name="rows").to_frame()

# %% [markdown]
# **Payers are counted, never shown.** The table `payers` exists so that shops can be compared by whom they have in
# common. Nobody scores it, and no page prints it. All that a notebook should ask of it is how many.

# %%
engine.arrow("""
    SELECT CASE WHEN merchants = 1 THEN '1' WHEN merchants < 5 THEN '2 to 4'
                WHEN merchants < 15 THEN '5 to 14' ELSE '15 or more' END AS merchants_paid,
           count(*)                                                      AS payers,
           sum(payments)                                                 AS payments
    FROM payers
    GROUP BY merchants_paid
    ORDER BY min(merchants)
""").to_pandas()

# %% [markdown]
# ## What is known of a merchant
#
# Every number about a merchant is a *feature*, declared once, with a unit and a meaning.

# %%
pd.DataFrame(
    [(each.name, each.unit, each.meaning) for each in CATALOGUE], columns=["feature", "unit", "meaning"]
).sample(8, random_state=1).sort_index()

# %% [markdown]
# A number alone says little. A bar is paid at night, and a charity in round sums. So each merchant is compared with its
# *peers*: those of its category, or of its rail where a category has too few. Here are the merchants whose nights stand
# furthest from what is usual among their peers.

# %%
engine.arrow("""
    SELECT m.provider_id,
           m.trading_name,
           c.peers,
           c.peer_merchants,
           round(c.usual, 2)    AS usual,
           round(c.value, 2)    AS night_share,
           m.payers
    FROM compared  AS c
    JOIN merchants AS m ON m.merchant = c.merchant
    WHERE c.feature = 'night_share' AND m.payers >= 10 AND m.kind <> 'payee'
    ORDER BY c.value - c.usual DESC, m.provider_id, m.merchant_id
    LIMIT 6
""").to_pandas()

# %% [markdown]
# (Payees are left out of what is shown here: they are private people, and their names are nobody's business until a
# case calls for them.)
#
# Is any of these a hidden seller? You cannot know. A night shop and a bar under a wrong category look just the same.
# One kind of indication is a question, not an answer.
#
# ## Who shares payers with whom
#
# Customers of a hidden seller tend to know its other sites too. So look at pairs of merchants with payers in common.

# %%
pairs = engine.arrow("""
    SELECT a.trading_name                       AS one,
           b.trading_name                       AS other,
           a.payers                             AS payers_of_one,
           b.payers                             AS payers_of_other,
           s.shared,
           round(s.expected, 2)                 AS by_chance,
           round(s.surprise, 1)                 AS surprise
    FROM shared_payers AS s
    JOIN merchants     AS a ON a.merchant = s.merchant
    JOIN merchants     AS b ON b.merchant = s.other
    WHERE s.merchant < s.other AND a.kind <> 'payee' AND b.kind <> 'payee'
    ORDER BY s.shared DESC, one, other
""").to_pandas()
pairs.head(6)

# %% [markdown]
# `by_chance` is how many payers two merchants of such popularity have in common when payers choose without regard to
# each other; `surprise` counts the noughts of the odds against it. The pairs with most payers in common are large shops
# that everybody visits. Sorted by surprise, the list is another.

# %%
pairs.sort_values(["surprise", "one", "other"], ascending=[False, True, True]).head(6)

# %% [markdown]
# ## Neighbours, or strangers with a secret?
#
# Surprise alone still names the baker and the butcher round one corner: of course they share customers. What tells the
# two apart is where those payers meet *otherwise*. Neighbours meet everywhere, at the chemist's, at the petrol station.
# The customers of a hidden seller meet there and nowhere else. `meeting_ratio` says how often, against chance.

# %%
tight = engine.arrow("""
    SELECT m.provider_id,
           m.merchant_id,
           m.kind,
           m.payers,
           m.neighbours,
           m.most_shared,
           round(m.meeting_ratio, 1) AS meeting_ratio,
           round(m.foreign_share, 2) AS foreign_share
    FROM merchants AS m
    WHERE m.neighbours >= 2 AND m.most_shared >= 6
    ORDER BY m.meeting_ratio, m.provider_id, m.merchant_id
""").to_pandas()
shops, payees = tight[tight["kind"] != "payee"], tight[tight["kind"] == "payee"]
shops.head(6)

# %% [markdown]
# Low ratios, but look at the last column of the large ones: their payers are all from their own country. These are
# shops of one town whose people do not use cards elsewhere. So ask for a second kind of indication: payers who come
# from abroad.

# %%
strangers = shops[shops["foreign_share"] > 0.5].head(10)
strangers

# %% [markdown]
# Payers from everywhere, who meet in one circle and hardly anywhere else. At the other end of the list are payers who
# meet more than three times as often as chance would have it: people of one place, or of one hobby.

# %%
shops.tail(4)

# %% [markdown]
# And then there are the payees of remitters. Here the same figures mean something else: people of one origin send money
# to one village, to the same families and the same school. They are strangers to each other, they pay across borders,
# and they meet nowhere else. It is the most frequent false alarm there is. Keep it in mind: notebook 4 comes back to
# it.

# %%
payees.head(4)

# %% [markdown]
# ## Draw it
#
# Take the first of the strangers and walk: from it to the merchants that share payers with it beyond chance, and on to
# theirs. `networkx` takes the same rows, and has a hundred algorithms to try; `graph.to_networkx()` gives the whole
# graph, and `run.network(merchant)` draws it (notebook 4).

# %%
import networkx as nx

ties = engine.arrow("""
    SELECT a.provider_id || '/' || a.merchant_id AS one,
           b.provider_id || '/' || b.merchant_id AS other,
           s.shared
    FROM shared_payers AS s
    JOIN merchants     AS a ON a.merchant = s.merchant
    JOIN merchants     AS b ON b.merchant = s.other
    WHERE s.merchant < s.other AND s.surprise >= 6
    ORDER BY one, other
""").to_pandas()
market = nx.from_pandas_edgelist(ties, "one", "other", edge_attr="shared")
start = f"{strangers.iloc[0]['provider_id']}/{strangers.iloc[0]['merchant_id']}"
circle = nx.ego_graph(market, start, radius=2)
print(f"From {start}, two steps reach {len(circle) - 1} merchants over {circle.number_of_edges()} ties.")

# %%
nx.to_pandas_edgelist(circle).sort_values(["shared", "source"], ascending=[False, True]).head(8)

# %% [markdown]
# ## Was it one?
#
# With real payments, this is where the patient work begins. Here, the one who made the payments kept the answer apart,
# in a file that finpath never reads.

# %%
truth = pd.read_csv(made / "truth.csv", dtype=str).set_index(["provider_id", "merchant_id"])
names = pd.MultiIndex.from_frame(strangers[["provider_id", "merchant_id"]])
strangers.assign(planted=names.isin(truth.index))[["provider_id", "merchant_id", "payers", "meeting_ratio", "planted"]]

# %%
planted = {f"{provider}/{merchant}" for provider, merchant in truth.index}
print(f"Of the {len(circle)} merchants of the circle above, {len(planted & set(circle))} were planted.")

# %% [markdown]
# ## What to take away
#
# - Compare with peers, never with a number from another market.
# - Many payers in common mean nothing; more than chance mean something; *and they meet nowhere else* means much.
# - Payers are the thread, never the subject.
#
# Next: [write and test your own rule](03_your_own_rule.py).

# %%
engine.close()
