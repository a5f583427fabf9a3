"""What members write passes the door as text that nobody can click, and without anybody's own details."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finpath.engine import DuckDB, Engine
from finpath.ingest.close_reasons import CLASSES, MATCH, close_reason_sql, describe, known_reasons
from finpath.ingest.member_texts import (
    harmless_text_sql,
    has_ids,
    host_sql,
    make_harmless,
    names_person_sql,
    telling_sql,
)
from finpath.tables.contract import TABLES, Column, Type
from tests.ingest.coalition import Coalition, rows

MERCHANT_ID = Column("merchant_id", Type.STRING, "of a payee")
EVERY_ID = sorted({column for columns in TABLES.values() for column in columns if has_ids(column)}, key=str)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with DuckDB() as opened:
        yield opened


@pytest.fixture
def coalition(tmp_path: Path, engine: Engine) -> Coalition:
    return Coalition(tmp_path / "contributions", engine)


def ask(engine: Engine, sql: str, *texts: str) -> list[object]:
    """What an expression over `t` says of each text."""
    return [engine.scalar(f"SELECT {sql} FROM (SELECT :t AS t)", {"t": text}) for text in texts]  # noqa: S608


def harmless(engine: Engine, *texts: str) -> list[object]:
    return ask(engine, harmless_text_sql("t"), *texts)


LIVE = {
    "shop.example": "shop[.]example",
    "See WWW.Shop.EXAMPLE/now today": "See WWW[.]Shop[.]EXAMPLE/now today",
    "https://a.b2.example:8443/p?q=1#x": "https[://]a.b2[.]example:8443/p?q=1#x",
    "[xn--80ak6aa92e.example]": "[xn--80ak6aa92e[.]example]",
    "<http://192.0.2.1/x>": "<http[://]192[.]0[.]2[.]1/x>",
    "www.1shop.example": "www[.]1shop[.]example",
    "shop\u3002example and shop\uff0eexample": "shop[.]example and shop[.]example",
    "भारत.भारत": "भारत[.]भारत",
    "t.me/somebody": "t[.]me/somebody",
    "sms from jo.doe+x@Shop.EXAMPLE.": "sms from [e-mail]",
    "mailto:jo@shop.example": "mailto:[e-mail]",
    "IBAN NL91 ABNA 0417 1643 00": "IBAN [IBAN]",
    "to de89370400440532013000.": "to [IBAN].",
    "call +31 (0)20-123 45 67 now": "call [phone] now",
    "call 0031 20 1234567": "call [phone]",
    "call 020 7946 0018": "call [phone]",
}
PLAIN = (
    "Bakery B.V.",
    "Rossi S.p.A. 24",
    "Anna's No.7",
    "SHOP 0123456789",
    "REF 2026-02-01 10:30",
    "AB12",
    "shop[.]example",
    "http[://]shop[.]example",
    "12 EUR / 0.5 kg",
)


def test_a_text_that_could_be_clicked_or_reaches_somebody_is_broken_or_masked(engine: Engine) -> None:
    assert harmless(engine, *LIVE) == list(LIVE.values())
    assert harmless(engine, *LIVE.values()) == list(LIVE.values()), "what is broken already stays as it is"


def test_plain_names_stay_as_they_are(engine: Engine) -> None:
    assert harmless(engine, *PLAIN) == list(PLAIN)


@pytest.mark.parametrize(
    ("said", "host"),
    [
        (" WWW.Shop.Example. ", "www.shop.example"),
        ("https://jo:pw@shop.example:8443/p?q#x", "shop.example"),
        ("jo@shop.example", "shop.example"),
        ("hxxp[://]shop[.]example/x", "shop.example"),
        ("<shop\u3002example> and more", "shop.example"),
        ("shop.example call 020 7946 0018", "shop.example"),
        ("/", None),
    ],
)
def test_a_host_name_is_kept_without_what_stands_around_it(engine: Engine, said: str, host: str | None) -> None:
    assert ask(engine, host_sql("t"), said) == [host]


def personal(engine: Engine, said: str, column: Column = MERCHANT_ID) -> bool:
    raw = f"raw_{column.name}"
    row = f"SELECT *, {telling_sql((column,))} AS telling FROM (SELECT :t AS {raw}) AS said"  # noqa: S608
    return bool(engine.scalar(f"SELECT {names_person_sql(column)} FROM ({row}) AS asked", {"t": said}))  # noqa: S608


@pytest.mark.parametrize("column", EVERY_ID, ids=lambda column: str(column.name))
@pytest.mark.parametrize(
    "said", ["jo@shop.example", "pay-jo@shop.example-7", "DE89 3704 0044 0532 0130 00", "nl91abna0417164300"]
)
def test_no_id_of_any_table_is_an_e_mail_address_or_an_iban(engine: Engine, column: Column, said: str) -> None:
    assert personal(engine, said, column)


@pytest.mark.parametrize(
    "said",
    ["+31612345678", "+31 6 1234 5678", "0031 6 12345678", "00 31 6 1234 5678", "020 7946 0018", "(020) 7946 0018"],
)
def test_an_id_is_no_phone_number_where_it_is_written_as_one(engine: Engine, said: str) -> None:
    assert personal(engine, said)


@pytest.mark.parametrize(
    "said",
    ["0612345678", "0031612345678", "0001-123456", "0042-2026-0001", "00-12345678", "SHOP-DE89", "m1", "A/0017", "a:b"],
)
def test_an_id_that_is_none_stays(engine: Engine, said: str) -> None:
    assert not personal(engine, said)


@given(st.from_regex(r"[0-9]{8,15}", fullmatch=True))
def test_digits_alone_are_never_taken_for_a_phone_number(engine: Engine, said: str) -> None:
    assert not personal(engine, said)


def test_of_100_000_numeric_ids_none_is_refused_for_being_personal(coalition: Coalition) -> None:
    chance = random.Random(5)  # noqa: S311 - no secret
    numbers = [f"{chance.randrange(10**digits):0{digits}}" for digits in range(8, 16) for _ in range(12_500)]
    ids = ({"transaction_id": f"{number}", "merchant_id": number} for number in dict.fromkeys(numbers))
    coalition.hand_in("north", {"t.csv": rows(*ids)}, kind="remitter")
    coalition.load()
    reasons = {str(reason) for _, _, reason in coalition.rejects()}
    assert all("card number" in reason for reason in reasons), reasons


def test_every_kind_of_member_is_asked_and_a_web_address_comes_back_broken(
    coalition: Coalition,
) -> None:
    merchants = "merchant_id,parent_id,close_reason\nshop.example,http://pay.example,Fraud: call jo@x.example\nm2,,\n"
    entries = "".join(f'[[files]]\ntable = "{name}"\npath = "{name}.csv"\n' for name in ("transactions", "merchants"))
    payments = rows({"merchant_id": "shop.example"}, {"merchant_id": "jo@x.example"}, {"terminal_id": "+31 6 12345678"})
    coalition.hand_in("north", {"transactions.csv": payments, "merchants.csv": merchants}, entries, kind="acquirer")
    coalition.load()
    assert coalition.column("merchant_id", "merchant_accounts", "merchant") == ["m2", "shop.example"]
    assert coalition.column("parent_id", "merchant_accounts", "merchant") == [None, "http[://]pay[.]example"]
    assert coalition.column("close_reason", "merchant_accounts", "merchant") == [None, "excessive fraud"]
    assert coalition.column("merchant", order="row") == [1]
    assert [(row, column) for row, column, _ in coalition.rejects()] == [(2, "merchant_id"), (3, "terminal_id")]


@pytest.mark.parametrize("provider", ["www.bank.example", "jo@bank.example", "NL91ABNA0417164300"])
def test_a_member_is_not_called_by_an_address(coalition: Coalition, provider: str) -> None:
    coalition.hand_in(provider, {"t.csv": rows({})})
    coalition.hand_in("south", {"t.csv": rows({})})
    (refusal,) = coalition.load().refusals
    assert "the id of the provider is or holds" in refusal.reason


def test_a_text_of_a_manifest_is_kept_as_texts_of_rows_are(engine: Engine) -> None:
    assert make_harmless(engine, "ask jo@x.example or shop.example") == "ask [e-mail] or shop[.]example"
    assert make_harmless(engine, "the agreement was ended") == "the agreement was ended"


REASONS = {
    "MATCH 04": describe("04"),
    "match code: 13, illegal": describe("13"),
    "04": describe("04"),
    "4": describe("04"),
    "04 - excessive chargebacks": describe("04"),
    "reason code 07 says Jo": describe("07"),
    "3 chargebacks of Jo Doe, +31 6 12345678": "excessive chargebacks",
    "closed by merchant": "own wish",
    "inactivity": "inactive",
    "change of provider": "own wish",
    "risk review": "due diligence",
    "Insolvenz": "insolvency",
    "10 days without an answer of Jo Doe": "other",
    "06": "other",
    "99": "other",
    "Jo Doe, NL91ABNA0417164300, jo@x.example": "other",
    "Hamlet Street 4": "other",
}


def test_a_closing_reason_is_a_code_or_a_class_and_never_its_text(engine: Engine) -> None:
    assert ask(engine, close_reason_sql("t"), *REASONS) == list(REASONS.values())
    assert ask(engine, close_reason_sql("t"), *known_reasons()) == list(known_reasons()), "what is reduced stays"
    assert "06" not in MATCH
    assert len(set(MATCH.values()) - set(CLASSES)) == 3, "what only a code can say"


@given(st.text(max_size=80))
def test_whatever_is_written_only_a_known_reason_passes(engine: Engine, said: str) -> None:
    assert ask(engine, close_reason_sql("t"), said.replace("\0", ""))[0] in known_reasons()
