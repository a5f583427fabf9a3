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
# # 4. From flag to explanation
#
# A run puts merchants in an order and says why. This notebook takes one flag that deserves a referral, and one that
# must be cleared although the figures look alike. Telling them apart is the work that no program does for you.

# %%
import datetime as dt
import os
from pathlib import Path

import pandas as pd

import finpath
from finpath import synth
from finpath.config.suppressions import write_suppression
from finpath.ingest import new_key
from finpath.output.folder.review import record_review

made = Path("made/04")
pd.set_option("display.max_colwidth", 100)

# %%
synth.write(made / "contributions", seed=2, payers=6_000, merchants=800, days=180)
os.environ["FINPATH_KEY"] = new_key()

run = finpath.run(made / "contributions", made / "run", force=True, keep=True)  # its payments stay, to look at
run

# %% [markdown]
# Before the list, look at the lane `protect`. Where a minor or a victim receives or pays, it is a matter for
# safeguarding, today, and never a suspicion. It has no score and no rank.

# %%
run.protected.to_pandas()[["provider_id", "merchant_id", "tier", "payers"]]

# %% [markdown]
# ## The list
#
# Merchants of one case carry the same `group_id`: look at cases, not at merchants.

# %%
top = run.top(40).to_pandas()
cases = top.groupby("group_id", sort=False).agg(
    merchants=("merchant_id", "size"),
    best_rank=("rank", "min"),
    best_score=("score", "max"),
    tier=("tier", "first"),
    payers=("payers", "sum"),
    providers=("provider_id", lambda ids: ", ".join(sorted(set(ids)))),
)
cases.head(8).round(3)

# %% [markdown]
# ## A flag that holds
#
# Ask why the first one is first. Each reason has its share of the score, what innocent thing looks the same, and the
# payments that show it. Then comes what speaks *against* it.

# %%
first = top.iloc[0]
why = run.explain(f"{first['provider_id']}/{first['merchant_id']}")
why

# %% [markdown]
# And walk around it: drag, zoom, point at a merchant for its reasons, click on it to see who is next to it.

# %%
run.network(f"{first['provider_id']}/{first['merchant_id']}")

# %% [markdown]
# The same reasons as figures. Families of indication add up, rules of one family do not: two network rules that say the
# same thing count once.

# %%
pd.DataFrame(
    [(p.family, p.rule_id or "its case", round(p.nats, 2), f"{p.share:.0%}") for p in why.parts if p.nats]
).set_axis(["kind of indication", "rule", "nats", "share of the score"], axis=1)

# %% [markdown]
# Now try to talk yourself out of it; a good analyst always does. Could it be shops of one district? Their payers would
# meet elsewhere too, and come from one country. A festival? It would be over in days, not weeks. A publisher with
# several titles? It would say so in the open: one registered company. What links these accounts is hidden: different
# names, one controller, three accounts that each lived for weeks. What remains is a referral: notebook 5.
#
# ## A flag that must be cleared
#
# Further down stands a case of the remitter's. Read its reasons; they sound worse than those of many a planted case.

# %%
watched = run.top(100).to_pandas()
watched = watched[(watched["provider_id"] == "remitter") & ~watched["reported"]]
suspect = watched[watched["payers"] > 20].iloc[0]
name = f"{suspect['provider_id']}/{suspect['merchant_id']}"
explained = run.explain(name)
for part in explained.parts[:5]:
    print(f"{part.share:4.0%}  {part.sentence}")

# %% [markdown]
# Strangers from nine countries, small round sums, a new account, several receivers with the same senders. This is what
# payments for live abuse look like, and the rules say so with published sources.
#
# Then read what speaks against it. This part is as long for a reason.

# %%
print(*explained.against, sep="\n")

# %% [markdown]
# When was it paid? A picture says it faster than a table.

# %%
run.timeline(name).chart()

# %% [markdown]
# And what makes its score, step by step: what raises it, and what lowers it.

# %%
explained.chart()

# %% [markdown]
# Look at the payments as the remitter has them. Only counts are shown here; the one who knows the people is the
# remitter.

