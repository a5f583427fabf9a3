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
# # 3. Write and test your own rule
#
# You have an idea what the payments of a hidden seller look like. This notebook takes two such ideas from a sentence to
# a rule, tests them on small worlds, and measures them. One will turn out to be worthless, however clever it sounds.
# That is what measuring is for.

# %%
import os
from pathlib import Path

import pandas as pd

import finpath
from finpath import synth
from finpath.graph import build
from finpath.ingest import LoadOptions, new_key, read_keys
from finpath.rules import run
from finpath.rules.user_rules import read_rule
from finpath.testing import vet

made = Path("made/03")
made.mkdir(parents=True, exist_ok=True)
pd.set_option("display.max_colwidth", 120)

# %% [markdown]
# ## The first idea
#
# "Nobody visits such a site at work. So it is hardly ever paid in office hours." It sounds right. A rule is one file
# with one class: the docstring is what an investigator will read, the fields are the thresholds, the SQL is the
# question, and the examples are its tests. The next cell writes that file.

# %%
# %%writefile made/03/hardly_in_office_hours.py
"""Hardly ever paid in office hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules import Example, Family, Rule, Source, threshold


@dataclass(frozen=True, kw_only=True)
class HardlyInOfficeHours(Rule):
    """A seller without a counter is hardly ever paid in office hours, by the payers' own clocks.

    Nobody looks at such pages at work. Pizza is not ordered at ten in the morning either.
    """

    family: ClassVar = Family.TIME
    source: ClassVar = Source("an idea of ours")
    requires: ClassVar = ("transactions.time_of_day", "transactions.card_present")
    observable_by: ClassVar = ("acquirer", "issuer")
    weight: ClassVar = 0.5  # nats, at score 1

    payers: int = threshold(8, "different payers, at least", "count")
    share: float = threshold(0.2, "of payments between 9 and 17, at most", "share")
    remote: float = threshold(0.9, "share of payments without the card present, at least", "share")

    sql: ClassVar = """
        SELECT m.merchant                        AS subject_id,
               1 - m.office_share                AS score,
               m.office_hours,
               m.clocked
        FROM merchants AS m
        WHERE m.payers >= :payers AND m.office_share <= :share AND m.remote_share >= :remote
    """
    sentence: ClassVar = "{office_hours} of {clocked} payments were made between 9 and 17 by the payer's clock."
    evidence: ClassVar = "p.kind = 'purchase' AND (p.hour < 9 OR p.hour >= 17)"

    examples: ClassVar = (
        Example(
            title="a page that is paid late in the evening",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | card_present | occurred_at      | times | every
                shop        | p*%30     | false        | 2026-01-05 10:00 | 60    | 7h
                odd         | q*%15     | false        | 2026-01-05 21:30 | 30    | 1d
            """,
        ),
        Example(
            title="a bar, where the card is in the hand",
            transactions="""
                merchant_id | payer_ref | card_present | occurred_at      | times | every
                shop        | p*%30     | false        | 2026-01-05 10:00 | 60    | 7h
                bar         | q*%15     | true         | 2026-01-05 21:30 | 30    | 1d
            """,
        ),
    )


# %% [markdown]
# In the text tables, `times` repeats a row, `every` moves it on in time, and `*` counts. What is left out has a plain
# value. `vet` reads the file and runs the examples, on a real engine. It answers with what is wrong, a sentence each,
# with file and line; here with nothing.

# %%
with finpath.DuckDB() as engine:
    print(vet(made / "hardly_in_office_hours.py", engine).wrong or "Nothing is wrong with it.")

# %% [markdown]
# Does it notice mistakes? Misspell a column, and see.

# %%
text = (made / "hardly_in_office_hours.py").read_text()
(made / "misspelt.py").write_text(text.replace("m.office_share <=", "m.ofice_share <="))

with finpath.DuckDB() as engine:
    print(*vet(made / "misspelt.py", engine).wrong, sep="\n")

# %% [markdown]
# ## Measure it
#
# A rule that passes its examples does what you meant. Whether what you meant is any use is another question. So make a
# market with a known answer, and count: of the merchants that the rule finds, how many were planted?

# %%
synth.write(made / "contributions", seed=2, payers=6_000, merchants=800, days=180, truth=made / "truth.csv")
os.environ["FINPATH_KEY"] = new_key()

engine = finpath.DuckDB()
graph = build(finpath.load(made / "contributions", engine=engine, options=LoadOptions(read_keys(os.environ))))

truth = pd.read_csv(made / "truth.csv", dtype=str)
merchants = engine.arrow("SELECT merchant, provider_id, merchant_id FROM merchants WHERE payers >= 8").to_pandas()
merchants = merchants.merge(truth, how="left", on=["provider_id", "merchant_id"])
print(f"{len(merchants)} merchants with eight payers or more; {merchants['group'].notna().sum()} of them are planted.")


