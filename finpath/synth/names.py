"""Words for people, firms and streets: one set for everybody, planted or not."""

from __future__ import annotations

_FIRST = """
Anna Ben Carla Daan Elif Femke Goran Hugo Ines Jan Karim Lena Marco Nadia Olaf Petra Rosa Sam Tomas
Uma
"""
_LAST = """
Adler Bakker Costa Dekker Evans Fischer Garcia Horvat Ivanov Jansen Keller Lopes Moreno Novak Okafor
Peeters Quist Rossi Silva Torres Ueda Vega Weber Ximenez Young Zanetti Reyes Santos Mwangi Popescu
"""
_FRONT = """
Amber Arctic Autumn Birch Blue Bright Cedar Clear Cloud Copper Coral Crystal Delta Dune Early East
Ember Field First Forest Fox Garden Glass Golden Green Harbor Hazel High Hill Iron Ivory Jade Lake
Lark Leaf Light Linden Little Lunar Maple Meadow Mill Misty Moon North Oak Ocean Olive Orchard Otter
Pearl Pine Plum Prime Quick Rain Raven Red River Robin Royal Sand Sea Silver
"""
_BACK = """
bay bell berry bird boat book box branch bridge brook castle cat chest cove craft dale deer fern
finch fish flow gate grove hare haven heart house key lane light line loom mark mill moss nest park
path peak pond port ridge road rock root rose shore sky spring star stone swan tide tower trail tree
vale view wave way well wind wing wood work yard
"""
_STREETS = """
Station Church Market Mill School Park Garden Harbor Castle Bridge Forest River Meadow Chapel
"""
FIRST = tuple(_FIRST.split())
LAST = tuple(_LAST.split())
FRONT = tuple(_FRONT.split())
BACK = tuple(_BACK.split())
STREETS = tuple(_STREETS.split())
FREE_MAIL = ("freemail.example", "postbox.example", "webmail.example", "mailhaven.example")
AGENTS = ("Agent House", "Business Centre", "Corporate Services", "Company Formation Desk")
TRADES = {
    "5411": "Market",
    "5462": "Bakery",
    "5812": "Kitchen",
    "5813": "Bar",
    "5814": "Snacks",
    "5541": "Fuel",
    "5912": "Pharmacy",
    "7230": "Hair",
    "5651": "Wear",
    "7832": "Cinema",
    "5732": "Electronics",
    "5945": "Games",
    "5999": "Goods",
    "5977": "Cosmetics",
    "5942": "Books",
    "5734": "Software",
    "5964": "Direct",
    "5947": "Gifts",
    "7221": "Photo",
    "5968": "Club",
    "4816": "Online",
    "5815": "Media",
    "5816": "Play",
    "5817": "Apps",
    "7997": "Fitness",
    "4899": "Stream",
    "5967": "Nights",
    "7273": "Dates",
    "8398": "Aid",
    "5262": "Bazaar",
}
LEGAL = ("Trading", "Services", "Holding", "Commerce", "Ventures", "Group", "Partners", "Retail")
FORMS = {"NL": "BV", "BE": "BV", "DE": "GmbH", "AT": "GmbH", "ES": "SL", "IT": "SRL", "FR": "SARL", "PT": "Lda"}
FORMS |= {"GB": "Ltd", "US": "LLC", "SE": "AB", "RO": "SRL", "UA": "LLC"}
