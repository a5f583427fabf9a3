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
# # 6. Measure recall by planting
#
# How much of what is hidden in *your* payments would be found? Nobody can say, because nobody knows what is hidden in
# them. But you can hide something yourself, and look for that. This notebook plants structures with a known answer into
# payments, twice, and counts: how many come back, at which tier, and who is named for nothing.

# %%
import os
from pathlib import Path

import pandas as pd

import finpath
from finpath import synth
from finpath.ingest import new_key

made = Path("made/06")
os.environ["FINPATH_KEY"] = new_key()

# %% [markdown]
# ## Payments to plant into
#
# Take your own in real life: a year, all members. Here, a coalition is made. It has some plants of its own, which stand
# for what is hidden in anybody's payments; the reports of its hotline are left in.

# %%
synth.write(made / "own", seed=3, payers=2_000, merchants=350, days=90)

# %% [markdown]
# ## Plant
#
# `plant` copies everything byte for byte and adds a second folder for each member, written in that member's own form.
# The known answer goes beside the copy. `camouflage` says how far the planted imitate what is around them: at 0 they
# are as in a textbook, at 1 they do everything as their neighbours do. No report names them.

# %%
for camouflage in (0.0, 0.5):
    synth.plant(
        made / "own",
        made / f"camouflage-{camouflage}" / "contributions",
        seed=1,
        groups_per_kind=1,
        camouflage=camouflage,
        reports="none",
    )

truth = pd.read_csv(made / "camouflage-0.5" / "truth.csv", dtype=str)
truth.groupby("typology").size().to_frame("accounts planted")

# %% [markdown]
# Six kinds of structure: a distributor with several sites, one that hides among customers, receivers of small
# transfers, an account that is closed and opened again, sales hidden inside an honest shop, and a group that imitates
# its surroundings.
#
# ## Look for them
#
# Run finpath as always; it knows nothing of the answer. Then lay the answer beside what it found.


# %%
def found(camouflage: float) -> pd.DataFrame:
    """Every planted account with what became of it."""
    place = made / f"camouflage-{camouflage}"
    run = finpath.run(place / "contributions", place / "run", force=True)
    answer = pd.read_csv(place / "truth.csv", dtype=str)
    findings = run.findings.to_pandas()
    return findings.merge(answer, how="left", on=["provider_id", "merchant_id"]).assign(camouflage=camouflage)


everybody = pd.concat([found(0.0), found(0.5)])
planted = everybody[everybody["group"].notna()]
TIERS = ["refer", "review", "watch", "none"]
planted.pivot_table(index="camouflage", columns="tier", values="rank", aggfunc="size", fill_value=0).reindex(
    columns=TIERS, fill_value=0
)

# %% [markdown]
# **Recall** is the share of what was planted that reaches a person, here at `review` or above. Take it by kind: an
# average hides what matters, which is what would *not* be found.

# %%
reached = planted["tier"].isin(["refer", "review"])
planted.assign(reached=reached).pivot_table(
    index="typology", columns="camouflage", values="reached", aggfunc="mean", margins=True
).style.format("{:.0%}")

# %% [markdown]
# Read the low rows first. What hides inside an honest shop, and who has very few customers, is hardly seen. Write that
# into what you tell others; do not let the high rows speak for it.
#
# A group is found when one of its accounts is, since the others then stand on the same page.

# %%
groups = planted.assign(reached=reached).groupby(["camouflage", "typology", "group"])["reached"].any()
groups.groupby("camouflage").agg(["sum", "size"]).set_axis(
    ["groups of which something reached a person", "groups"], axis=1
)

# %% [markdown]
# ## At what price
#
# Whoever is at `review` and was not planted, now or before, costs somebody an hour. The coalition's own plants are no
# false alarms, so they are left out.

# %%
before = pd.read_csv(made / "truth.csv", dtype=str)[["provider_id", "merchant_id"]]
innocent = everybody[everybody["group"].isna()].merge(before, how="left", indicator="before")
innocent = innocent[innocent["before"] == "left_only"]
innocent.pivot_table(index="camouflage", columns="tier", values="rank", aggfunc="size", fill_value=0).reindex(
    columns=TIERS, fill_value=0
)

# %% [markdown]
# ## More than one throw
#
# Six groups are few: one more or less found moves the share by a sixth. For a figure that you would show to others,
# plant with several seeds; `finpath evaluate CONTRIBUTIONS --truth TRUTH --seeds 5` does it, measures beside published
# outlier detectors on the same payments, and draws the curves. It takes its minutes.
#
# ## What to take away
#
# - Plant into your own payments, with several seeds and several levels of camouflage, before you trust any figure of
#   ours.
# - Say what was not found as loudly as what was.
# - **Synthetic plants flatter.** Whoever makes them knows what is looked for. What your reviewers confirm counts more.
# - Keep planted copies apart, under names that say so. Nobody must ever take one for real.
#
# Next: [your own data](07_your_own_data.py).
