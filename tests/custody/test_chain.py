"""What is done to a log shows, and what it was: edited, missing, reordered, truncated or forked."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from finpath.custody import Head, append, find_heads, read_chain
from finpath.custody.chain import Act
from finpath.errors import ConfigError

ENTRIES = 30
ATTACKS = 500


def log_of(path: Path, count: int, start: str = "b") -> list[bytes]:
    for number in range(count):
        append(path, Act("north", "received", f"bundle:{start}{number}", "EFC-1", {"rows": number}))
    return path.read_bytes().splitlines(keepends=True)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[bytes], list[bytes]]:
    place = tmp_path_factory.mktemp("logs")
    return log_of(place / "one.jsonl", ENTRIES), log_of(place / "other.jsonl", ENTRIES, "o")


def test_every_attack_is_told_apart(logs: tuple[list[bytes], list[bytes]], tmp_path: Path) -> None:
    path, chance = tmp_path / "log.jsonl", random.Random(7)  # noqa: S311 - where the log is attacked
    for number in range(ATTACKS):
        kind, found = attack(logs, number, chance, path)
        assert found == {kind}, number
    path.write_bytes(b"".join(logs[0]))
    assert read_chain(path).faults([("receipt", read_chain(path).head)]) == ()


def attack(
    logs: tuple[list[bytes], list[bytes]], number: int, chance: random.Random, path: Path
) -> tuple[str, set[str]]:
    """Do something to a log whose head somebody has seen: what it was, and what it is told as."""
    own, other = logs
    path.write_bytes(b"".join(own))
    seen = [("receipt", read_chain(path).head)]
    kind = ("edited", "missing", "reordered", "truncated", "forked")[number % 5]
    lines, place = list(own), chance.randrange(ENTRIES - 1)
    if kind == "edited":
        line = bytearray(lines[place])
        line[chance.randrange(len(line) - 1)] ^= 1 << chance.randrange(7)
        lines[place] = bytes(line[:-1]).replace(b"\n", b" ") + b"\n"
    elif kind == "missing":
        del lines[place]
    elif kind == "reordered":
        lines[place], lines[place + 1] = lines[place + 1], lines[place]
    elif kind == "truncated":
        del lines[place + 1 :]
    else:
        lines = other
    path.write_bytes(b"".join(lines))
    return kind, {fault.kind for fault in read_chain(path).faults(seen)}


def test_a_part_of_another_log_is_a_fork(logs: tuple[list[bytes], list[bytes]], tmp_path: Path) -> None:
    own, other = logs
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"".join([*own[:10], *other[10:]]))
    assert {fault.kind for fault in read_chain(path).faults()} == {"forked"}


def test_nothing_is_built_on_a_log_that_was_edited_and_an_unfinished_line_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    lines = log_of(path, 3)
    path.write_bytes(b"".join(lines) + lines[-1][:40])
    assert [fault.kind for fault in read_chain(path).faults()] == ["unfinished"]
    log_of(path, 1)
    assert (len(read_chain(path).lines), read_chain(path).faults()) == (4, ())
    path.write_bytes(b"".join(lines[1:]))
    with pytest.raises(ConfigError, match="not as it was written"):
        log_of(path, 1)


def test_heads_are_found_in_receipts(tmp_path: Path) -> None:
    (tmp_path / "r-1-taken.toml").write_text(f'head = "3:{"a" * 64}"\n')
    (tmp_path / "other.toml").write_text("head = 7\n")
    assert list(find_heads(tmp_path)) == [("r-1-taken.toml", Head(3, "a" * 64))]
