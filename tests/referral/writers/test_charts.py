from __future__ import annotations

import datetime as dt

from finpath.referral.model.trail import Bar, Clock, Moment, Timeline
from finpath.referral.writers.charts import GUTTER, LANES, WIDTH, count_at_night, draw_lanes, shade_hours

START = dt.date(2026, 1, 5)


def test_bars_and_marks_stay_inside_the_picture() -> None:
    bars = tuple(Bar("M1", START + dt.timedelta(weeks=week), week + 1) for week in range(200))
    moments = (Moment(START, "M1", "opened"), Moment(START - dt.timedelta(days=900), "M1", "opened"))
    drawn = draw_lanes(Timeline(7, bars, moments), ["M1", "M2"])
    assert all(box.x >= GUTTER and box.x + box.width <= WIDTH and 0 <= box.y <= drawn.height for box in drawn.boxes)
    assert [mark.sign for mark in drawn.marks] == ["o"]
    assert drawn.left_out == 1
    assert 3 <= len(drawn.ticks) <= 16


def test_many_subjects_get_as_many_lanes_as_can_be_read() -> None:
    labels = [f"M{i}" for i in range(1, 40)]
    drawn = draw_lanes(Timeline(1, tuple(Bar(label, START, 3) for label in labels)), labels)
    assert len(drawn.names) == LANES
    assert drawn.left_out == len(labels) - LANES


def test_the_week_is_shaded_by_the_busiest_hour() -> None:
    counts = [0] * 168
    counts[0], counts[10] = 10, 1
    cells = shade_hours(Clock(tuple(counts)))
    assert [cells[0].shade, cells[1].shade, cells[10].shade] == [5, 0, 1]
    assert count_at_night(Clock(tuple(counts))) == 10
    assert shade_hours(Clock()) == ()
