"""How fast a full desk is: landing, pages and search for 200,000 merchants in 5,000 cases, and memory.

    python -m benchmarks.desk --run RUN --work FOLDER [--merchants 200000] [--cases 5000] [--asked 40]

RUN is any run folder: its manifest and coverage are taken, its findings are replaced. Times are of this machine, as it
is; compare them within one run of this script.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import shutil
import time
from pathlib import Path
from statistics import quantiles

import pyarrow as pa
import pyarrow.parquet as pq
from litestar.testing import TestClient

from finpath.desk.demo import make_demo
from finpath.desk.store.store import Store
from finpath.desk.web.app import make_app
from finpath.output.folder.seal import seal_folder

SYLLABLES = "ba ko ri mu ne ta shi lo ve da pé gü ñi ço 東 京".split()
ACCOUNTS, OK = 4, 200


def large_run(run: Path, place: Path, merchants: int, cases: int) -> Path:
    """A run folder with many merchants, of which some are in cases of four accounts."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    draw = random.Random(7)  # noqa: S311 - names of nobody
    row = pq.read_table(run / "findings.parquet").slice(0, 1).to_pylist()[0]
    schema = pq.read_schema(run / "findings.parquet")
    in_cases = ACCOUNTS * cases
    rows = [
        {
            **row,
            "merchant_id": f"m{number}",
            "group_id": f"g-{number // ACCOUNTS if number < in_cases else number:012x}",
            "tier": ("refer" if number % 20 < ACCOUNTS else "review") if number < in_cases else "none",
            "score": 1 - number / (2 * merchants),
            "rank": number + 1,
            "name": " ".join("".join(draw.choices(SYLLABLES, k=3)).capitalize() for _ in range(2)),
        }
        for number in range(merchants)
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema), place / "findings.parquet")
    shutil.copy(run / "coverage.json", place)
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    names = ("findings.parquet", "coverage.json")
    manifest["outputs"] = {name: hashlib.sha256((place / name).read_bytes()).hexdigest() for name in names}
    (place / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    seal_folder(place)
    return place


def p95(times: list[float]) -> str:
    """The 95th percentile, in milliseconds."""
    return f"{1000 * quantiles(times, n=20)[-1]:.0f} ms"


def main() -> None:
    """Land, ask, and say how long it took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--run", type=Path, required=True)
    asked.add_argument("--work", type=Path, required=True)
    asked.add_argument("--merchants", type=int, default=200_000)
    asked.add_argument("--cases", type=int, default=5_000)
    asked.add_argument("--asked", type=int, default=40)
    given = asked.parse_args()
    run = large_run(given.run, given.work / "run", given.merchants, given.cases)
    shutil.rmtree(given.work / "desk", ignore_errors=True)
    began = time.perf_counter()
    made = make_demo(given.work / "desk", run)
    print(f"landing {given.cases:,} cases: {time.perf_counter() - began:.1f} s")
    measure(
        made.desk.store, TestClient(make_app(made.desk), base_url="http://desk.example"), made.password, given.asked
    )
    print(f"largest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def measure(store: Store, client: TestClient, password: str, times: int) -> None:
    """Ask for pages, and for names."""
    token = client.get("/enter").text.partition('_csrf_token" value="')[2].partition('"')[0]
    client.post("/enter", data={"_csrf_token": token, "login": "ada", "password": password})
    with store.read() as db:
        cases = [str(row[0]) for row in db.exec_driver_sql("SELECT id FROM cases LIMIT 200")]
    client.get("/search", params={"q": "warm"})
    for name, paths in {
        "today": ["/"],
        "queue": ["/queue"],
        "a case": [f"/cases/{case}" for case in cases],
        "search, a part of a name": ["/search?q=Bako", "/search?q=shilo", "/search?q=東京"],
        "search, a letter wrong": ["/search?q=Bakoxi Rimune", "/search?q=zzkorimu"],
    }.items():
        took = []
        for number in range(times):
            began = time.perf_counter()
            assert client.get(paths[number % len(paths)]).status_code == OK  # noqa: S101 - else it measures nothing
            took.append(time.perf_counter() - began)
        print(f"{name}: p95 {p95(took)}")


if __name__ == "__main__":
    main()
