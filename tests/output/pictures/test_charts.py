"""Charts say what the tables beside them say, need no network, and withhold small counts."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from lxml import etree

from finpath import Run
from finpath.errors import ConfigError
from finpath.notebook.charts.chart import Chart
from finpath.notebook.charts.score_charts import threshold_chart, waterfall_chart
from finpath.notebook.charts.tie_charts import Flow, Meeting, flow_chart, overlap_chart
from finpath.notebook.charts.trail_charts import PriceBar, hours_chart, prices_chart, timeline_chart
from finpath.output.pictures.picture import MerchantPicture
from finpath.output.pictures.timeline import MerchantTimeline
from finpath.referral.model.trail import Payers, Trail

DAY = dt.date(2026, 5, 1)


def said(chart: Chart) -> list[str]:
    """What marks say when the mouse rests on them."""
    drawn = etree.fromstring(chart.to_svg().encode())
    return [str(title.text) for title in drawn.iter("{http://www.w3.org/2000/svg}title")]


def test_a_timeline_has_every_bar_and_moment() -> None:
    counts = {DAY: 3, DAY + dt.timedelta(7): 0, DAY + dt.timedelta(14): 9}
    told = said(timeline_chart("When", counts, [(DAY, "opened")], days=7))
    assert "9 payments in the week from 2026-05-15" in told
    assert "0 payments in the week from 2026-05-08" in told
    assert "opened on 2026-05-01" in told


def test_hours_are_those_of_the_clock() -> None:
    counts = [0] * 168
    counts[24 * 6 + 23] = 4
    told = said(hours_chart("Hours", counts))
    assert len([line for line in told if "payments" in line]) == 168
    assert "Sun 23:00: 4 payments" in told


def test_prices_without_peers_are_drawn_without_them() -> None:
    prices = [PriceBar("39.90 EUR", 7, 0.1, "of peers"), PriceBar("9.00 EUR", 2, None, "not compared")]
    told = said(prices_chart("Prices", prices))
    assert told.count("of peers") == 2
    assert told.count("not compared") == 1


def test_a_waterfall_ends_where_the_parts_do() -> None:
    told = said(waterfall_chart("Score", -5.0, [("Strangers meet", 6.0), ("Nothing", 0.0), ("Returns", -0.5)]))
    assert told == [
        "Any merchant, before any evidence: score 0.007",
        "Strangers meet: +6.00 nats, score 0.731",
        "Returns: -0.50 nats, score 0.622",
        "Where this merchant stands: score 0.622",
    ]


def test_two_reasons_that_begin_alike_are_two_steps() -> None:
    long = "Of the merchants that it shares payers with, most are new and the others"
    told = said(waterfall_chart("Score", 0.0, [(f"{long} are old", 1.0), (f"{long} closed", 1.0)]))
    assert len(told) == 4


def test_a_bar_says_how_many_reach_it() -> None:
    told = said(threshold_chart("Bars", [0.1, 0.5, 0.9, 0.9], {"refer": 0.9, "review": 0.5}))
    assert "refer asks for 0.9: 2 merchants have it" in told
    assert "review asks for 0.5: 3 merchants have it" in told


def test_few_payers_in_common_are_no_number() -> None:
    drawn = overlap_chart("Meet", [Meeting("M2", "M10", 0, "fewer than five"), Meeting("M1", "M2", 12, "12 payers")])
    words = [
        str(text.text) for text in etree.fromstring(drawn.to_svg().encode()).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "few" in words
    assert "12" in words
    assert words.index("M2") < words.index("M10")


def test_money_that_runs_in_a_ring_is_drawn_too() -> None:
    flows = [
        Flow("B1", "B2", "EUR", 10.0, "one"),
        Flow("B2", "B1", "EUR", 9.0, "back"),
        Flow("B3", "B4", "SEK", 1, "x"),
    ]
    told = said(flow_chart("Money", flows))
    assert {"one", "back", "x"} <= set(told)
    assert "B2: 10.00 EUR came in, 9.00 went on" in told


def test_hostile_names_stay_text() -> None:
    drawn = overlap_chart("Meet", [Meeting("<script>alert(1)</script>", "b", 7, "</title><script>")])._repr_html_()
    assert "<script" not in drawn


@pytest.mark.parametrize("kind", ["svg", "png", "pdf", "html", "json"])
def test_a_chart_is_saved_without_a_network(kind: str, tmp_path: Path) -> None:
    chart = hours_chart("Hours", [1] * 168)
    written = chart.save(tmp_path / f"hours.{kind}").read_bytes()
    assert written[:4] in {b"<svg", b"\x89PNG", b"%PDF", b"<!DO", b'{"co'}
    if kind == "html":
        assert not re.findall(rb'<(?:script|link|img)[^>]+(?:src|href)="?https?:', written)


def test_a_chart_has_the_same_bytes_each_time() -> None:
    drawn = hours_chart("Hours", [1] * 168).to_svg()
    assert "gradient" in drawn
    assert hours_chart("Hours", [1] * 168).to_svg() == drawn


def test_two_charts_on_a_page_do_not_share_names() -> None:
    names = [set(re.findall(r' id="([^"]+)"', hours_chart(title, [1] * 168).to_svg())) for title in ("One", "Two")]
    assert names[0]
    assert not names[0] & names[1]


def test_a_form_that_no_chart_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"chart\.gif ends in no form"):
        hours_chart("Hours", [1] * 168).save(tmp_path / "chart.gif")


def test_what_is_missing_is_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(ConfigError, match=r"pip install 'finpath\[notebook\]'"):
        hours_chart("Hours", [1] * 168)


def test_a_run_draws_what_its_tables_say(done: Run) -> None:
    first = done.top(1).to_pylist()[0]
    merchant = f"{first['provider_id']}/{first['merchant_id']}"
    line = done.timeline(merchant)
    counts = [int(text.split()[0]) for text in said(line.chart()) if " payments " in text]
    assert sum(counts) == first["transactions"]
    explained = done.explain(merchant)
    assert f"score {first['score']:.3f}" in said(explained.chart())[-1]
    assert str(first["name"]) in repr(explained.chart())
    near = done.network(merchant)
    assert len({text for text in said(near.chart()) if ", rank " in text}) == len(
        [node for node in near.nodes.to_pylist() if node["steps"] <= 1]
    )
    assert "refer asks for" in " ".join(said(done.threshold_chart()))
    spec = cast("dict[str, object]", json.loads(json.dumps(done.threshold_chart().altair.to_dict())))
    assert "vega-lite" in str(spec["$schema"])


def test_cases_draw_their_ties_and_their_money(done: Run) -> None:
    drawn = 0
    for case in done.referrals:
        assert {edge.note for edge in case.network.edges if edge.one[0] == edge.other[0] == "M"} <= {
            text.partition(": ")[2] for text in said(case.overlap_chart())
        }
        if case.trail.onward and case.trail.onward.passages:
            drawn += 1
            assert any(" of proceeds in " in text for text in said(case.flow_chart()))
    assert drawn


def test_fewer_than_five_payers_are_not_drawn() -> None:
    few = MerchantTimeline(("p", "m"), MerchantPicture(Trail(payers=Payers(None, 0, (), 0))))
    for draw in (few.chart, few.hours_chart, few.prices_chart):
        with pytest.raises(ConfigError, match="Fewer than five payers"):
            draw()


def test_whom_the_lane_protects_has_no_waterfall(done: Run) -> None:
    row = done.protected.to_pylist()[0]
    with pytest.raises(ConfigError, match="no score"):
        done.explain(f"{row['provider_id']}/{row['merchant_id']}").chart()


def test_amounts_are_never_floats_in_words() -> None:
    flow = Flow("B1", "B2", "EUR", float(Decimal("1234567.80")), "x")
    assert "B2: 1,234,567.80 EUR came in, 0.00 went on" in said(flow_chart("Money", [flow]))
