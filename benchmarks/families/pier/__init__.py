"""Pier: synthetic payment worlds of two acquirers, an issuer, a wallet and a payment facilitator."""

from .background import background
from .model import Coalition
from .planting import SHARE, plant
from .sellers import TYPOLOGIES
from .twins import TWINS

__all__ = ["SHARE", "TWINS", "TYPOLOGIES", "Coalition", "background", "plant"]
