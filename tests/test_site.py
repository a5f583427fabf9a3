"""The site of the documentation builds strictly, asks nothing of a network, and tells of features what they declare."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from finpath.graph.features import CATALOGUE
from finpath.rules import catalogue
from tests.browser import look

ROOT = Path(__file__).parent.parent
LOADED = re.compile(r'<(?:script|img|iframe|source)[^>]* src="([^"]+)"|<link[^>]* href="([^"]+)"')
OUTSIDE = re.compile(r"^(?:[a-z]+:)?//")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs", reason="the site needs the dependency group docs")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-W", "error", "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        loaded = [one or other for one, other in LOADED.findall(page.read_text(encoding="utf-8"))]
        assert loaded
        assert [path for path in loaded if OUTSIDE.match(path)] == []


def test_every_command_and_every_public_name_has_its_place(site: Path) -> None:
    told = (site / "cli.html").read_text(encoding="utf-8") + (site / "api.html").read_text(encoding="utf-8")
    for anchor in (
        "finpath-run",
        "finpath-rules-test",
        "finpath.pipeline.run",
        "finpath.output.folder.run.Run.explain",
    ):
        assert f'id="{anchor}"' in told


@pytest.mark.browser
def test_the_search_works_where_the_site_is_opened_from_disk(site: Path, tmp_path: Path) -> None:
    seen = look(site / "index.html", tmp_path, "?q=night+payments")
    assert seen.complaints == ()
    assert re.search(r"[1-9]\d* matching documents", seen.dom)


def test_the_reference_of_the_features_is_what_they_declare() -> None:
    page = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    assert script("features_page").written(CATALOGUE, catalogue()) == page, "run: python docs/features_page.py"


def test_every_feature_is_on_the_page() -> None:
    page = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    assert [feature.name for feature in CATALOGUE if f"| `{feature.name}` |" not in page] == []
