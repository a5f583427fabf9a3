"""Which names are one merchant: finpath's own weights (on rapidfuzz) against Splink, on dirty names of real suppliers.

    FINPATH_FIELD_DATA=… python -m benchmarks.names

Two members know some of the same merchants. The second writes each name down differently: a slip of the finger,
another legal form, words in another order, cut at 22 characters. He also has merchants of his own, and look-alikes:
Hanna's Nails beside Anna's Nails, another branch, another trade of the same name, and the very same name elsewhere.
Nobody knows which of the real names are one supplier spelt twice, so precision is a lower bound.

Splink is trained as its documentation shows: u by random sampling, m by expectation maximisation under two rules.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from finpath.graph.identity.candidates import NamedAccount
from finpath.graph.identity.name_words import words
from finpath.graph.identity.namesakes import JOINING, LISTED, namesakes
from finpath.synth import names as synthetic

SHARED, OWN, ALIKE = 2_000, 2_000, 1_000
CHANGED, KEPT_MCC, KNOWN_MCC, KNOWN_ADDRESS = 0.35, 0.85, 0.9, 0.7
SAME_ADDRESS, SOME_ADDRESS = 0.5, 0.7
"""How often each change is made, and the second member has what the first has, or has it at all."""

FORMS = ("Ltd", "Limited", "LLC", "PLC", "& Co")
TOWNS = ("Leeds", "York", "Derby", "Luton", "Poole", "Truro")
Pair = tuple[int, int]
Found = dict[Pair, float]


@dataclass(frozen=True)
class Merchant:
    """A merchant as one member knows it."""

    number: int
    member: str
    name: str
    mcc: str
    address: str


@dataclass(frozen=True)
class Trial:
    """What to link, and the answer."""

    merchants: tuple[Merchant, ...]
    truth: frozenset[Pair]
    alike: frozenset[Pair]


def real_names() -> list[str]:
    """Supplier names as a city's purchase cards spell them."""
    path = Path(os.environ["FINPATH_FIELD_DATA"]) / "birmingham" / "transactions.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return sorted({row["merchant"].strip() for row in csv.DictReader(file)} - {""})


def made_names() -> list[str]:
    """Names as finpath.synth gives them."""
    brands = [front + back for front in synthetic.FRONT for back in synthetic.BACK]
    trades = sorted(set(synthetic.TRADES.values()))
    return sorted(f"{brand} {trades[number % len(trades)]}" for number, brand in enumerate(brands))


def trial(names: Sequence[str], seed: int) -> Trial:
    """Let two members know some merchants in common."""
    lot = random.Random(seed)  # noqa: S311 - a benchmark, not a secret
    drawn = lot.sample(list(names), min(len(names), 2 * SHARED + OWN))
    first = [_known(number, "a", name, lot) for number, name in enumerate(drawn[: SHARED + OWN])]
    again = [replace(_seen(each, lot), number=len(first) + each.number) for each in first[:SHARED]]
    own = [_known(0, "b", name, lot) for name in drawn[SHARED + OWN :]]
    alike = [_alike(each, lot) for each in first[SHARED : SHARED + ALIKE]]
    start = len(first) + len(again)
    rest = [replace(each, number=start + place) for place, each in enumerate((*alike, *own))]
    return Trial(
        (*first, *again, *rest),
        frozenset((each.number, len(first) + each.number) for each in first[:SHARED]),
        frozenset((first[SHARED + place].number, start + place) for place in range(len(alike))),
    )


def _known(number: int, member: str, name: str, lot: random.Random) -> Merchant:
    last = words(name)[-1] if words(name) else ""
    mcc = str(5_000 + int(hashlib.sha256(last.encode()).hexdigest(), 16) % 40) if lot.random() < KNOWN_MCC else ""
    return Merchant(number, member, name, mcc, _address(lot))


def _address(lot: random.Random) -> str:
    return f"{lot.random()}" if lot.random() < KNOWN_ADDRESS else ""


