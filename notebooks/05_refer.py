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
# # 5. Refer
#
# A referral is what leaves your desk: one case, on one page, for somebody who has never heard of finpath. This notebook
# opens one and checks it as its reader would: who, why, on which payments, what speaks against it, what was not looked
# at, and that nothing is in it that should not be.

# %%
import hashlib
import json
import os
from pathlib import Path

import pandas as pd

import finpath
from finpath import synth
from finpath.ingest import new_key

made = Path("made/05")
pd.set_option("display.max_colwidth", 110)

# %%
synth.write(made / "contributions", seed=2, payers=6_000, merchants=800, days=180)
os.environ["FINPATH_KEY"] = new_key()
run = finpath.run(made / "contributions", made / "run", force=True, keep=True)  # what was read stays, to look at

# %% [markdown]
# ## Which cases are referred
#
# `refer` is a bar of evidence, not a quota: a score of 0.9, two independent kinds of indication, and weight that stands
# as if no report had ever come. A case below it has no referral, however much one would like to have one.

# %%
referrals = sorted((run.path / "referrals").glob("*/referral.json"))
pd.DataFrame(
    [
        (told["id"], round(told["score"], 3), len(told["subjects"]), ", ".join(told["families"]), told["tlp"])
        for told in map(json.loads, (path.read_text(encoding="utf-8") for path in referrals))
    ],
    columns=["referral", "score", "accounts", "kinds of indication", "label"],
)

# %% [markdown]
# Beside the JSON lies the same as a page for people; open `made/05/run/index.html` and follow it. Here, read the JSON.

# %%
referral = json.loads(referrals[0].read_text(encoding="utf-8"))
print(referral["notice"])

# %% [markdown]
# ## Who
#
# Accounts, by the provider's own ids. Nobody has a role: `unknown` stays until a person gives one. Domains are
# defanged, so that nothing opens by a click.

# %%
pd.DataFrame(
    [
        {
            "label": each["label"],
            "provider": each["provider_id"],
            "merchant": each["merchant_id"],
            "name": each["about"].get("name"),
            "domain": each["about"].get("domain"),
            "closed": each["about"].get("closed_on"),
            "role": each["role"],
        }
        for each in referral["subjects"]
    ]
)

# %% [markdown]
# ## Why, and why not
#
# The reasons of the first account, with their share of its score …

# %%
for reason in referral["reasons"]:
    if reason["subject"] == "M1" and reason["share"] > 0:
        print(f"{reason['share']:4.0%}  {reason['sentence']}\n")

# %% [markdown]
# … and what finpath itself sees of an innocent explanation, which comes before the network and the money on the page.
# Who signs a referral answers these lines first.

# %%
print(*referral["against"], sep="\n")

# %% [markdown]
# ## On which payments
#
# Evidence names each payment by the provider's own id, and by file and row. Payers are not in it: the provider can find
# them, and nobody else.

# %%
evidence = pd.DataFrame(referral["evidence"])
evidence[["subject", "transaction_id", "occurred_at", "amount", "currency", "file", "row"]].head(4)

# %% [markdown]
# Take one and walk back. The exhibit says which file, and what its bytes were; the row says where in it.

# %%
exhibits = {exhibit["number"]: exhibit for exhibit in referral["exhibits"]}
one = evidence.iloc[0]
exhibit = exhibits[one["file"]]
source = made / "contributions" / exhibit["path"]
assert hashlib.sha256(source.read_bytes()).hexdigest() == exhibit["sha256"]

row = pd.read_parquet(source).iloc[one["row"] - 1]
print(f"{exhibit['path']} is the file that was read. Its row {one['row']}:")
row.dropna().drop("payer_ref", errors="ignore").to_frame("as the member handed it in")

# %% [markdown]
# ## What was not looked at
#
# A reader who does not know what was missing takes silence for innocence. So each referral says it.

# %%
print(*referral["coverage"][:6], f"… and {len(referral['coverage']) - 6} more lines.", sep="\n")

# %% [markdown]
# ## What must not be in it
#
# Do not trust a promise that you can check. Take every card that an acquirer ever handed in, and every token that
# finpath made of a payer, and look for them in the pages that people will read.

# %%
with run.ledger.engine as engine:
    tokens = {str(token) for (token,) in engine.rows("SELECT token FROM payer_tokens")}

cards = set(pd.read_parquet(made / "contributions/acquirer-north/transactions.parquet")["payer_ref"].dropna())
pages = [path.read_text(encoding="utf-8") for path in run.path.rglob("*.html")]
assert not any(name in page for page in pages for name in tokens | cards)
print(f"{len(cards):,} cards and {len(tokens):,} tokens of payers; none of them on any of {len(pages)} pages.")

# %% [markdown]
# ## The same bytes
#
# Somebody will ask in two years how you came to this. The manifest of a run names every input and every output with its
# checksum. Whoever has the same contributions, key and version gets the same bytes, and whoever has the folder can
# check that nobody changed it since.

# %%
manifest = json.loads((run.path / "manifest.json").read_text(encoding="utf-8"))
for name, checksum in manifest["outputs"].items():
    assert hashlib.sha256((run.path / name).read_bytes()).hexdigest() == checksum
print(
    f"{len(manifest['outputs'])} files are what the manifest says, from {len(manifest['inputs'])} files that came in."
)

# %% [markdown]
# ## What to take away
#
# - A referral is a lead for a trained person. finpath sends nothing, blocks nobody and files nothing.
# - Answer what speaks against it before you sign.
# - Everything in it can be walked back to a row in a file; nobody can read from it who paid.
#
# Next: [measure recall by planting](06_measure_recall.py).
