"""Coverage-guided fuzzing of everything that reads what members hand in: rows or a FinpathError, nothing else, soon.

    python -m benchmarks.fuzz csv --minutes 30 --work FOLDER

A target is the name of a format, `manifest`, or `all` to list them: a new format with a golden pair is a target without
a line here. The seeds are the golden inputs; what was interesting is kept in the folder, and so is the input that broke
something. Needs atheris (`pip install --group fuzz`).
"""

from __future__ import annotations

import argparse
import itertools
import logging
import random
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

PARSERS = ["finpath.ingest", "finpath.engine.scans", "cardutil", "mt940", "tomllib", "json"]
with atheris.instrument_imports(include=PARSERS):
    from finpath import plugins
    from finpath.engine import Batches, DuckDB, Engine, Limits
    from finpath.errors import EngineError, FinpathError
    from finpath.ingest.format import Format
    from finpath.ingest.keys import Keys
    from finpath.ingest.manifest import Manifest, read_manifest
    from finpath.ingest.source import ContributedFile, FileContext, find_files
    from finpath.ingest.stage import FileReading, drop_staged, stage

    # Which imports them, to be instrumented as well.
    FORMATS = [form.name for form in plugins.classes("finpath.ingest.formats", Format)]

GOLDEN = Path(__file__).parents[1] / "tests" / "ingest" / "formats" / "golden"
EXAMPLE = Path(__file__).parents[1] / "examples" / "city-purchase-cards" / "contributions" / "city"
WHOLE = 20
"""One input in so many goes the whole way; the others are read, which is what a parser does, and ten times faster."""

KEYS = Keys(b"k" * 32)
SLOW = 240
"""Seconds of the wall clock after which one input counts as a hang: beside other work, a first one takes a minute."""

LONGEST = 1 << 16
"""Bytes of one input."""

MEMORY = 4096
"""Megabytes that the whole process may take."""

MARKS = re.compile(rb"([<>\[\]{}()|,;:=\"'\s]+)")
"""What stands between the words of a text; kept, so that most of what is tried is still a message or a table."""

ODD = [
    word.encode()
    for word in "0 -1 1e999 NaN 9999999999999999999 0.000000001 null true [] {} EUR XXX 2026-13-40".split()
]
ODD += [
    b"",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"2026-03-29T02:30:00",
    b"4111111111111111",
    b"DE89370400440532013000",
    b"x" * 9999,
]
"""Words that a reader may stumble over."""

BYTES = 0.1
"""Share of the inputs that are changed byte by byte, as the engine of the fuzzer does it."""

HEADER = """
[provider]
id = "fuzz"
kind = "acquirer"
country = "NL"
timezone = "UTC"
[agreement]
id = "A"
purpose = "detect commercial child sexual exploitation"
"""

Target = Callable[[bytes], None]


def of_format(name: str, folder: Path, seeds: Path) -> Target:
    """The way of a file from the folder to staged rows, with the manifest of its golden pair."""
    golden = [path for path in sorted(GOLDEN.glob("*.toml")) if path.stem.split("-")[0] == name]
    shutil.copy(golden[0].with_suffix(".input"), seeds / golden[0].stem)
    for other in golden[1:]:
        shutil.copy(other.with_suffix(".input"), seeds / other.stem)
    entry = golden[0].read_text(encoding="utf-8").replace("[[files]]", f'[[files]]\nformat = "{name}"', 1)
    (folder / "contribution.toml").write_text(HEADER + entry.replace(f"{golden[0].stem}.input", "input"))
    engine = DuckDB(Limits(memory="1GB", threads=1))
    rewritten = engine.folder / "unpacked"
    rewritten.mkdir()
    place = FileContext(rewritten, KEYS, str)
    manifest = read_manifest(folder)
    inputs = itertools.count()

    def take(data: bytes) -> None:
        (folder / "input").write_bytes(data)
        try:
            source, *_ = find_files(manifest, place)
            if next(inputs) % WHOLE:
                _read(engine, source)
            else:
                _stage(engine, manifest, source)
        except FinpathError as error:
            said(error)
            _recover(engine, error)
        for path in rewritten.iterdir():
            path.unlink()

    return take


