"""What a referral is: the case, its subjects, its network, its trail, and their serialization."""

from __future__ import annotations
