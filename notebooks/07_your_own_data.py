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
# # 7. Your own data
#
# The last step is the one that counts: your own files. They will not look like the contract, and they need not. This
# notebook takes an export as a bank would make it, with most of the difficulties there are, and brings it to a run by
# writing one small text file, one difficulty at a time.
#
# To use your own export, put its path into the third cell and go through the same steps.

# %%
import csv
import os
import random
from pathlib import Path

import pandas as pd

import finpath
from finpath.errors import FinpathError
from finpath.ingest import LoadOptions, new_key, read_keys

made = Path("made/07/contributions/city")
made.mkdir(parents=True, exist_ok=True)
os.environ["FINPATH_KEY"] = new_key()

# %% [markdown]
# ## The export
#
# A city council publishes what its staff pay with purchase cards, and `examples/city-purchase-cards` shows how to read
# that. The next cell makes an export of the same shape, with made-up rows, so that the notebook runs anywhere.

# %%
MY_EXPORT = None  # the path of your own file, as "exports/cards-2026.csv"

SHOPS = [
    "SHELL KINGS 587",
    "www.paper-mill.example",
    "Tesco Stores 2041",
    "ATM CASH",
    "TRAINLINE",
    "school-books.example",
]
OFFICES = ["Adults", "Children", "Housing", "Parks"]


def made_up() -> list[list[str]]:
    """Six hundred payments, as the city writes them."""
    chance = random.Random(7)
    rows = []
    for _ in range(600):
        day = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2017"
        amount = f"{chance.choice([1, 1, 1, 1, 1, 1, -1]) * chance.randint(199, 249_999) / 100:,.2f}"
        rows.append([day, chance.choice(SHOPS), amount, f"{chance.randint(0, 9999):04}", chance.choice(OFFICES)])
    return rows


export = made / "transactions.csv"
if MY_EXPORT:
    export.write_bytes(Path(MY_EXPORT).read_bytes())
else:
    with export.open("w", newline="", encoding="cp1252") as file:
        writer = csv.writer(file)
        writer.writerow(["TRANS DATE", "MERCHANT NAME", "BILLING GROSS AMT", "LAST 4 DIGITS", "DIRECTORATE"])
        writer.writerows(made_up())

pd.read_csv(export, dtype=str, encoding="cp1252").sample(5, random_state=4)

# %% [markdown]
# Look at it as a stranger would. Days without a time. Amounts below zero. A thousands comma. No number for a payment,
# no currency, no country, no category. Shops by the name that the till prints. A card known by four digits, which two
# cards may share. None of this needs a program; all of it needs to be *said*.
#
# ## First try
#
# Say who you are, under which agreement the data may be used, and which column is which. Then ask finpath what it makes
# of it.

# %%
WHO = """
[provider]
id = "city"
kind = "issuer"
country = "GB"
timezone = "Europe/London"

[agreement]
id = "TRIAL-1"
purpose = "detect commercial child sexual exploitation"
expires_on = 2030-12-31

[[files]]
table = "transactions"
path = "transactions.csv"
"""
FIRST = """
[files.columns]
transaction_id = "@row"
occurred_at = "TRANS DATE"
payer_ref = "LAST 4 DIGITS"
merchant_id = "MERCHANT NAME"
amount = "BILLING GROSS AMT"
"""


def attempt(manifest: str) -> None:
    """Write the manifest, load with it, and say what came of it."""
    (made / "contribution.toml").write_text(manifest, encoding="utf-8")
    with finpath.DuckDB() as engine:
        try:
            ledger = finpath.load(made.parent, engine=engine, options=LoadOptions(read_keys(os.environ)))
        except FinpathError as error:
            print("Refused:", error)
            return
        for file in ledger.files:
            print(f"{file.path}: {file.taken} of {file.rows} rows taken, {file.rejected} rejected.")
        for row in engine.rows('SELECT "column", reason, count(*) FROM rejects GROUP BY ALL ORDER BY 3 DESC, 1, 2'):
            print("  rejected:", *row)
        for row in engine.rows(
            "SELECT kind, currency, count(*), sum(amount) FROM transactions GROUP BY ALL ORDER BY 1"
        ):
            print("  taken:", *row)


