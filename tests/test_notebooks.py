"""Every notebook runs from a clean checkout on payments that it makes, without a network and without a warning."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
MOST_CPU = 300
"""Seconds of the processor after which a notebook is held to hang. A busy machine makes a minute of them two."""

GUARD = """# %%
import resource, socket, warnings
warnings.simplefilter("error")
def _refuse(*_):
    raise OSError("a notebook asked for a network")
socket.socket.connect = socket.getaddrinfo = _refuse

"""
SPENT = """
# %%
print(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
"""
CELL = re.compile(r"^# %%( \[markdown\])?$", re.MULTILINE)

PATIENCE = 1800
"""Seconds, far beyond what a kernel takes: a busy machine is no fault of a notebook's."""

BOUNDS = (f"--startup_timeout={PATIENCE}", "--KernelManager.transport=ipc")

Shown = list[dict[str, list[str]]]
"""What a cell of code printed and showed."""


def program(name: str, *arguments: str | Path) -> None:
    """Run one of Jupyter's programs, in an environment that knows nothing of finpath but where it is."""
    command = [Path(sys.executable).parent / name, *arguments]
    unkeyed = {name: value for name, value in os.environ.items() if not name.startswith("FINPATH_")}
    environment = unkeyed | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert run.returncode == 0, run.stderr[-4000:]


def executed(notebook: Path, folder: Path) -> list[Shown]:
    """Every cell of code, run in a folder of its own by a kernel that can reach nobody."""
    header, mark, text = notebook.read_text(encoding="utf-8").partition("# %%")
    (folder / "guarded.py").write_text(header + GUARD + mark + text + SPENT, encoding="utf-8")
    program("jupytext", "--quiet", "--to", "ipynb", folder / "guarded.py")
    program("jupyter-execute", "--inplace", *BOUNDS, folder / "guarded.ipynb")
    done = json.loads((folder / "guarded.ipynb").read_text(encoding="utf-8"))["cells"]
    return [cell["outputs"] for cell in done if cell["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_something(notebook: Path, tmp_path: Path) -> None:
    _, *cells, spent = executed(notebook, tmp_path)
    assert sum(map(bool, cells)) >= len(cells) / 2
    assert float("".join(spent[0]["text"])) < MOST_CPU


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_text_and_most_cells_say_why(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert "formats: ipynb,py:percent" in text
    kinds = [bool(written) for written in CELL.findall(text)]
    assert kinds[0]
    code = [before for before, is_text in zip([False, *kinds], kinds, strict=False) if not is_text]
    assert sum(code) >= len(code) / 2