def _seen(known: Merchant, lot: random.Random) -> Merchant:
    """The same merchant, as another office writes it down."""
    name = known.name
    for spoil in (_slip, _reform, _turn, _cut):
        if lot.random() < CHANGED:
            name = spoil(name, lot)
    mcc = known.mcc if lot.random() < KEPT_MCC else str(5_000 + lot.randrange(40))
    fate = lot.random()
    address = known.address if fate < SAME_ADDRESS else f"{lot.random()}" if fate < SOME_ADDRESS else ""
    return replace(known, member="b", name=name, mcc=mcc, address=address)


def _alike(known: Merchant, lot: random.Random) -> Merchant:
    """Another merchant, whose name looks the same."""
    said = known.name.split()
    change = lot.choice(("letter", "trade", "branch", "nothing"))
    if change == "letter":
        said[0] = lot.choice("bhlms") + said[0][lot.randrange(2) :]
    elif change == "trade":
        said[-1] = lot.choice(tuple(synthetic.TRADES.values()))
    elif change == "branch":
        said.append(lot.choice(TOWNS))
    return replace(known, member="b", name=" ".join(said), address=_address(lot))


def _slip(name: str, lot: random.Random) -> str:
    place = lot.randrange(max(1, len(name) - 1))
    swapped = name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]
    return lot.choice((name[:place] + name[place + 1 :], swapped, name[:place] + lot.choice("aeinrst") + name[place:]))


def _reform(name: str, lot: random.Random) -> str:
    return f"{name} {lot.choice(FORMS)}"


def _turn(name: str, _: random.Random) -> str:
    said = name.split()
    return " ".join((*said[1:], said[0]))


def _cut(name: str, _: random.Random) -> str:
    return name[:22].upper()


def ours(trial: Trial) -> Found:
    """Finpath's own."""
    found, _ = namesakes([_account(each) for each in trial.merchants])
    return {(each.merchant, each.other): each.confidence for each in found}


def _account(each: Merchant) -> NamedAccount:
    return NamedAccount(each.number, each.member, words(each.name), (), "GB", each.mcc, each.address)


def splink(trial: Trial) -> Found:
    """Splink, with the comparisons that its documentation recommends for names."""
    import pyarrow as pa  # noqa: PLC0415 - as Splink, only when it is raced
    import splink.comparison_library as cl  # noqa: PLC0415
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    def tables() -> Iterable[pa.Table]:
        for member in "ab":
            rows = [each for each in trial.merchants if each.member == member]
            yield pa.Table.from_pylist([_row(each) for each in rows])

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("mcc"),
            cl.ExactMatch("address"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first"),
            block_on("last"),
            block_on("rarest"),
            block_on("start"),
            block_on("finish"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker([api.register(table) for table in tables()], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "mcc")], recall=0.4)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("rarest"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("mcc", "start"))
    scored = linker.inference.predict(threshold_match_probability=LISTED)
    rows = scored.as_record_list()
    return {
        (min(r["unique_id_l"], r["unique_id_r"]), max(r["unique_id_l"], r["unique_id_r"])): r["match_probability"]
        for r in rows
    }


def _row(each: Merchant) -> dict[str, object]:
    said = words(each.name) or ("",)
    whole = "".join(said)
    return {
        "unique_id": each.number,
        "name": " ".join(said),
        "mcc": each.mcc or None,
        "address": each.address or None,
        "first": said[0],
        "last": said[-1],
        "rarest": max(said, key=len),
        "start": whole[:6],
        "finish": whole[-6:],
    }


def report(title: str, link: Callable[[Trial], Found], trial: Trial) -> None:
    """Print one line for each threshold."""
    began = time.process_time()
    found, again = link(trial), link(trial)
    spent = (time.process_time() - began) / 2
    for bar in (LISTED, JOINING, 0.99, 0.999):
        said = {pair for pair, confidence in found.items() if confidence >= bar}
        right = len(said & trial.truth)
        print(
            f"{title:24} from {bar:5.3f}: {len(said):6} pairs, precision {right / max(len(said), 1):.3f}, "
            f"recall {right / len(trial.truth):.3f}, look-alikes {len(said & trial.alike):4} of {len(trial.alike)}; "
            f"{spent:5.1f} CPU s, same twice: {found == again}"
        )


if __name__ == "__main__":
    for kind, names in (("real", real_names()), ("made", made_names())):
        for method in (ours, splink):
            report(f"{kind} {method.__name__}", method, trial(names, 7))
