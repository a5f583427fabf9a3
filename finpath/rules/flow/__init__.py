"""What becomes of the money after it was received: the rules of this family, one to a file."""

from __future__ import annotations
