"""What a user pays before anything happens: CPU seconds of an import, of the help, and of a run over three payments.

    python -m benchmarks.start [--times 5]

Each is a process of its own, started so many times after one that leaves Python's byte code behind; the least is told,
for other work on the machine only ever adds to it. Of user and system time together.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.running import KEY

MANIFEST = """
[provider]
id = "north"
kind = "acquirer"
country = "NL"
timezone = "Europe/Amsterdam"

[agreement]
id = "BENCHMARK"
purpose = "detect commercial child sexual exploitation"
legal_basis = "benchmark on made-up payments"
expires_on = 2099-12-31

[[files]]
table = "transactions"
path = "transactions.csv"
"""

PAYMENTS = """transaction_id,occurred_at,payer_ref,payer_ref_kind,merchant_id,amount,currency
1,2026-03-01T10:00:00Z,NL91ABNA0417164300,iban,m1,19.99,EUR
2,2026-03-02T11:00:00Z,NL91ABNA0417164300,iban,m2,29.99,EUR
3,2026-03-03T12:00:00Z,DE89370400440532013000,iban,m1,19.99,EUR
"""


def write(folder: Path) -> Path:
    """Contributions of one member."""
    member = folder / "contributions" / "north"
    member.mkdir(parents=True)
    (member / "contribution.toml").write_text(MANIFEST, encoding="utf-8")
    (member / "transactions.csv").write_text(PAYMENTS, encoding="utf-8")
    return member.parent


def seconds(arguments: list[str], folder: Path) -> float:
    """What one process takes of a processor."""
    key = KEY
    byte_code = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "byte-code")}
    around = {**os.environ, "FINPATH_KEY": key, **byte_code}
    quiet = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, *arguments], env=around, stdout=quiet, stderr=quiet) as started:  # noqa: S603 - our own
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {started.returncode}.")
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure, and print a line of each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5, help="processes of each, of which the least counts")
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        run = ["-m", "finpath.cli", "run", str(write(folder)), "--out", str(folder / "run"), "--force"]
        asked = {
            "import finpath": ["-c", "import finpath"],
            "finpath --help": ["-m", "finpath.cli", "--help"],
            "finpath run, three payments": run,
        }
        for name, arguments in asked.items():
            seconds(arguments, folder)
            least = min(seconds(arguments, folder) for _ in range(times))
            print(f"{name:<28} {least:6.2f} s of CPU", flush=True)


if __name__ == "__main__":
    main()
