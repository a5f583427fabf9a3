"""A run that is killed, in whatever phase and by whatever signal, leaves nothing in clear and loses no earlier run."""

from __future__ import annotations

from pathlib import Path

from benchmarks.kills import SIGNALS, Scene, kill_many

KILLS = 4 * len(SIGNALS)


def test_killed_runs_leave_nothing_in_clear_and_lose_no_run(tmp_path: Path) -> None:
    found = kill_many(Scene(tmp_path, short=True), KILLS, 0.5)
    assert found["kills"] == KILLS
    assert found["by SIGKILL"] == KILLS // 2
    assert found["of it open to others"] == 0
    assert found["something in clear five seconds later"] == 0
    assert found["earlier runs lost"] == 0
    assert found["folders that the next start left"] == 0
