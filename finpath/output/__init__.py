"""What a run leaves behind: the run folder, its explanations, its charts and its pages."""

from __future__ import annotations