# %%
engine = run.ledger.engine
CASE = """
    SELECT t.occurred_at, t.amount, t.currency, t.relationship, t.purpose, t.payer_country
    FROM transactions      AS t
    JOIN merchant_accounts AS m ON m.merchant = t.merchant
    WHERE m.provider_id = :provider AND m.merchant_id = :merchant AND t.kind = 'purchase'
"""
ids = {"provider": suspect["provider_id"], "merchant": suspect["merchant_id"]}
payments = engine.arrow(CASE, ids).to_pandas()
payments.groupby(["relationship", "purpose"], dropna=False).size().sort_values(ascending=False).to_frame("payments")

# %%
payments.groupby(payments["occurred_at"].dt.strftime("%Y-%m")).agg(
    payments=("amount", "size"), amounts=("amount", lambda values: ", ".join(sorted({f"{v:.0f}" for v in values})))
)

# %% [markdown]
# The same few sums, month after month, by day, from people who say that they are family or friends. For live abuse you
# would expect other times, other sums, and hardly a stated kinship. It looks like a collection: a burial fund, a
# school, a village association. *Looks like* is not enough; anybody can tick "family". So somebody asks the one who
# knows.
#
# In our story, the remitter opens its own file: the receivers are the board of a registered hometown association, with
# statutes, and one of its members of staff knows them. That is a reason, and it has a name under it. Write it down,
# with an end: people change, and so do accounts.

# %%
findings = run.findings.to_pandas()
same_case = findings[findings["group_id"] == suspect["group_id"]]
decided = [
    record_review(
        run,
        f"{row.provider_id}/{row.merchant_id}",
        by="A. Reviewer",
        why="Board of a registered hometown association; statutes on file at the remitter.",
        days=(dt.date(2026, 7, 1), dt.date(2027, 6, 30)),
    )
    for row in same_case.itertuples()
]
(made / "suppressions.toml").write_text("\n".join(map(write_suppression, decided)), encoding="utf-8")
(made / "case.toml").write_text('suppressions = "suppressions.toml"\n', encoding="utf-8")
print(write_suppression(decided[0]))

# %% [markdown]
# From now on, runs know. The merchant has no tier and takes nobody's time, until something comes that was not reviewed:
# a new rule speaks, half as many payments more, a newer report, or the review ends.

# %%
again = finpath.run(
    made / "contributions", made / "run-again", config=finpath.read_config(made / "case.toml"), force=True
)
for told in (run, again):
    row = told.findings.to_pandas().set_index(["provider_id", "merchant_id"]).loc[tuple(name.split("/"))]
    print(f"{told.path.name:10} {row['tier']:8} score {row['score']:.2f}")

# %% [markdown]
# The score is what it was: nobody rewrote the evidence. Only what is asked of a person has changed, and who decided it
# stands on the page.

# %%
print(again.explain(name).reviewed)

# %% [markdown]
# Nothing else may have moved. Lay the two runs side by side.

# %%
again.compare(run)

# %% [markdown]
# ## Were you right?
#
# With real payments you would learn it much later, if ever. Here, the maker of the payments kept the answer.

# %%
truth = pd.read_csv(made / "truth.csv", dtype=str)
planted = set(zip(truth["provider_id"], truth["merchant_id"], strict=True))
for what, flagged in (("held", first), ("was cleared", suspect)):
    merchants = findings[findings["group_id"] == flagged["group_id"]]
    count = sum(key in planted for key in zip(merchants["provider_id"], merchants["merchant_id"], strict=True))
    print(f"The flag that {what}: {count} of its {len(merchants)} merchants were planted.")

# %% [markdown]
# ## What to take away
#
# - A score orders work. It convicts nobody, and it is no probability of guilt.
# - Try to talk yourself out of each flag, with what the page itself tells you.
# - Those who send money home are who false alarms fall on most. Ask whoever knows them, before anybody else.
# - Clear in writing: who, why, until when.
#
# Next: [refer](05_refer.py).

# %%
engine.close()
