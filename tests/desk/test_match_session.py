"""What crosses when two desks ask whether cases meet: hashes that say nothing, proofs that nobody makes up."""

from __future__ import annotations

import contextlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.custody.entry import canonical
from finpath.desk.hits.find import HUB
from finpath.desk.match.payload import read_gone, read_met, read_offer, read_said, write_met, write_offer
from finpath.desk.match.session import (
    FEWEST,
    MOST,
    OF_A_CASE,
    Meeting,
    Offer,
    compare,
    make_offer,
    proved,
    without_hubs,
)
from finpath.errors import ContributionError
from tests.steps import counted

PHONE, OTHER = ("phone", "k2aaaaaa:" + "b" * 52), ("email", "k2aaaaaa:" + "c" * 52)
keys = st.tuples(st.sampled_from(["phone", "email", "account"]), st.sampled_from("abcdefgh"))
desks = st.dictionaries(st.sampled_from([f"c{n}" for n in range(8)]), st.frozensets(keys, min_size=1), max_size=8)


@given(asking=desks, asked=desks)
def test_what_meets_is_what_both_have(asking, asked) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    """Against a plain comparison of the keys themselves; an answer proves each kind that it names, and no other."""
    made = make_offer(asking, {})
    offer, _ = read_offer(json.loads(json.dumps(write_offer(made.offer, []))))
    found = {(met.handle, met.case): met for met in compare(offer, asked)}
    left, right = without_hubs(asking), without_hubs(asked)
    plain = {
        (made.handles[one], other): sorted({kind for kind, _ in left[one] & right[other]})
        for one in left
        for other in right
        if left[one] & right[other]
    }
    assert {pair: sorted(met.by) for pair, met in found.items()} == plain
    case_of = {handle: case for case, handle in made.handles.items()}
    for (handle, _), met in found.items():
        assert proved(met.by, made.proofs[case_of[handle]]) == sorted(met.by)
        for case in set(asking) - {case_of[handle]}:
            shared = {kind for kind, _ in left[case] & left[case_of[handle]]}
            assert set(proved(met.by, made.proofs.get(case, {}))) <= shared


@pytest.mark.parametrize("cases", [0, 1, 63, 64, 65, 300])
def test_the_number_of_hashes_is_a_power_of_two(cases: int) -> None:
    made = make_offer({f"c{n}": {("account", f"north/{n}")} for n in range(cases)}, {})
    assert made.offer.size >= max(FEWEST, cases)
    assert made.offer.size & (made.offer.size - 1) == 0
    assert len(made.handles) == cases


def test_what_crosses_names_nothing_and_no_two_sessions_are_alike() -> None:
    cases = {"c-1": {PHONE, ("account", "north/wares")}, "c-2": {OTHER}}
    first, second = (json.dumps(write_offer(make_offer(cases, {}).offer, ["k2aaaaaa"])) for _ in range(2))
    for said in ("wares", "north", "c-1", "c-2", "phone", "email", PHONE[1], OTHER[1]):
        assert said not in first
    words = set(json.loads(first)["cases"]) | {each for keys in json.loads(first)["cases"].values() for each in keys}
    again = set(json.loads(second)["cases"]) | {each for keys in json.loads(second)["cases"].values() for each in keys}
    assert not words & again
    assert json.loads(first)["session"] != json.loads(second)["session"]


def test_what_fills_up_looks_like_cases() -> None:
    """By the number of their hashes nobody tells which are cases."""
    draw = random.Random(3)  # noqa: S311 - no secret
    made = make_offer({f"c{n}": {("phone", f"{n} {k}") for k in range(draw.choice((2, 9)))} for n in range(100)}, {})
    real = set(made.handles.values())
    fill = [len(keys) for handle, keys in made.offer.cases.items() if handle not in real]
    assert fill.count(2) > 5
    assert fill.count(9) > 5
    assert len([size for size in fill if size not in {2, 9}]) <= 1


def test_hubs_of_either_side_tie_nobody() -> None:
    many = {f"c{n}": {PHONE, ("account", f"north/{n}")} for n in range(HUB + 1)}
    few = {f"c{n}": {PHONE} for n in range(HUB)}
    assert compare(make_offer(many, {}).offer, few) == []
    assert compare(make_offer(few, {}).offer, many) == []
    assert len(compare(make_offer(few, {}).offer, few)) == HUB * HUB


def test_an_offer_of_one_key_for_every_case_meets_nothing() -> None:
    """By somebody who makes offers with a program of their own."""
    offer = make_offer({"c": {PHONE}}, {}).offer
    asked = next(
        keys[0]
        for handle, keys in offer.cases.items()
        if compare(Offer(offer.session, {handle: keys}, {}), {"c": {PHONE}})
    )
    same = Offer(offer.session, {f"{n:032x}": [asked] for n in range(HUB + 1)}, {})
    assert compare(same, {"c": {PHONE}}) == []
    assert len(compare(Offer(offer.session, dict(list(same.cases.items())[:HUB]), {}), {"c": {PHONE}})) == HUB