# %%
def measured(path: Path) -> pd.Series:
    """What a rule finds, against the known answer."""
    found, _ = run(graph, (read_rule(path),))
    hit = merchants["merchant"].isin({finding.merchant for finding in found})
    planted = merchants["group"].notna()
    return pd.Series(
        {
            "found": hit.sum(),
            "of them planted": (hit & planted).sum(),
            "share found of all planted": round((hit & planted).sum() / planted.sum(), 2),
            "lift": round((hit & planted).sum() / hit.sum() / planted.mean(), 1),
        },
        name=path.stem,
        dtype=object,
    )


measured(made / "hardly_in_office_hours.py").to_frame().T

# %% [markdown]
# **Lift** is how much more often a planted merchant is among those found than among all. Near 1, a rule is a coin toss:
# it names the planted and the innocent alike. The idea sounded right, and tells nothing. Better to learn it here than
# from a hundred shops that somebody had to look at.
#
# ## The second idea
#
# "Such a site has a handful of prices, one for each length of access. And its customers come from everywhere." Two
# plain facts that a shop with a real assortment in a real town does not have together.

# %%
# %%writefile made/03/few_prices_from_everywhere.py
"""A handful of prices, and payers from everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules import Example, Family, Rule, Source, threshold


@dataclass(frozen=True, kw_only=True)
class FewPricesFromEverywhere(Rule):
    """A merchant has a handful of prices, and its payers are spread over many countries.

    Access is sold by the week and by the month, to whoever finds it, wherever they are. Lawful subscriptions look
    just the same: music, games, news, and the lawful adult trade. This alone is no reason to look at anybody.
    """

    family: ClassVar = Family.PRICE
    source: ClassVar = Source("an idea of ours")
    requires: ClassVar = ("transactions.amount", "transactions.payer_country")
    observable_by: ClassVar = ("acquirer", "wallet")
    weight: ClassVar = 0.5  # nats, at score 1

    payers: int = threshold(8, "different payers, at least", "count")
    prices: int = threshold(5, "different amounts, at most", "count")
    spread: float = threshold(0.8, "chance that two of its payers are from different countries, at least", "share")

    sql: ClassVar = """
        SELECT m.merchant             AS subject_id,
               m.country_diversity    AS score,
               m.price_points,
               m.payers,
               m.payer_countries
        FROM merchants AS m
        WHERE m.payers >= :payers AND m.price_points <= :prices AND m.country_diversity >= :spread
    """
    sentence: ClassVar = "{payers} payers from {payer_countries} countries have paid {price_points} different amounts."
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="three prices, twelve payers from twelve countries",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | payer_country | amount | times | every
                shop        | p*%30     | NL            | *.37   | 60    | 4h
                odd         | a*%4      | DE            | 29.90  | 8     | 1d
                odd         | b*%4      | FR            | 29.90  | 8     | 1d
                odd         | c*%4      | US            | 79.90  | 8     | 1d
                odd         | d*%4      | AU            | 79.90  | 8     | 1d
                odd         | e*%4      | SE            | 9.90   | 8     | 1d
                odd         | f*%4      | CA            | 9.90   | 8     | 1d
            """,
        ),
        Example(
            title="a gym of one town",
            transactions="""
                merchant_id | payer_ref | payer_country | amount | times | every
                shop        | p*%30     | NL            | *.37   | 60    | 4h
                gym         | q*%20     | NL            | 29.90  | 60    | 1d
            """,
        ),
    )


# %%
with finpath.DuckDB() as trial:
    print(vet(made / "few_prices_from_everywhere.py", trial).wrong or "Nothing is wrong with it.")

pd.DataFrame([measured(path) for path in (made / "hardly_in_office_hours.py", made / "few_prices_from_everywhere.py")])

# %% [markdown]
# That is worth something: what it finds is planted almost three times as often as chance would have it, and it finds
# more than half. It is also wrong four times out of five, as every single indicator is. Read a few of its sentences.

# %%
found, _ = run(graph, (read_rule(made / "few_prices_from_everywhere.py"),))
for finding in found[:4]:
    print("-", finding.row()["sentence"])

# %% [markdown]
# ## Put it into the shadow
#
# So let it take part in real runs, in the shadow: it runs and is reported, and weighs nothing, until you have seen what
# it finds. This is all that the case file needs. The run is yours, with your rule in it.

# %%
(made / "case.toml").write_text("""
own_rules = ["few_prices_from_everywhere.py"]

[rules.few_prices_from_everywhere]
shadow = true
""")
case = finpath.read_config(made / "case.toml")
ran = finpath.run(made / "contributions", made / "run", config=case, force=True)
[rule for rule in ran.coverage["rules"] if rule["id"] == "few_prices_from_everywhere"]

# %% [markdown]
# ## What to take away
#
# - Write the look-alike before the SQL. If you cannot think of one, you have not understood the idea.
# - Measure before you believe. Then measure on payments that are not yours, too.
# - One rule is a question. Kinds of indication that agree are an answer worth a person's time.
#
# Next: [from flag to explanation](04_from_flag_to_explanation.py).

# %%
engine.close()
