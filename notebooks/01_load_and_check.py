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
# # 1. Load and check a contribution
#
# A run is only as good as what it read. Before anybody looks for anything, this notebook asks: did finpath read each
# file as its owner meant it? Where is every row? And what can these payments not show at all?
#
# Everything here is made up. Nothing needs a network.

# %%
import csv
import gzip
import os
import shutil
from pathlib import Path

import pandas as pd

import finpath
from finpath import synth
from finpath.errors import FinpathError
from finpath.graph.build import supplied
from finpath.ingest import LoadOptions, new_key, read_keys
from finpath.rules import catalogue
from finpath.rules.eligibility import assess, rank_missing_columns

made = Path("made/01")
pd.set_option("display.max_colwidth", 110)

# %% [markdown]
# ## Five members, five ways to write a payment
#
# Two acquirers, a wallet, a remitter and a hotline each hand in one folder. Members agree on nothing but the contract;
# each keeps its own files and column names.

# %%
contributions = made / "contributions"
synth.write(contributions, seed=2, payers=3_000, merchants=500, days=90)
sorted(str(path.relative_to(contributions)) for path in contributions.rglob("*.*"))

# %% [markdown]
# This is how the second acquirer's system writes a card payment …

# %%
export = contributions / "acquirer-south" / "transactions-2026-01.csv.gz"
with gzip.open(export, "rt", encoding="utf-8") as lines:
    print(lines.readline(), lines.readline(), sep="")

# %% [markdown]
# … and this is all that the member had to say about it: who it is, under which agreement finpath may use the data, and
# which of its columns is which of ours.

# %%
print((contributions / "acquirer-south" / "contribution.toml").read_text())

# %% [markdown]
# ## Load
#
# Identifiers of payers, accounts, phones and addresses become keyed hashes on the way in, so loading needs a key.
# Members of one coalition share it. Here, a new one will do.

# %%
os.environ["FINPATH_KEY"] = new_key()

engine = finpath.DuckDB()
ledger = finpath.load(contributions, engine=engine, options=LoadOptions(read_keys(os.environ)))

# %% [markdown]
# A ledger shows itself: who handed in what, and how much of it was taken.

# %%
ledger

# %% [markdown]
# What came in, file by file. The first thing to compare with what you sent: the number of rows.

# %%
files = pd.DataFrame(ledger.files)[["path", "table", "rows", "taken", "rejected", "duplicates", "superseded", "later"]]
files

# %% [markdown]
# **Where is every row?** A row was taken, rejected, a duplicate, superseded by a correction, or later than the as-of
# date. There is no sixth fate, and so the columns must add up. If they ever do not, stop.

# %%
told = files[["taken", "rejected", "duplicates", "superseded", "later"]].sum(axis=1)
assert (told == files["rows"]).all()
print(f"{files['rows'].sum():,} rows came in; all of them are accounted for.")

# %% [markdown]
# ## Look at what was not taken
#
# A rejected row is never repaired in silence. It stands in the table `rejects` with its file, its row and the reason.
# Real exports have such rows; a reason that comes hundreds of times is usually one line in a manifest.

# %%
rejects = engine.arrow("SELECT * FROM rejects").to_pandas()
rejects.groupby(["provider_id", "column", "reason"]).size().sort_values(ascending=False).head(8).to_frame("rows")

# %% [markdown]
# Take one and go back to the member's own file: row 1 is the first below the header. You can settle with the member
# what it should have said.

# %%
one = rejects[rejects["file"].str.endswith(".csv.gz")].iloc[0]
with gzip.open(contributions / one["file"], "rt", encoding="utf-8") as lines:
    rows = list(csv.DictReader(lines))

print(one["reason"], f"({one['file']}, row {one['row']}, column {one['column']})")
rows[one["row"] - 1]

# %% [markdown]
# ## Does it mean what you meant?
#
# That a file could be read does not mean that it was understood. Look at a day, an hour, an amount: pounds that are
# taken for pence, or local time for UTC, show at once in a picture of the day.

# %%
hours = engine.arrow("""
    SELECT provider_id,
           hour,
           count(*) AS payments
    FROM (SELECT provider_id, extract(hour FROM occurred_at) AS hour FROM transactions)
    GROUP BY provider_id, hour
""")
by_hour = hours.to_pandas().pivot_table(index="provider_id", columns="hour", values="payments", fill_value=0)
share = by_hour.div(by_hour.sum(axis=1), axis=0)
share.style.format("{:.0%}").map(lambda value: f"background-color: rgba(0, 150, 136, {6 * value:.2f})")

