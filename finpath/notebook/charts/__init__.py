"""Pictures with axes, units and hover, drawn by Altair: they need no network, and are saved with a notebook."""

from __future__ import annotations