def test_who_has_not_the_key_proves_nothing() -> None:
    """An answer that names every handle, with the hashes that it was asked, with any others, or of another kind."""
    made = make_offer({"c-1": {PHONE}, "c-2": {OTHER}}, {})
    (real,) = (met for met in compare(made.offer, {"theirs": {PHONE}}))
    for case, handle in made.handles.items():
        asked = made.offer.cases[handle]
        assert proved({"phone": asked, "email": asked}, made.proofs[case]) == []
        assert proved({"phone": [f"{n:032x}" for n in range(500)]}, made.proofs[case]) == []
    assert proved(real.by, made.proofs["c-1"]) == ["phone"]
    assert proved(real.by, made.proofs["c-2"]) == []
    assert proved({"email": real.by["phone"]}, made.proofs["c-1"]) == []


def test_a_case_of_too_many_keys_is_not_offered() -> None:
    made = make_offer({"c": {("phone", str(n)) for n in range(OF_A_CASE + 1)}, "d": {PHONE}}, {"c": ["x"]})
    assert set(made.handles) == {"d"}
    assert made.offer.known == {}


def sound() -> dict[str, object]:
    return json.loads(json.dumps(write_offer(make_offer({"c": {PHONE}}, {"c": ["x-" + "0" * 20]}).offer, ["k2aaaaaa"])))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "wrong",
    [
        {"session": "00"},
        {"session": 7},
        {"token_keys": ["no key"]},
        {"token_keys": ["k2aaaaaa"] * 50},
        {"cases": []},
        {"cases": {"no handle": []}},
        {"cases": {"0" * 32: ["phone +31 6 12345678"]}},
        {"cases": {"0" * 32: {"keys": []}}},
        {"cases": {"0" * 32: ["0" * 32] * (OF_A_CASE + 1)}},
        {"cases": {f"{n:032x}": ["0" * 32] * OF_A_CASE for n in range(MOST // OF_A_CASE + 1)}},
        {"known": {"f" * 32: []}},
        {"known": {"f" * 32: ["../x"]}},
        {"more": 1},
    ],
)
def test_what_is_no_offer_is_refused(wrong: dict[str, object]) -> None:
    assert read_offer(sound())[1] == {"k2aaaaaa"}
    with pytest.raises(ContributionError, match=r"nothing of it was taken\.$"):
        read_offer(sound() | wrong)


def test_what_is_no_answer_is_refused() -> None:
    met = [("x-" + "0" * 20, Meeting("1" * 32, "c", {"phone": ["2" * 32]}))]
    good = json.loads(json.dumps(write_met(met)))
    assert read_met(good)[0].by == {"phone": ("2" * 32,)}
    hit = good["hits"][0]
    wrongs: list[dict[str, object]] = [
        {"hits": {}},
        {"fill": "words"},
        {"fill": 7},
        {"hits": [7]},
        {"hits": [hit | {"by": {"what": []}}]},
        {"hits": [hit | {"by": {"phone": ["1"]}}]},
        {"hits": [hit | {"case": "c-1"}]},
        {"hits": [hit | {"hit": "x-1"}]},
        {"hits": [hit | {"more": 1}]},
        {"more": 1},
    ]
    for wrong in wrongs:
        with pytest.raises(ContributionError, match="nothing of it was taken"):
            read_met(good | wrong)
    said: dict[str, object] = {"says": "said", "hit": "x-" + "0" * 20, "said": "tell_me", "whom": ""}
    assert read_said(said).said == "tell_me"
    wrongs = [
        {"said": "yes"},
        {"whom": "data:image/png;base64,AAAA"},
        {"whom": "a\u202eb"},
        {"whom": "a" * 500},
        {"whom": 1},
        {"hit": "x"},
    ]
    for wrong in wrongs:
        with pytest.raises(ContributionError, match="nothing of it was taken"):
            read_said(said | wrong)
    with pytest.raises(ContributionError, match="nothing of it was taken"):
        read_gone({"says": "gone", "hits": ["x-1"]})


def test_the_size_of_an_answer_tells_little() -> None:
    met = [(f"x-{n:020x}", Meeting(f"{n:032x}", "c", {"phone": [f"{n:032x}"]})) for n in range(20)]
    sizes = [len(canonical(write_met(met[:count]))) for count in range(20)]
    assert len(set(sizes)) == 1
    assert sizes[0] > sum(len(str(each)) for each in met) / 2, "they fit"


def test_a_thousand_cases_are_compared_at_once() -> None:
    ours = {f"c{n}": {("phone", f"{n} {k}") for k in range(10)} for n in range(1_000)}
    theirs = {f"d{n}": {("phone", f"{n + 500} {k}") for k in range(10)} for n in range(1_000)}
    with counted() as seen:
        assert len(compare(make_offer(ours, {}).offer, theirs)) == 500
    assert 10_000 < seen["line"] < 25 * 20_000, "some lines for each key of either side, not for each pair of cases"


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40) | st.sampled_from(["0" * 32, "x-" + "0" * 20]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


@given(first=any_json, second=any_json, third=any_json)
def test_whatever_a_partner_signs_is_taken_or_refused(first: object, second: object, third: object) -> None:
    """In any place of what it may send: nothing else than a refusal comes of it."""
    for read, payload in (
        (read_offer, {"session": "0" * 64, "token_keys": first, "cases": second, "known": third}),
        (read_met, {"says": "met", "hits": [first, {"hit": second, "case": "0" * 32, "by": third}], "fill": ""}),
        (read_said, {"says": "said", "hit": "x-" + "0" * 20, "said": first, "whom": second}),
        (read_gone, {"says": "gone", "hits": first}),
    ):
        with contextlib.suppress(ContributionError):
            read(payload)
