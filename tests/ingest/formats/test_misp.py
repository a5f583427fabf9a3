"""Events of a threat-sharing platform become reports of payment data, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from finpath.errors import NothingToDo
from finpath.ingest import Ledger
from tests.ingest.coalition import Coalition, rows

IBAN = "NL91ABNA0417164300"
COIN = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
SITE = "http://site.example/page"
OPENED = {"object_relation": "opened", "type": "datetime", "value": "2020-01-01T00:00:00"}
ENTRY = '[[files]]\ntable = "{table}"\npath = "event.json"\n'
BOTH = ENTRY.format(table="reports") + ENTRY.format(table="merchants")

Said = Mapping[str, object]


def tags(*names: str) -> list[Said]:
    return [{"name": name, "colour": "#ffffff"} for name in names]


def part(relation: str, value: object, **more: object) -> Said:
    return {"object_relation": relation, "type": "text", "value": value, "deleted": False, **more}


def thing(name: str, number: int, *parts: Said, **more: object) -> Said:
    return {"name": name, "uuid": f"object-{number}", "timestamp": "1772359200", "Attribute": list(parts), **more}


def attribute(kind: str, value: str, number: int, **more: object) -> Said:
    return {"type": kind, "value": value, "uuid": f"attribute-{number}", "timestamp": "1772359200", **more}


def event(*items: Said, **more: object) -> str:
    """An event as the platform exports it; what has a name is an object."""
    loose, objects = [each for each in items if "name" not in each], [each for each in items if "name" in each]
    said = {"uuid": "event-1", "info": "Case 7", "Attribute": loose, "Object": objects, **more}
    return json.dumps({"Event": said}, indent=1)


def load(coalition: Coalition, text: str, entries: str = BOTH) -> Ledger:
    coalition.hand_in("bank", {"t.csv": rows({})}, kind="acquirer")
    coalition.hand_in("line", {"event.json": text}, entries, kind="hotline")
    return coalition.load()


def test_accounts_addresses_and_transactions_are_reports(coalition: Coalition) -> None:
    paid = (part("amount", "49.95"), part("date", "2026-02-28T10:00:00.000000+0000"), part("text", "secret"))
    items = (
        thing(
            "bank-account",
            1,
            part("iban", IBAN),
            part("beneficiary", "A Person"),
            part("opened", "2020-01-01T00:00:00"),
        ),
        thing("coin-address", 2, part("address", COIN, type="btc")),
        thing("transaction", 3, *paid),
        attribute("btc", COIN + "x", 4, Tag=tags("tlp:red")),
    )
    ledger = load(coalition, event(*items, Tag=tags("tlp:green", 'admiralty-scale:information-credibility="1"')))
    said = "(report_id, source_kind, status, CAST(reported_at AS VARCHAR), provider_id, merchant_id, group_id, tlp)"
    assert coalition.rejects() == []
    at = "2026-03-01 10:00:00"
    assert coalition.column(said, "reports") == [
        ("attribute-4", "hotline", "confirmed", at, None, COIN + "x", "event-1", "red"),
        ("object-1", "hotline", "confirmed", at, "line", "misp-object-1", "event-1", "green"),
        ("object-2", "hotline", "confirmed", at, None, COIN, "event-1", "green"),
        ("object-3", "hotline", "confirmed", at, None, None, "event-1", "green"),
    ]
    assert coalition.column("CAST((amount, occurred_at) AS VARCHAR)", "reports WHERE report_id = 'object-3'") == [
        "(49.95000000, '2026-02-28 10:00:00')"
    ]
    known = coalition.column("(merchant_id, kind, settlement_account IS NOT NULL)", "merchant_accounts", "merchant_id")
    assert (COIN, "address", True) in known
    assert ("misp-object-1", "payee", True) in known
    assert not any("left out" in note for note in ledger.notes)
    whole = str([coalition.engine.rows(f"SELECT * FROM {name}") for name in ("reports", "merchant_accounts")])  # noqa: S608
    assert IBAN not in whole
    assert "A Person" not in whole
    assert "secret" not in whole


def test_an_account_is_the_one_that_a_merchant_settles_to(coalition: Coalition) -> None:
    merchants = f"merchant_id,settlement_account\nm1,{IBAN[:4]} {IBAN[4:]}\n"
    entries = '[[files]]\ntable = "transactions"\npath = "t.csv"\n[[files]]\ntable = "merchants"\npath = "m.csv"\n'
    coalition.hand_in("north", {"t.csv": rows({}), "m.csv": merchants}, entries)
    load(coalition, event(thing("bank-account", 1, part("account", IBAN))))
    tokens = coalition.column("settlement_account", "merchant_accounts WHERE settlement_account IS NOT NULL", "1")
    assert len(tokens) == 2
    assert len(set(tokens)) == 1


def test_nothing_but_payment_data_passes(coalition: Coalition) -> None:
    items = (
        attribute("url", SITE, 1),
        attribute("attachment", "picture.jpg", 2, data="AAAA"),
        attribute("domain", "site.example", 3),
        attribute("cc-number", "4111111111111111", 4),
        thing("file", 5, part("filename", "picture.jpg", type="filename"), part("sha256", "0" * 64, type="sha256")),
        attribute("btc", COIN, 6, comment=f"seen at {SITE}"),
    )
    ledger = load(coalition, event(*items, info=SITE))
    assert coalition.column("report_id", "reports") == ["attribute-6"]
    (note,) = {note.split(": ", 1)[1] for note in ledger.notes if "no payment data" in note}
    assert note == (
        "6 attributes are no payment data and were left out: attachment (1), cc-number (1), domain (1), filename (1), "
        "sha256 (1), url (1)."
    )
    for (table,) in coalition.engine.rows("SELECT table_name FROM information_schema.tables"):
        found = str(coalition.engine.rows(f'SELECT * FROM "{table}"'))  # noqa: S608
        assert not any(word in found for word in ("site.example", "picture", "4111111111111111"))


@pytest.mark.parametrize(
    "item",
    [
        attribute("btc", COIN, 1, deleted=True),
        attribute("btc", COIN, 1, deleted="1"),
        attribute("btc", COIN, 1, Tag=tags('false-positive:confirmed="true"')),
        thing("coin-address", 1, part("address", COIN, deleted=True)),
        thing("coin-address", 1, part("address", COIN), deleted=True),
    ],
)
def test_what_is_deleted_or_false_is_withdrawn(coalition: Coalition, item: Said) -> None:
    load(coalition, event(item))
    assert coalition.column("status", "reports") == ["withdrawn"]
    assert COIN not in coalition.column("merchant_id", "merchant_accounts", "1")


@pytest.mark.parametrize(
    ("names", "label"),
    [
        ((), "amber+strict"),
        (("tlp:white",), "clear"),
        (("TLP:GREEN", "tlp:amber"), "amber"),
        (("tlp:clear", "tlp:ex:chr"), "amber+strict"),
        (("tlp:red", "tlp:clear"), "red"),
    ],
)
def test_the_strictest_label_holds(coalition: Coalition, names: tuple[str, ...], label: str) -> None:
    load(coalition, event(attribute("btc", COIN, 1), Tag=tags(*names)))
    assert coalition.column("tlp", "reports") == [label]


@pytest.mark.parametrize("wrap", ['{{"response": [{0}, {1}]}}', "[{0}, {1}]"])
def test_several_events_come_in_one_file(coalition: Coalition, wrap: str) -> None:
    one, two = event(attribute("btc", COIN, 1)), event(attribute("xmr", "4" * 95, 2), uuid="event-2")
    load(coalition, wrap.format(one, two))
    assert coalition.column("(report_id, group_id)", "reports") == [
        ("attribute-1", "event-1"),
        ("attribute-2", "event-2"),
    ]


@pytest.mark.parametrize("text", ['{"Event": {', '{"Event": ' + "[" * 10_000, '{"response": ' + '{"a":' * 10_000])
def test_what_is_no_json_is_refused(coalition: Coalition, text: str) -> None:
    (refusal,) = load(coalition, text).refusals
    assert "is no JSON that can be read" in refusal.reason


@pytest.mark.parametrize("text", ['{"Event": 1}', '{"response": {}}', '[{"Event": []}]', '{"Event": {"Object": [1]}}'])
def test_an_event_of_nothing_has_no_rows(coalition: Coalition, text: str) -> None:
    ledger = load(coalition, text)
    assert [file.rows for file in ledger.files if file.provider_id == "line"] == [0, 0]


def test_transactions_are_not_in_it(coalition: Coalition) -> None:
    coalition.hand_in("line", {"event.json": event(attribute("btc", COIN, 1))}, ENTRY.format(table="transactions"))
    with pytest.raises(NothingToDo, match="holds MISP events"):
        coalition.load()
