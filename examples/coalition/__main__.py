"""Play the day of a coalition, and say of each step what happened and where to look.

python -m examples.coalition demo/coalition
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from examples.coalition.play import PLANTED, left, play
from finpath.ingest.keys import MEMBER, new_key


def main() -> None:
    """Play it in the folder that is named, which is made anew."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "demo/coalition").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[MEMBER] = new_key()
    count = 0

    def say(sentence: str, where: Path) -> None:
        nonlocal count
        count += 1
        sys.stdout.write(f"{count:2}. {sentence}\n    {os.path.relpath(where)}\n")
        sys.stdout.flush()

    sys.stdout.write(
        "One script plays all people: members, a hotline, and those of two desks. Nothing of it is real.\n"
    )
    play(folder, (f"sqlite:///{folder}/hub.sqlite", f"sqlite:///{folder}/service.sqlite"), say)
    found = list(left(folder))
    sys.stdout.write(f"Of {len(PLANTED)} words that people wrote into the cases, {len(found)} are left in any file.\n")


if __name__ == "__main__":
    main()
