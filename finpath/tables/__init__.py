"""What data there is: the columns of the contract, and every relation that one step hands to another."""

from __future__ import annotations