# %% [markdown]
# In this table the clock is UTC. Fewest pay in the small hours, most in the afternoon and the evening: as it should be.
# If one member's night lay at noon, its time zone would be wrong.

# %%
engine.arrow("""
    SELECT provider_id,
           currency,
           count(*)                                       AS payments,
           CAST(min(amount) AS DECIMAL(12, 2))            AS least,
           CAST(sum(amount) / count(*) AS DECIMAL(12, 2)) AS mean,
           CAST(max(amount) AS DECIMAL(12, 2))            AS most
    FROM transactions
    WHERE kind = 'purchase'
    GROUP BY provider_id, currency
    ORDER BY payments DESC
""").to_pandas().head(8)

# %% [markdown]
# ## What these payments cannot show
#
# A rule whose columns are missing does not run, and says so. A silent zero would be the worst failure: a channel on
# which nothing is found because nobody looked. Take one member alone, and ask what it could see.


# %%
def can_look(ledger: finpath.Ledger) -> tuple:
    """Every rule, with what it lacks."""
    return assess(catalogue(), supplied(ledger), {member.id: member.kind for member in ledger.providers})


together = can_look(ledger)
print(sum(each.runs for each in together), "of", len(together), "rules can look at what the five contributed.")

# %%
remitter = made / "remitter-alone"
shutil.copytree(contributions / "remitter", remitter / "remitter", dirs_exist_ok=True)

with finpath.DuckDB() as alone:
    judged = can_look(finpath.load(remitter, engine=alone, options=LoadOptions(read_keys(os.environ))))

print(sum(each.runs for each in judged), "of", len(judged), "rules can look at what the remitter alone has.")
pd.Series(
    {column: len(rules) for column, rules in rank_missing_columns(judged).items()}, name="rules it would wake"
).head(8).to_frame()

# %% [markdown]
# ## Break it
#
# Trust grows with seeing something fail. First a date: 03/04/2026 is the third of April in Madrid and the fourth of
# March in Boston. finpath refuses to guess, and says what to write.

# %%
broken = made / "broken" / "shop-bank"
broken.mkdir(parents=True, exist_ok=True)
(broken / "payments.csv").write_text("booked;card;shop;eur\n03/04/2026;tok-1;S1;39,90\n")
MANIFEST = """
[provider]
id = "shop-bank"
kind = "acquirer"
country = "NL"
timezone = "Europe/Amsterdam"

[agreement]
id = "TRIAL-1"
purpose = "detect commercial child sexual exploitation"
expires_on = 2030-12-31

[[files]]
table = "transactions"
path = "payments.csv"
columns = {transaction_id = "@row", occurred_at = "booked", payer_ref = "card", merchant_id = "shop", amount = "eur"}
constants = {currency = "EUR", payer_ref_kind = "card_token"}
"""


def try_to_load(manifest: str) -> None:
    """Say how it went, as a run would."""
    (broken / "contribution.toml").write_text(manifest)
    with finpath.DuckDB() as trial:
        try:
            told = finpath.load(broken.parent, engine=trial, options=LoadOptions(read_keys(os.environ)))
            print("Taken:", trial.rows("SELECT occurred_at, amount, currency FROM transactions"), *told.refusals)
        except FinpathError as error:
            print("Refused:", error)


try_to_load(MANIFEST)

# %% [markdown]
# With the order of day and month said, the same file is taken, and the decimal comma is understood by itself. The time
# is UTC: the start of the third of April in Amsterdam.

# %%
try_to_load(MANIFEST + '[files.options]\ndate_format = "%d/%m/%Y"\n')

# %% [markdown]
# Then the law: an agreement that has run out. Nothing of the contribution is read.

# %%
try_to_load(MANIFEST.replace("2030-12-31", "2020-12-31") + '[files.options]\ndate_format = "%d/%m/%Y"\n')

# %% [markdown]
# ## What to take away
#
# - Compare rows in and rows accounted for, file by file.
# - Read the reasons of rejects before you read any finding.
# - Look at the clock and at the money of each member once, with your own eyes.
# - Know what could not be looked at. It belongs into every conclusion.
#
# Next: [look around the graph](02_look_around.py).

# %%
engine.close()
