"""What is strange among its kind, without any one indication: the rules of this family, one to a file."""

from __future__ import annotations
