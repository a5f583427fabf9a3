"""All typologies, the members' kinds that allow them, and their twins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import existing, purses, scenes, sellers, twins
from .engine import play
from .people import Home
from .recipe import Recipe
from .stage import Stage

Act = Callable[[Stage, Home, int, int], list[int]]
Draw = Callable[[np.random.Generator, int], Recipe]
Turn = Callable[[np.random.Generator, Recipe], Recipe]
EVERYWHERE = ("acquirer", "scheme", "issuer", "wallet", "bank", "vasp")
PURSES = ("wallet", "remitter", "bank", "vasp")


@dataclass(frozen=True)
class Typology:
    """A kind of seller: either a recipe with turns, or a scene with scenes that are like it."""

    name: str
    kinds: tuple[str, ...]
    draw: Draw | None = None
    turns: tuple[Turn, ...] = ()
    act: Act | None = None
    likes: tuple[Act, ...] = ()
    weight: float = 1.0

    def seller(self, stage: Stage, home: Home, room: int) -> list[int]:
        """Play a seller."""
        if self.act is not None:
            return self.act(stage, home, room, 0)
        return play(stage, home, self.draw(stage.rng, room), room)

    def twin(self, stage: Stage, home: Home, room: int, count: int) -> list[int]:
        """Play an honest group of as many accounts that is like a seller of this kind."""
        if self.act is not None:
            like = self.likes[int(stage.rng.integers(len(self.likes)))]
            return like(stage, home, room, count)
        spot = int(stage.rng.integers(len(self.turns) + len(self.likes)))
        if spot >= len(self.turns):
            return self.likes[spot - len(self.turns)](stage, home, room, count)
        recipe = self.turns[spot](stage.rng, self.draw(stage.rng, room))
        payers = int(max(5, min(recipe.payers * recipe.accounts, room) / max(2, count)))
        return play(stage, home, recipe.but(accounts=max(2, count), payers=payers), room)


TYPOLOGIES = (
    Typology(
        "sites_of_one_seller",
        EVERYWHERE,
        sellers.sites_of_one_seller,
        (twins.game_publisher, twins.festival_stalls, twins.franchise, twins.lawful_adult_sites),
    ),
    Typology(
        "distributor_of_brands",
        EVERYWHERE,
        sellers.distributor_of_brands,
        (twins.pop_up_shops, twins.tour_with_followers, twins.creator_platform, twins.game_publisher),
    ),
    Typology("close_and_reopen", EVERYWHERE, sellers.close_and_reopen, (twins.moved_tills, twins.season_kiosk)),
    Typology("spread_volume", EVERYWHERE, sellers.spread_volume, (twins.hall_of_tills, twins.rota_of_pharmacies)),
    Typology(
        "camouflage",
        EVERYWHERE,
        sellers.camouflage,
        (twins.collectors_shops, twins.shopping_street, twins.popular_by_chance),
    ),
    Typology("trial_fronts", EVERYWHERE, sellers.trial_fronts, (twins.subscription_boxes, twins.magazine_house)),
    Typology(
        "churning_submerchants", EVERYWHERE, sellers.churning_submerchants, (twins.marketplace, twins.creator_platform)
    ),
    Typology(
        "hidden_ring",
        EVERYWHERE,
        sellers.hidden_ring,
        (twins.food_trucks, twins.popular_by_chance, twins.collectors_shops),
        likes=(scenes.cards_of_the_fitter,),
        weight=2.0,
    ),
    Typology(
        "laundering_streams",
        EVERYWHERE,
        act=existing.laundering_streams,
        likes=(existing.bar_of_the_hotel, existing.wave_of_coupons, existing.course_in_the_shop),
    ),
    Typology("revived_accounts", EVERYWHERE, act=existing.revived_accounts, likes=(existing.season_returns,)),
    Typology("successors", EVERYWHERE, act=scenes.successors, likes=(scenes.shop_that_hands_over, scenes.rivals_open)),
    Typology(
        "patchwork",
        EVERYWHERE,
        act=scenes.patchwork,
        likes=(scenes.holiday_village, scenes.family_of_firms),
        weight=1.6,
    ),
    Typology(
        "split_sales", EVERYWHERE, act=scenes.split_sales, likes=(scenes.fee_beside_the_price, scenes.basket_of_sellers)
    ),
    Typology(
        "private_receivers",
        PURSES,
        sellers.private_receivers,
        (twins.village_remittances, twins.school_funds, twins.charity_collectors, twins.ride_share),
    ),
    Typology("pooling_mules", PURSES, act=purses.pooling_mules, likes=(purses.treasurers, purses.savings_circle)),
    Typology(
        "vouchers_to_wallet",
        ("wallet",),
        act=purses.vouchers_to_wallet,
        likes=(purses.gift_season, purses.pocket_money),
    ),
)
