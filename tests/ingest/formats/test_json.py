"""An array of JSON is read element by element, however long, and what is broken is said where it breaks."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.ingest.json_window import CHUNK, DECODER, Window
from tests.ingest.coalition import ROW, Coalition

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(VALUES, max_size=5), st.sampled_from([None, 1, "\t"]))
def test_the_elements_are_those_of_the_array(elements: list[object], indent: int | str | None) -> None:
    text = json.dumps(elements, indent=indent)
    assert list(Window(io.StringIO(text)).elements()) == [DECODER.decode(json.dumps(each)) for each in elements]


@pytest.mark.parametrize("text", ["", "[", "[1", "[1,", "[1,]", "[1] 2", "{}", "[1 2]", "[}", "x"])
def test_what_is_no_array_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its text is never shown
        list(Window(io.StringIO(text)).elements())


def test_a_number_over_the_edge_of_what_was_read_is_whole() -> None:
    text = "[" + " " * (CHUNK - 3) + "12345]"
    assert list(Window(io.StringIO(text)).elements()) == ["12345"]


def test_one_long_line_is_read(coalition: Coalition) -> None:
    elements = [{**ROW, "transaction_id": f"t{number}", "descriptor": "x" * 900} for number in range(10_000)]
    coalition.hand_in("north", {"t.json": json.dumps([*elements, {**ROW, "transaction_id": "late", "mcc": 742}])})
    (file,) = coalition.load().files
    assert (file.rows, file.taken) == (10_001, 10_001)
    assert coalition.column("mcc", "transactions WHERE transaction_id = 'late'") == ["0742"]


@pytest.mark.parametrize("end", ["", "]]", ', {"a": }]', "," + "[" * 10_000, ',{"a":' * 10_000])
def test_what_breaks_is_a_reject_and_the_rest_is_taken(coalition: Coalition, end: str) -> None:
    coalition.hand_in("north", {"t.json": json.dumps([ROW])[:-1] + end})
    (file,) = coalition.load().files
    assert (file.taken, file.rejected) == (1, 1)
    ((row, column, reason),) = coalition.rejects()
    assert (row, column) == (2, None)
    assert str(reason).startswith("the text is no JSON from this element on")


def test_bytes_that_are_no_text_reject_their_element(coalition: Coalition) -> None:
    text = (
        json.dumps([{**ROW, "descriptor": "AA"}, {**ROW, "transaction_id": "t2"}]).encode().replace(b"AA", b"\xff\xfe")
    )
    coalition.hand_in("north", {"t.json": text})
    (file,) = coalition.load().files
    assert (file.taken, file.rejected) == (1, 1)
