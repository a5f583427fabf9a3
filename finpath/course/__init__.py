"""Lessons on made-up cases, with questions and kind marks.

The case and its answers come from the same seed: nothing that gives them away lies beside the case.
"""

from __future__ import annotations

from finpath.course.check import Marked, check
from finpath.course.lesson import LESSONS, Lesson, lesson
from finpath.course.new import new

__all__ = ["LESSONS", "Lesson", "Marked", "check", "lesson", "new"]
