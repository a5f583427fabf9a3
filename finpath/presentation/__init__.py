"""How numbers, dates, names and pages are put before people: English words, drawn shapes, and templates that escape."""

from __future__ import annotations