attempt(WHO + FIRST)

# %% [markdown]
# Each refusal names the next thing to say. Go on, one at a time: here the currency, which the city never writes because
# everybody there knows it.

# %%
CURRENCY = """
[files.constants]
currency = "GBP"
payer_ref_kind = "card_token"
"""

attempt(WHO + FIRST + CURRENCY)

# %% [markdown]
# Most rows are taken, and the amounts below zero are rejected. They are refunds: say that, and they become payments of
# another kind instead of being lost.

# %%
OPTIONS = """
[files.options]
date_format = "%d/%m/%Y"
negative_amount = "refund"
"""

attempt(WHO + FIRST + CURRENCY + OPTIONS)

# %% [markdown]
# ## Taken is not understood
#
# Every row is in, and it is still wrong. Four digits name up to ten thousand cards, and this city may have more: two
# people with the same four digits would be one payer, and their shops would seem to share customers. Together with the
# office, the digits name a card. How much that matters can be counted:

# %%
rows = pd.read_csv(export, dtype=str, encoding="cp1252")
print(rows["LAST 4 DIGITS"].nunique(), "payers by four digits,")
print(rows.groupby(["LAST 4 DIGITS", "DIRECTORATE"]).ngroups, "by digits and office.")

# %%
COLUMNS = FIRST.replace('payer_ref = "LAST 4 DIGITS"', 'payer_ref = ["LAST 4 DIGITS", "DIRECTORATE"]')

attempt(WHO + COLUMNS + CURRENCY + OPTIONS)

# %% [markdown]
# The clock, too. Days are days here, not midnights: rules about nights must not take a missing time for 00:00. finpath
# sees by itself that no row has a time of day; say it all the same, so that the next export is held to it.

# %%
WHO = WHO.replace('timezone = "Europe/London"', 'timezone = "Europe/London"\ntime_precision = "day"')
attempt(WHO + COLUMNS + CURRENCY + OPTIONS)

# %% [markdown]
# ## Check one row by hand
#
# Before the first run, take one payment from the export and find it in the ledger. The fields should mean the same to
# you.

# %%
raw = rows.iloc[0]
with finpath.DuckDB() as engine:
    finpath.load(made.parent, engine=engine, options=LoadOptions(read_keys(os.environ)))
    ledger_row = engine.arrow("""
        SELECT t.occurred_at, t.kind, t.amount, t.currency, m.merchant_id, t.timed
        FROM transactions      AS t
        JOIN merchant_accounts AS m ON m.merchant = t.merchant
        WHERE t."row" = 1
    """).to_pylist()[0]

raw.to_frame("in the export")

# %%
pd.Series(ledger_row).to_frame("in the ledger")

# %% [markdown]
# ## Run
#
# Nothing was planted in these payments, so whatever is named is a false alarm, or a thing to explain. With so little
# said about each payment, the coverage is the most honest part of the result.

# %%
run = finpath.run(made.parent, made.parent.parent / "run", force=True)
run

# %%
ran = [rule for rule in run.coverage["rules"] if rule["ran"]]
print(len(ran), "of", len(run.coverage["rules"]), "rules could look. For want of columns, these and others could not:")
print(*run.coverage["could_not_look_at"][:8], sep="\n")

# %% [markdown]
# ## What would help most
#
# A column that you have and did not map costs nothing. These are worth asking your colleagues for, in this order: the
# payer's country and the time of day; the category; a table of merchants with settlement account, registration number,
# opening and closing day; where the money went afterwards.
#
# ## What to take away
#
# - Your files stay as they are. What they mean is said beside them, once.
# - finpath guesses nothing that it cannot know, and names what it would need.
# - Rows taken are not yet rows understood: count payers, look at the clock, find one payment by hand.
#
# This is the end of the walk. The [guide](../docs/guide.md) has the rest by task, and `docs/course/` the stories behind
# the rules.
