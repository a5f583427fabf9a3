"""Names in letters that look like others, or that turn the direction of what follows, through a whole run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import finpath
from finpath import read_config, synth
from tests.running import CASE, KEY

TURNED = "\u202e"
LOOKS_LATIN = str.maketrans("aeopcxAEOPCXBHKMT", "аеорсхАЕОРСХВНКМТ")  # noqa: RUF001 - Cyrillic letters on purpose
READ = {".html", ".csv", ".txt", ".md"}
"""What people read; what programs read holds a name as it was handed in."""
MEMBER = "acquirer-south"


def disguised(name: str, number: int) -> str:
    """Some in look-alike letters, some turned around, some in part in a script that runs from right to left."""
    name = name.translate(LOOKS_LATIN) if number % 2 else name
    name = f"{TURNED}{name[::-1]}\u202c" if number % 3 == 0 else name
    return f"متجر {name}" if number % 5 == 0 else name


def disguise(path: Path) -> int:
    """Rewrite the names of a file of merchants; how many there are."""
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = list(csv.reader(file))
    named = [names.index(name) for name in ("legal_name", "trading_name", "descriptor")]
    for number, row in enumerate(rows):
        for place in named:
            row[place] = disguised(row[place], number)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *rows])
    return len(rows)


def test_names_of_any_script_go_through_a_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    synth.write(tmp_path / "contributions", payers=1_000, merchants=300, days=60)
    (tmp_path / "case.toml").write_text(CASE)
    case = read_config(tmp_path / "case.toml")
    plain = finpath.run(tmp_path / "contributions", tmp_path / "plain", config=case)
    assert disguise(tmp_path / "contributions" / MEMBER / "merchants.csv") > 50
    run = finpath.run(tmp_path / "contributions", tmp_path / "run", config=case)

    def taken(of: Path) -> list[tuple[object, ...]]:
        told = json.loads((of / "coverage.json").read_text(encoding="utf-8"))
        return [(file["path"], file["taken"]) for file in told["files"]]

    assert taken(tmp_path / "run") == taken(tmp_path / "plain"), "a name is no reason to lose a row"
    assert run.referrals
    assert len(run.referrals) == len(plain.referrals)
    texts = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "run").rglob("*") if path.suffix in READ}
    assert not [path.name for path, text in texts.items() if TURNED in text], "nothing turns what a reader sees"
    shown = "".join(texts.values())
    assert "[U+202E]" in shown or "\\u202e" in shown, "a name that was turned came as far as a page"
