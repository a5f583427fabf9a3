"""What confirmed reports are near to: the rules of this family, one to a file."""

from __future__ import annotations
