"""One file for each format that members may use."""

from __future__ import annotations
