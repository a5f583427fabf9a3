"""From a run and decisions to a calibration: what counts, what is left out, what is refused, and the same bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from finpath.config import Calibration, read_calibration
from finpath.config.calibration import Line
from finpath.errors import ConfigError, NothingToDo
from finpath.quality.calibration import calibrate, write
from finpath.quality.calibration.calibrate import MANY
from finpath.rules import Origin
from finpath.scoring import require_same_rules
from tests.browser import asks_outside
from tests.quality.calibration.folders import Merchant, decided, merchants, run_folder

MADE_UP = Origin("made_up", 3, "price", 2.0, "", {})


def calibrated(folder: Path, told: list[Merchant]) -> tuple[Path, Path]:
    return run_folder(folder / "run", told), decided(folder / "decisions.csv", told)


def test_a_calibration_is_read_as_it_was_written(tmp_path: Path) -> None:
    told = calibrate(*calibrated(tmp_path, merchants()))
    write(told, tmp_path / "out")
    read = read_calibration(tmp_path / "out" / "calibration.toml")
    assert replace(read, sha256="") == told.calibration
    assert (read.confirmed, read.cleared) == (30, 30)
    require_same_rules(read, [MADE_UP])


def test_the_same_decisions_give_the_same_bytes_in_whatever_order_they_stand(tmp_path: Path) -> None:
    run, decisions = calibrated(tmp_path, merchants())
    head, *rows = decisions.read_text().splitlines()
    for name, lines in (("one", rows), ("two", rows[::-1])):
        decisions.write_text("\n".join([head, *lines]))
        told = replace(calibrate(run, decisions), decisions="")
        write(told, tmp_path / name)
    for file in ("calibration.toml", "calibration.html"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_decisions_that_say_nothing_are_counted_and_left_out(tmp_path: Path) -> None:
    odd = [
        Merchant("r", 9.0, "confirmed", reported=True),
        Merchant("p", 9.0, "confirmed", tier="protect"),
    ]
    run, decisions = calibrated(tmp_path, [*merchants(), *odd])
    with decisions.open("a") as file:
        file.write("bank,elsewhere,cleared,2026-07-01\nbank,y0,confirmed,2026-07-02\n")
    told = calibrate(run, decisions)
    assert told.calibration.confirmed == 30
    assert [note.split(" ")[0] for note in told.notes[:4]] == ["1", "1", "1", "1"]
    assert "bank/elsewhere" in told.notes[0]


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (merchants(confirmed=19), "19 merchants are confirmed, of those that can be used; at least 20 are needed"),
        (merchants(cleared=0), "0 merchants are cleared"),
        (merchants(group="one"), "The 30 merchants that are confirmed belong to 1 cases; at least 5 are needed"),
    ],
)
def test_too_few_decisions_are_nothing_to_do(tmp_path: Path, told: list[Merchant], sentence: str) -> None:
    with pytest.raises(NothingToDo) as refused:
        calibrate(*calibrated(tmp_path, told))
    assert sentence in str(refused.value)


def test_decisions_on_other_merchants_are_refused(tmp_path: Path) -> None:
    run = run_folder(tmp_path / "run", [Merchant("another")])
    with pytest.raises(ConfigError, match="has none of the 60 merchants decided on"):
        calibrate(run, decided(tmp_path / "decisions.csv", merchants()))


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    decisions = decided(tmp_path / "decisions.csv", merchants())
    with pytest.raises(ConfigError, match="holds no finished run"):
        calibrate(tmp_path, decisions)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(ConfigError, match="cannot be read as a run"):
        calibrate(tmp_path, decisions)


def test_steps_are_taken_only_where_they_say_more(tmp_path: Path) -> None:
    """A jump at 6 nats is no straight line; decisions as the score says are one."""
    chance = np.random.default_rng(5)
    evidence = np.round(chance.uniform(0, 12, 2 * MANY), 3)
    jump = np.where(evidence > 6, 0.9, 0.1)
    for name, share, kind in (("jump", jump, "isotonic"), ("straight", Line().score(evidence), "logistic")):
        yes = chance.random(len(evidence)) < share
        told = [Merchant(f"m{n}", float(nats), "confirmed" if yes[n] else "cleared") for n, nats in enumerate(evidence)]
        (tmp_path / name).mkdir()
        assert calibrate(*calibrated(tmp_path / name, told)).kind == kind


def test_other_rules_are_refused_and_a_silent_detector_is_not() -> None:
    fitted = Calibration(rules={"made_up": "version 3, 2 nats, thresholds 44136fa3"})
    require_same_rules(fitted, [MADE_UP, replace(MADE_UP, id="on_trial", shadow=True)])
    for now in ([replace(MADE_UP, version=4)], [replace(MADE_UP, weight=1.0)], [replace(MADE_UP, shadow=True)], []):
        with pytest.raises(ConfigError, match="fitted on other rules than this run asks \\(made_up: version 3"):
            require_same_rules(fitted, now)
    with pytest.raises(ConfigError, match="other: none, now version 1"):
        require_same_rules(fitted, [MADE_UP, replace(MADE_UP, id="other", version=1)])


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[map]", "map", "is not TOML"),
        ("[map]", "[plan]", "is not as finpath calibrate writes it"),
        ("slopes = [", "slopes = [-", "the line does not rise throughout"),
        ("slopes = [", "slopes = [1.0, ", "is not as finpath calibrate writes it"),
        ("evidence = [0.0]", 'evidence = ["0"]', "'0' stands where a float was expected"),
        ("log_odds = [", "log_odds = [nan, ", "evidence and log_odds are not as many numbers"),
    ],
)
def test_a_calibration_that_was_changed_for_the_worse_is_refused(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    write(calibrate(*calibrated(tmp_path, merchants())), tmp_path / "out")
    path = tmp_path / "out" / "calibration.toml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ConfigError) as refused:
        read_calibration(path)
    assert sentence in str(refused.value)


def test_the_page_says_what_it_does_not_say_and_asks_no_network(tmp_path: Path) -> None:
    told = calibrate(*calibrated(tmp_path, merchants()))
    html = write(told, tmp_path / "out").read_text()
    assert not asks_outside(html)
    HTMLParser().feed(html)
    text = re.sub(r"<[^>]+>", "", html)
    for said in ("Only reviewed merchants have decisions.", "The base rate is that of the reviewed.", "Wilson"):
        assert said in text
    assert html.count('class="whisker"') == sum(
        each.confirmed + each.cleared > 0 for when in (told.before, told.after) for each in when.tenths
    )


def test_what_is_no_calibration_is_not_replaced(tmp_path: Path) -> None:
    told = calibrate(*calibrated(tmp_path, merchants()))
    write(told, tmp_path / "out")
    with pytest.raises(ConfigError, match="holds another calibration"):
        write(told, tmp_path / "out")
    write(told, tmp_path / "out", force=True)
    with pytest.raises(ConfigError, match="exists and is not a calibration"):
        write(told, tmp_path, force=True)
