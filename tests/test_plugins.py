"""A new file is a new class in the catalogue; nobody registers it."""

from __future__ import annotations

from finpath import plugins
from finpath.ingest.format import Format
from finpath.ingest.formats.csv import Csv


def test_the_classes_of_a_package_are_found_in_order() -> None:
    found = plugins.classes("finpath.ingest.formats", Format)  # type: ignore[type-abstract]
    assert Csv in found
    assert Format not in found
    assert [form.__module__ for form in found] == sorted(form.__module__ for form in found)
