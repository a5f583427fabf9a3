"""The members of the coalition, one to a file: what each sees, and how its office writes it down."""

from __future__ import annotations
