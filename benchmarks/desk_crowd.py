"""Twenty people at a desk at once: how long pages take, and how much memory the desk has.

    python -m benchmarks.desk_crowd --run RUN --work FOLDER [--people 20] [--seconds 60]

The desk runs in a process of its own; its memory is read from the system, without that of whoever asks. RUN as for
`benchmarks.desk`, which makes it large.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import quantiles

import httpx

from benchmarks.desk import large_run
from finpath.desk.demo import make_demo
from finpath.desk.desk import open_desk
from finpath.desk.people.passwords import set_password
from finpath.desk.people.person import CONSOLE, Place, add_person, grant
from finpath.desk.web.app import make_app
from finpath.desk.web.serve import serve

PORT, THINKS = 8797, (0.5, 2.0)


def make(run: Path, home: Path, people: int, told: Path) -> None:
    """Make a desk for so many people."""
    made = make_demo(home, run)
    with made.desk.store.act() as acting:
        for number in range(people):
            person = add_person(acting, CONSOLE, f"p{number}", name=f"P{number}", place=Place("hub", tlp="red"))
            grant(acting, person, "analyst", CONSOLE, CONSOLE)
            set_password(acting, CONSOLE, f"p{number}", made.password)
    config = home / "desk.toml"
    config.write_text(f'trusted_proxy = "127.0.0.1"\n{config.read_text(encoding="utf-8")}', encoding="utf-8")
    told.write_text(json.dumps({"password": made.password}), encoding="utf-8")


def serve_desk(home: Path) -> None:
    """Serve a desk that is there, as `finpath desk serve` does."""
    serve(make_app(open_desk(home / "desk.toml")), "127.0.0.1", PORT)


def token_of(client: httpx.Client, path: str) -> str:
    """The hidden field of a page's forms."""
    return client.get(path).text.partition('_csrf_token" value="')[2].partition('"')[0]


def work(number: int, password: str, until: float, times: dict[str, list[float]], wrong: list[str]) -> None:
    """One person: looks at the queue, opens a case, searches, decides."""
    draw = random.Random(number)  # noqa: S311 - what somebody does next
    address = {"X-Forwarded-For": f"192.0.2.{number}"}  # people behind a proxy have addresses of their own
    with httpx.Client(base_url=f"http://localhost:{PORT}", timeout=60, headers=address) as client:
        token = token_of(client, "/enter")
        client.post("/enter", data={"_csrf_token": token, "login": f"p{number}", "password": password})
        while time.time() < until:
            page = timed(client, "queue", "/queue", times, wrong)
            cases = [part.partition('"')[0] for part in page.split('href="/cases/')[1:]]
            case = draw.choice(cases) if cases else ""
            if case:
                page = timed(client, "a case", f"/cases/{case}", times, wrong)
                token = page.partition('_csrf_token" value="')[2].partition('"')[0]
                time.sleep(draw.uniform(*THINKS))
                began = time.perf_counter()
                answer = client.post(
                    f"/cases/{case}/decide", data={"_csrf_token": token, "reason": "clear:known_business"}
                )
                times["decide"].append(time.perf_counter() - began)
                if answer.status_code not in {302, 422}:
                    wrong.append(f"decide {answer.status_code}")
            timed(client, "search", f"/search?q={draw.choice(['Bako', 'shilo', 'rimu', '東京'])}", times, wrong)
            time.sleep(draw.uniform(*THINKS))


def timed(client: httpx.Client, name: str, path: str, times: dict[str, list[float]], wrong: list[str]) -> str:
    """A page, and how long it took."""
    began = time.perf_counter()
    answer = client.get(path)
    times[name].append(time.perf_counter() - began)
    if answer.status_code != httpx.codes.OK:
        wrong.append(f"{path} {answer.status_code}")
    return answer.text


def memory(process: int) -> dict[str, int]:
    """What the system says that a process has and had, in MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if line.startswith(("VmHWM", "VmRSS"))}


def main() -> None:
    """Serve, let them work, and say."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--run", type=Path, required=True)
    asked.add_argument("--work", type=Path, required=True)
    asked.add_argument("--people", type=int, default=20)
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--merchants", type=int, default=200_000)
    asked.add_argument("--cases", type=int, default=5_000)
    given = asked.parse_args()
    shutil.rmtree(given.work / "desk", ignore_errors=True)
    run, told = large_run(given.run, given.work / "run", given.merchants, given.cases), given.work / "told.json"
    told.unlink(missing_ok=True)
    spawn = multiprocessing.get_context("spawn")
    maker = spawn.Process(target=make, args=(run, given.work / "desk", given.people, told))
    maker.start()
    maker.join()
    process = spawn.Process(target=serve_desk, args=(given.work / "desk",), daemon=True)
    process.start()
    time.sleep(8)
    password = json.loads(told.read_text(encoding="utf-8"))["password"]
    print(f"at its start: {memory(process.pid or 0)}")
    times: dict[str, list[float]] = defaultdict(list)
    wrong: list[str] = []
    until = time.time() + given.seconds
    crowd = [
        threading.Thread(target=work, args=(number, password, until, times, wrong)) for number in range(given.people)
    ]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    for name, took in times.items():
        print(f"{name}: {len(took)} times, p95 {1000 * quantiles(took, n=20)[-1]:.0f} ms")
    print(f"wrong: {wrong[:5]} ({len(wrong)})")
    print(f"at the end: {memory(process.pid or 0)}")
    process.terminate()


if __name__ == "__main__":
    main()
