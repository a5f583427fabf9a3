"""Whatever a partner signs, it is taken or refused in a sentence, and each page shows what was taken."""

from __future__ import annotations

import datetime as dt
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finpath.desk.exchange.envelope import CASE, Envelope, Opened
from finpath.desk.exchange.receive import Incoming
from finpath.desk.exchange.takers import TAKERS
from finpath.desk.people.person import today
from finpath.desk.web.app import make_app
from finpath.errors import ContributionError
from tests.desk.test_give import copies
from tests.desk.test_pages import enter
from tests.desk.two_desks import NORTH, SOUTH, Pair, known_as, small_pair

__all__ = ["small_pair"]

LAST_DAY = today() + dt.timedelta(days=30)  # a suite that runs past midnight is still before it
POLICY = {"agreement": "EFC-2026-014", "label": "amber", "purpose": "x", "expires_on": LAST_DAY.isoformat(),
          "share_on": False, "countries": []}  # fmt: skip
NUMBERS = [None, True, 0, -1, 1.5, float("nan")]
LEAVES: st.SearchStrategy[object] = st.sampled_from(
    [*NUMBERS, "", "x", "a" * 64, [], {}, [[]], ["a/b"], "owner", "taken"]
)
SUBJECT = st.fixed_dictionaries(
    {"provider_id": st.sampled_from(["a", 1, []]), "merchant_id": st.just("b")},
    optional={"about": LEAVES, "trade": LEAVES, "tier": LEAVES},
)
REASON = st.fixed_dictionaries({}, optional={"subject": LEAVES, "sentence": LEAVES})
KEY = st.fixed_dictionaries({"kind": LEAVES, "mac": st.sampled_from(["a" * 64, "x", None])})
OF_CASE = st.fixed_dictionaries(
    {"subjects": st.lists(SUBJECT, min_size=1, max_size=2) | LEAVES},
    optional={"reasons": st.lists(REASON, max_size=2) | LEAVES, "against": LEAVES},
)
OF_QUESTION = st.fixed_dictionaries({"accounts": st.just(["a/b"]) | LEAVES, "code": st.just("owner") | LEAVES})
OF_WARNING = st.fixed_dictionaries({"salt": LEAVES, "keys": st.lists(KEY, min_size=1, max_size=2) | LEAVES})
WORDS = st.sampled_from(["case", "policy", "answer", "told", "state", "on", "number", "tomb"])
PAYLOADS = st.one_of(
    st.builds(lambda said: {"case": said, "policy": POLICY}, OF_CASE),
    st.builds(lambda said: {"question": said, "policy": POLICY}, OF_QUESTION),
    st.builds(lambda said: {"warning": said, "policy": POLICY}, OF_WARNING),
    st.dictionaries(WORDS, LEAVES | OF_CASE),
)
"""Nearly what a desk sends, and nearly what none does."""


def test_any_payload(small_pair: Pair) -> None:
    south = small_pair.south
    desk = known_as(south)
    to = desk.identity.recipients[0]
    taken: list[str] = []

    @settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(kind=st.sampled_from(sorted(TAKERS)), payload=PAYLOADS, number=st.integers(2, 10**6))
    def take(kind: str, payload: dict[str, object], number: int) -> None:
        kind = next((each for each in payload if each in TAKERS), kind)
        envelope = Envelope(kind, NORTH, SOUTH, to, number, "", today(), "0", "EFC-2026-014", "e" * 64)
        opened = Opened(envelope, f"{len(taken):064x}", json.loads(json.dumps(payload)))
        with south.desk.store.act() as acting:
            acting.enter("console", "looked", "desk:x")
            try:
                sentence = TAKERS[kind](Incoming(acting, desk, desk.config.partners[NORTH], opened, today()))
            except ContributionError as error:
                sentence = str(error)
            else:
                taken.append(kind)
        assert sentence.count("\n") == 0

    take()
    assert {CASE, "question", "warning"} <= set(taken)
    ada = enter(make_app(south.desk), "ada")
    assert ada.sees("/received") == 200
    assert {ada.sees(f"/received/{copy}") for copy in copies(south)} == {200}