def _recover(engine: Engine, error: FinpathError) -> None:
    """Go on as loading does: begin anew without the contribution that the engine gives up at."""
    if not isinstance(error, EngineError):
        drop_staged(engine, 0)
    elif error.fatal:
        engine.restart()
    else:
        raise error


def _stage(engine: Engine, manifest: Manifest, source: ContributedFile) -> None:
    """The whole way to typed rows."""
    staged = stage(FileReading(engine, 0, manifest, source))
    drop_staged(engine, 0)
    if not 0 <= staged.rejected <= staged.rows:
        raise AssertionError(f"{staged.rejected} of {staged.rows} rows were rejected")


def _read(engine: Engine, source: ContributedFile) -> None:
    """Every record, by whoever reads it; a file that has broken ones is read the other way too."""
    for records in filter(None, (way() for way in (source.records, source.salvage))):
        if isinstance(records.scan, Batches):
            for batch in records.scan.open([]):
                batch.validate(full=True)
            return
        columns = ", ".join(records.values) or "NULL"
        try:
            engine.scan("raw_0", records.scan)
            for batch in engine.batches(f"SELECT {columns} FROM raw_0"):  # noqa: S608 - as the package writes it
                batch.validate(full=True)
        except EngineError as error:
            if not error.file_fault:
                raise
        else:
            return


def of_manifest(folder: Path, seeds: Path) -> Target:
    """A manifest, and the files that it names."""
    for path in (EXAMPLE, *sorted(GOLDEN.glob("*.toml"))):
        text = (path / "contribution.toml" if path.is_dir() else path).read_text(encoding="utf-8")
        (seeds / path.stem).write_text(text if path.is_dir() else HEADER + text, encoding="utf-8")
    inside = folder / "inside"
    inside.mkdir(exist_ok=True)
    (inside / "csv.input").write_bytes((GOLDEN / "csv.input").read_bytes())
    rewritten = folder / "rewritten"
    rewritten.mkdir(exist_ok=True)

    def take(data: bytes) -> None:
        (inside / "contribution.toml").write_bytes(data)
        try:
            find_files(read_manifest(inside), FileContext(rewritten, KEYS, str))
        except FinpathError as error:
            said(error)

    return take


def changed(data: bytes, longest: int, seed: int) -> bytes:
    """Another input: a word exchanged, changed, left out, or a stretch of words said again elsewhere."""
    chance = random.Random(seed)  # noqa: S311 - the fuzzer hands in the seed, so that a run can be repeated
    words = MARKS.split(data)
    if chance.random() < BYTES or len(words) == 1:
        return bytes(atheris.Mutate(data, longest))
    here, there = chance.randrange(len(words)), chance.randrange(len(words))
    stretch = words[there : there + chance.randint(1, 60)]
    match chance.randrange(5):
        case 0:
            words[here] = bytes(atheris.Mutate(words[here], len(words[here]) + 20))
        case 1:
            words[here] = chance.choice(ODD)
        case 2:
            words[here] = words[there]
        case 3:
            words[here:here] = stretch
        case _:
            del words[there : there + len(stretch)]
    return b"".join(words)[:longest]


def said(error: FinpathError) -> None:
    """A message is one line and no novel."""
    text = str(error)
    if "\n" in text or not text:
        raise AssertionError(f"not one sentence: {text!r}") from error


def main() -> None:
    """Fuzz one target for so many minutes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", help="a format's name, manifest, or all to list them")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--work", type=Path, default=Path("fuzzed"))
    asked = parser.parse_args()
    if asked.target == "all":
        print("\n".join([*FORMATS, "manifest"]))
        return
    logging.disable(logging.CRITICAL)
    work = asked.work / asked.target
    folder, corpus, seeds = work / "contribution", work / "corpus", work / "seeds"
    for path in (folder, corpus, seeds):
        path.mkdir(parents=True, exist_ok=True)
    take = of_manifest(folder, seeds) if asked.target == "manifest" else of_format(asked.target, folder, seeds)
    options = [
        f"-max_total_time={int(asked.minutes * 60)}",
        f"-timeout={SLOW}",
        f"-max_len={LONGEST}",
        "-len_control=0",
        "-mutate_depth=3",
        f"-rss_limit_mb={MEMORY}",
        f"-artifact_prefix={work}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus), str(seeds)], take, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
