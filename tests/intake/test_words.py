"""Languages and places: nothing missing, nothing invented."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.ingest.codes import COUNTRIES
from finpath.intake.places import STARTER, read_places
from finpath.intake.settings import read_settings
from finpath.intake.speech import SHIPPED, prefer, read_languages
from finpath.intake.web import views
from tests.intake.site import TODAY

SIX = ("de", "en", "es", "fr", "it", "nl")
TEMPLATES = sorted(Path(views.__file__).with_name("templates").glob("*.j2"))
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def test_six_languages_have_every_text_and_say_that_nobody_reviewed_them() -> None:
    languages = read_languages()
    assert sorted(languages) == list(SIX)
    assert next(iter(languages)) == "en", "who asks for none of them reads English"
    texts = {code: language.texts for code, language in languages.items()}
    assert len({frozenset(each) for each in texts.values()}) == 1
    assert not any(language.reviewed for language in languages.values()), "change it when a native speaker has"


def test_no_text_was_left_in_english() -> None:
    languages = read_languages()
    for code in set(SIX) - {"en"}:
        same = {name for name, text in languages[code].texts.items() if text == languages["en"].texts[name]}
        assert len(same) <= 1, (code, same)


def test_every_text_that_a_page_says_is_there_and_every_one_there_is_said() -> None:
    source = " ".join(path.read_text() for path in [*TEMPLATES, Path(views.__file__)])
    said = set(re.findall(r'say\([\'"]([a-z_0-9]+)[\'"]', source)) | set(re.findall(r'sorry\("([a-z_]+)"', source))
    said |= {"error_missing", "error_big", "error_fault"}
    begun = (*re.findall(r'say\("([a-z_]+_)" ~', source), "h_")
    texts = read_languages()["en"].texts
    assert said - {name for name in said if name.endswith("_")} <= set(texts)
    assert not {name for name in texts if name not in said and not name.startswith(begun)}


def test_countries_have_the_names_of_the_language() -> None:
    languages = read_languages()
    assert {code: languages[code].countries["DE"] for code in SIX} == {
        "de": "Deutschland",
        "en": "Germany",
        "es": "Alemania",
        "fr": "Allemagne",
        "it": "Germania",
        "nl": "Duitsland",
    }
    assert all(set(language.countries) == COUNTRIES for language in languages.values())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("fr-BE, en", ("fr", "BE")),
        ("pt, nl;q=0.5", ("nl", "NL")),
        ("en-GB", ("en", "GB")),
        ("en", ("en", "")),
        ("zz-ZZ", ("en", "")),
        (";;;,,-", ("en", "")),
        ("de-Latn-CH", ("de", "CH")),
        ("x" * 10_000, ("en", "")),
    ],
)
def test_the_browser_proposes(asked: str, found: tuple[str, str]) -> None:
    assert prefer(read_languages(), asked) == found


def translated(folder: Path, **changes: str) -> Path:
    text = (SHIPPED / "en.toml").read_text()
    for old, new in changes.items():
        text = re.sub(old, new, text)
    folder.mkdir(exist_ok=True)
    (folder / "xx.toml").write_text(text)
    return folder


def test_words_of_ones_own_are_read_and_come_first(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text((SHIPPED / "en.toml").read_text().replace("reviewed = false", "reviewed = true"))
    assert read_languages(tmp_path, ("en",))["en"].reviewed
    with pytest.raises(ConfigError, match='No words are in the language "pt"'):
        read_languages(wanted=("pt",))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("(?m)^yes =", "no =", "is missing, or nobody asks for it"),
        ("Step {n} of 5", "Step of 5", "places in braces"),
        ("Step {n} of 5", "Step {n", "places in braces"),
        ('yes = "Yes"', 'yes = " "', "is empty"),
        ('direction = "ltr"', 'direction = "up"', "is no file of words"),
        (r"\[text\]", "[words]", "is no file of words"),
        ("language", "language\n", "is not TOML"),
    ],
)
def test_words_that_lack_something_are_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        read_languages(translated(tmp_path / "words", **{old: new}))


def test_every_entry_has_a_page_that_was_read_and_the_day() -> None:
    content = tomllib.loads(STARTER.read_text())
    entries = [content["emergency"], content["hotline"]]
    entries += [each for place in content["place"] for each in place.values() if isinstance(each, dict)]
    assert all(each["source"].startswith("http") and each["read"] == TODAY for each in entries)
    assert set(content["emergency"]["countries"]) == set(
        "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split()
    )


def test_a_year_later_they_are_to_be_checked() -> None:
    places = read_places()
    assert places.old(TODAY + dt.timedelta(days=365)) == []
    assert len(places.old(TODAY + dt.timedelta(days=366))) == 13


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ('number = "1"\nread = 2026-11-30', "has no source"),
        ('number = "1"\nsource = "memory"\nread = 2026-11-30', "has no source"),
        ('number = "1"\nsource = "https://a.example"', "has no day"),
        ('number = "1"\nsource = "https://a.example"\nread = "2026"', "has no day"),
        ('source = "https://a.example"\nread = 2026-11-30', "neither number nor url"),
        ('url = "javascript:x"\nsource = "https://a.example"\nread = 2026-11-30', "url is"),
        ('number = "1"\nsource = "https://a.example"\nread = 2026-11-30\nbest = true', "has best"),
    ],
)
def test_an_entry_without_a_source_is_refused(tmp_path: Path, entry: str, why: str) -> None:
    path = tmp_path / "places.toml"
    path.write_text(f'[[place]]\ncountry = "NL"\n[place.hotline]\nname = "x"\n{entry}\n')
    with pytest.raises(ConfigError, match=why):
        read_places(path)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('listen = "8080"', "listen is"),
        ('listen = "127.0.0.1:99999"', "listen is"),
        ('trusted_proxies = ["proxy"]', "trusted_proxies has"),
        ('trusted_proxies = "127.0.0.1"', "a list of texts"),
        ('leave_to = "javascript:x"', "leave_to is"),
        ('secret = "x"', '"secret"'),
        ("folder = 3", "folder is 3"),
    ],
)
def test_settings_that_are_not_meant_are_refused(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "intake.toml"
    folder = "" if line.startswith("folder") else 'folder = "in"\n'
    path.write_text(f'recipient = "{RECIPIENT}"\n{folder}{line}\n')
    with pytest.raises(ConfigError, match=why):
        read_settings(path)


def test_an_intake_wants_a_public_key_and_takes_no_secret_one(tmp_path: Path) -> None:
    path = tmp_path / "intake.toml"
    (tmp_path / "desk.age").write_text("AGE-SECRET-KEY-1" + "Q" * 58)
    path.write_text('recipient = "desk.age"\nfolder = "in"\n')
    with pytest.raises(ConfigError, match="no recipient of age"):
        read_settings(path)
