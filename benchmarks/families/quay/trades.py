"""Honest trades: what they charge, when, to whom, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """An ordinary trade; `many` is its share of merchants, `size` how busy one is."""

    name: str
    mcc: str
    words: tuple[str, ...]
    many: float
    size: float
    price: float
    width: float
    style: str
    hours: tuple[float, float]
    week: tuple[float, ...]
    till: bool
    far: float
    loyal: float
    returns: float = 0.01
    disputes: float = 0.001


WORK = (1.0, 1.0, 1.0, 1.0, 1.1, 0.7, 0.2)
SHOP = (0.9, 0.9, 0.95, 1.0, 1.3, 1.6, 0.5)
FUN = (0.5, 0.6, 0.7, 0.9, 1.6, 1.8, 1.2)
EVEN = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.1)

# fmt: off
CARDS = (
    Trade("grocer", "5411", ("Market", "Grocer", "Foods"), 7, 8.0, 22, 0.8, "cent",
          (16, 3), SHOP, True, 0.02, 0.8, 0.003),
    Trade("bakery", "5462", ("Bakery", "Bread", "Oven"), 6, 4.0, 6, 0.5, "five",
          (9, 2.5), SHOP, True, 0.02, 0.8, 0.001),
    Trade("restaurant", "5812", ("Kitchen", "Table", "Bistro"), 9, 2.5, 38, 0.6, "five",
          (19.5, 2), FUN, True, 0.15, 0.4, 0.001),
    Trade("bar", "5813", ("Bar", "Tap", "Cellar"), 4, 2.5, 14, 0.6, "five",
          (22, 2), FUN, True, 0.15, 0.5, 0.001),
    Trade("takeaway", "5814", ("Grill", "Wok", "Pizza"), 7, 3.0, 13, 0.4, "list",
          (18.5, 3), FUN, True, 0.08, 0.5, 0.003),
    Trade("fuel", "5541", ("Fuel", "Station"), 3, 5.0, 55, 0.4, "cent",
          (13, 5), EVEN, True, 0.15, 0.5, 0.001),
    Trade("pharmacy", "5912", ("Pharmacy", "Apothecary"), 4, 2.5, 14, 0.7, "cent",
          (13, 3), WORK, True, 0.03, 0.6, 0.005),
    Trade("clothes", "5651", ("Wear", "Outfit", "Tailor"), 6, 1.5, 48, 0.6, "nine",
          (15, 2.5), SHOP, True, 0.08, 0.3, 0.08),
    Trade("hairdresser", "7230", ("Hair", "Salon", "Barber"), 4, 1.0, 35, 0.4, "round",
          (14, 2.5), WORK, True, 0.02, 0.8),
    Trade("books", "5942", ("Books", "Pages"), 3, 1.0, 19, 0.6, "nine",
          (15, 3), SHOP, True, 0.2, 0.4, 0.02),
    Trade("hardware", "5251", ("Tools", "Timber"), 3, 1.5, 33, 0.9, "cent",
          (11, 3), WORK, True, 0.04, 0.4, 0.04),
    Trade("hotel", "7011", ("Hotel", "Inn", "Rooms"), 4, 1.5, 140, 0.6, "cent",
          (15, 5), EVEN, True, 0.8, 0.1, 0.05, 0.002),
    Trade("parking", "7523", ("Parking", "Garage"), 2, 4.0, 5, 0.6, "list",
          (11, 4), WORK, True, 0.2, 0.5, 0.001),
    Trade("transit", "4111", ("Lines", "Tram", "Ferry"), 1, 12.0, 4, 0.5, "list",
          (12, 5), WORK, True, 0.2, 0.7, 0.002),
    Trade("dentist", "8021", ("Dental", "Practice"), 3, 0.6, 95, 0.7, "cent",
          (12, 3), WORK, True, 0.01, 0.6),
    Trade("museum", "7991", ("Museum", "Gallery"), 1.5, 1.5, 16, 0.3, "list",
          (14, 2), FUN, True, 0.6, 0.1, 0.005),
    Trade("web shop", "5969", ("Direct", "Online", "Parcel"), 8, 1.5, 42, 0.8, "nine",
          (20, 3.5), EVEN, False, 1.0, 0.2, 0.09, 0.003),
    Trade("electronics", "5732", ("Electronics", "Devices"), 3, 1.2, 120, 1.0, "nine",
          (19, 4), EVEN, False, 0.9, 0.2, 0.07, 0.004),
    Trade("games", "5816", ("Games", "Play", "Arcade"), 3, 2.5, 12, 0.7, "list",
          (21, 3.5), FUN, False, 1.0, 0.6, 0.02, 0.006),
    Trade("software", "5734", ("Software", "Cloud", "Apps"), 3, 1.2, 24, 0.8, "list",
          (16, 5), WORK, False, 1.0, 0.5, 0.03, 0.003),
    Trade("hosting", "4816", ("Hosting", "Files", "Net"), 2, 1.0, 9, 0.5, "list",
          (17, 6), EVEN, False, 1.0, 0.6, 0.02, 0.004),
    Trade("adult", "5967", ("After", "Velvet", "Late"), 2, 1.5, 25, 0.5, "list",
          (23.8, 2.5), EVEN, False, 1.0, 0.5, 0.03, 0.008),
    Trade("dating", "7273", ("Meet", "Match", "Hearts"), 1.5, 1.5, 29, 0.4, "list",
          (22, 3), EVEN, False, 1.0, 0.4, 0.03, 0.008),
    Trade("charity", "8398", ("Relief", "Trust", "Fund"), 3, 0.8, 25, 0.8, "round",
          (18, 4), EVEN, False, 0.7, 0.3, 0.002),
    Trade("tickets", "7922", ("Tickets", "Stage"), 2, 2.0, 52, 0.6, "list",
          (17, 4), EVEN, False, 0.8, 0.2, 0.03, 0.003),
    Trade("travel", "4722", ("Travel", "Tours"), 2, 1.0, 260, 0.8, "cent",
          (19, 4), EVEN, False, 0.9, 0.1, 0.06, 0.004),
    Trade("school", "8211", ("School", "Lyceum"), 2, 0.7, 45, 0.7, "round",
          (19, 3), WORK, False, 0.05, 0.7),
    Trade("club", "7997", ("Club", "Rowers", "Athletic"), 3, 0.7, 28, 0.5, "round",
          (19, 3), EVEN, False, 0.05, 0.8),
    Trade("vouchers", "5947", ("Gifts", "Cards", "Kiosk"), 2, 1.5, 25, 0.5, "face",
          (16, 4), SHOP, True, 0.2, 0.4, 0.002),
    Trade("collectables", "5971", ("Stamps", "Coins", "Vinyl"), 2, 0.6, 60, 1.1, "five",
          (20, 4), EVEN, False, 1.0, 0.9, 0.03),
)
WALLET = (
    Trade("wallet shop", "5399", ("Shop", "Store", "Goods"), 6, 4.0, 24, 0.8, "nine",
          (19, 4), EVEN, False, 1.0, 0.3, 0.05),
    Trade("wallet games", "5816", ("Games", "Quest"), 3, 5.0, 9, 0.6, "list",
          (21, 3.5), FUN, False, 1.0, 0.6),
    Trade("wallet adult", "5967", ("Night", "Velvet"), 1, 3.0, 22, 0.5, "list",
          (23.5, 2.5), EVEN, False, 1.0, 0.5, 0.02),
    Trade("load", "6540", ("Kiosk", "Load", "Point"), 3, 4.0, 40, 0.5, "face",
          (17, 4), SHOP, False, 0.4, 0.6, 0.0),
    Trade("tips", "7929", ("Songs", "Stream", "Studio"), 6, 1.0, 5, 0.6, "list",
          (21, 3), FUN, False, 1.0, 0.7, 0.002),
    Trade("friend", "", ("Home",), 30, 0.35, 15, 0.9, "five",
          (20, 3.5), FUN, False, 0.05, 0.95, 0.0, 0.0),
    Trade("second hand", "", ("Attic",), 18, 0.5, 22, 0.9, "round",
          (20, 3), EVEN, False, 0.9, 0.1, 0.02, 0.0),
    Trade("collection", "", ("Class",), 5, 1.2, 10, 0.3, "list",
          (19.5, 3), EVEN, False, 0.02, 0.7, 0.0, 0.0),
)
REMITTER = (
    Trade("family", "", ("Home",), 30, 1.0, 140, 0.7, "ten",
          (18, 3.5), (1.1, 1, 1, 1, 1.5, 1.4, 0.7), False, 0.1, 0.97, 0.004, 0.0),
    Trade("village", "", ("Home",), 3, 4.0, 60, 0.6, "ten",
          (18, 3.5), FUN, False, 0.2, 0.8, 0.002, 0.0),
    Trade("friend abroad", "", ("Home",), 8, 0.6, 70, 0.9, "five",
          (19, 4), EVEN, False, 0.8, 0.5, 0.004, 0.0),
    Trade("school abroad", "", ("School",), 3, 1.2, 210, 0.7, "cent",
          (14, 3), WORK, False, 0.5, 0.7, 0.002, 0.0),
    Trade("supplier", "", ("Trade",), 4, 1.0, 320, 0.9, "cent",
          (11, 3), WORK, False, 0.6, 0.7, 0.004, 0.0),
)
# fmt: on
PRIVATE = ("friend", "second hand", "collection", "family", "village", "friend abroad")
FIRST = tuple(
    """
    Linden Harbour Corner Mill Sunny Garden North South Silver Golden River Hill Castle Bridge Market Old New
    Green Blue Red Maple Birch Oak Elm Rose Lily Anchor Lantern Compass Meadow Orchard Valley Summit Cedar
    Willow Heron Falcon Otter Badger Fox Hare Swan Amber Copper Pearl Coral Tide Quay Pier Dune Marsh Forge
    Wheel Bell Crown Star Moon Dawn Dusk Winter Summer Autumn Spring Little Grand Royal Union Central Station
    Chapel Abbey Tower Gate Wall Canal Lock Ferry Island Beacon
    """.split()
)
TOWNS = tuple(
    """
    Althaven Brunnick Carrow Delwyk Eastmoor Fennby Grolle Hartum Isselby Jarvik Kestrup Lomde Marrin Norby
    Ostrup Pellau Quarne Rimstad Sundby Torvik Ulmen Varde Wessum
    """.split()
)
SURNAMES = tuple(
    """
    Aalders Berg Costa Dahl Eriks Fontes Groot Holm Iversen Jansen Kowal Lund Mertens Novak Olsen Pires Quist
    Rossi Silva Toth Urban Vos Weber Zeman
    """.split()
)
