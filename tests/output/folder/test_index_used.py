"""The page of a run as a person uses it: by keys, in a browser, with many merchants, and with hostile names."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from finpath.output.folder.index import IndexPage, render_index
from finpath.output.folder.row import IndexRow
from finpath.output.pictures import MerchantPicture, PriceAtPeers
from finpath.output.pictures.gallery import Gallery, MerchantTie
from finpath.output.pictures.picture import HERE
from finpath.referral.model.trail import Bar, Clock, Moment, Payers, PricePoint, Proceeds, Timeline, Trail
from tests.session import Session, browsing

pytestmark = pytest.mark.browser

HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror=alert(1)>'
DAY = dt.date(2026, 1, 5)
MANY = 2000
SLOW = 3000
"""Milliseconds: far more than it takes, so that a busy machine does not fail, and a table laid out whole does."""

PICTURE = MerchantPicture(
    Trail(
        Timeline(7, (Bar(HERE, DAY, 4), Bar(HERE, DAY + dt.timedelta(28), 9)), (Moment(DAY, HERE, "opened"),)),
        (Proceeds("EUR", "2026-01", Decimal(130), Decimal(10), Decimal(0)),),
        (PricePoint("EUR", Decimal(10), 13, 1),),
        Clock(tuple(13 if hour == 24 * 4 + 23 else 0 for hour in range(168)), 0),
        Payers(12, 0, (("NL", 8),), 4),
    ),
    (PriceAtPeers("EUR", Decimal(10), "category 5816", 40, 2),),
).to_json()


def row(rank: int) -> IndexRow:
    return IndexRow(
        rank=rank,
        provider_id="north",
        merchant_id=f"id-{rank}",
        name=HOSTILE if rank == 1 else f"Shop {rank}",
        tier="review",
        score=round(1 - rank / 10_000, 9),
        families=("network",),
        reasons=tuple(f"Reason {number} of {rank}: {HOSTILE if rank == 1 else 'text ' * 30}" for number in range(5)),
        payers=10 + rank % 97,
        payments=1000 + rank,
        volume_eur=Decimal(rank),
        first_seen=dt.datetime(2026, 1, 5),  # noqa: DTZ001 - instants are naive UTC
        last_seen=dt.datetime(2026, 3, 5),  # noqa: DTZ001
    )


def made(folder: Path, count: int) -> Path:
    rows = tuple(row(rank) for rank in range(1, count + 1))
    pictures = {("north", each.merchant_id): PICTURE for each in rows}
    near = {
        ("north", f"id-{rank}"): (MerchantTie(("north", f"id-{rank + 1}"), "payers", 7, 0.3),)
        for rank in range(1, count + 1, 2)
    }
    near["north", "id-2"] = (MerchantTie(("south", "unlisted"), "same_controller by phone", 0, 0),)
    run = IndexPage(dt.datetime(2026, 4, 1), (), {"review": count}, 10**6, rows, drawn=Gallery(pictures, near))  # noqa: DTZ001
    path = folder / "index.html"
    path.write_text(render_index(run), encoding="utf-8")
    return path


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with browsing(tmp_path / "profile") as session:
        yield session
        assert not session.complaints
        assert [url for url in session.requests if not url.startswith("file://")] == []
        assert len(session.requests) == 1


def focus(session: Session) -> object:
    return session.ask("document.activeElement.id || document.activeElement.className")


def test_keys_alone_search_look_closer_and_come_back(session: Session, tmp_path: Path) -> None:
    session.open(made(tmp_path, 30))
    session.press("/")
    assert focus(session) == "q"
    session.type("id-2")
    assert session.ask("document.getElementById('count').textContent") == "11 of 30 shown"
    session.ask("document.querySelector('tr:not([hidden]) .look').focus()")
    session.press("ArrowDown")
    session.press("Enter")
    assert focus(session) == "closer-name"
    assert session.ask("document.getElementById('closer-name').textContent") == "Shop 20"
    session.ask("document.getElementById('after').click()")
    assert session.ask("document.getElementById('closer-name').textContent") == "Shop 21"
    session.press("Escape")
    assert session.ask("document.getElementById('closer').open") is False
    session.wait_for("document.activeElement.closest('tr')?.dataset.rank === '21'")


def test_a_closer_look_shows_every_picture_in_words_too(session: Session, tmp_path: Path) -> None:
    session.open(made(tmp_path, 4))
    session.ask("document.querySelectorAll('.look')[1].click()")
    told = str(session.ask("document.getElementById('closer-body').innerText"))
    for said in (
        "Reason 4 of 2",
        "2026-01-05: opened",
        "13 of 13 payments (100%) fall between 23:00 and 05:00",
        "2 of 40 in category 5816",
        "Netherlands",
        "Others, and not known",
        "120.00",
    ):
        assert said in told
    labels = session.ask("[...document.querySelectorAll('#closer svg')].map(e => e.getAttribute('aria-label')).join()")
    assert "Payments over time: 13 from 2026-01-05" in str(labels)
    assert "busiest Fri 23:00" in str(labels)
    words = session.ask("[...document.querySelectorAll('#closer details li')].map(e => e.textContent).join()")
    assert str(words).endswith(
        "onerror=alert(1)>: 7 payers in common; 0.3 would be chance,another merchant at south: same controller by phone"
    )


def test_the_network_can_be_walked_by_keys(session: Session, tmp_path: Path) -> None:
    session.open(made(tmp_path, 4))
    session.ask("document.getElementById('show-map').click()")
    assert "4 merchants, 2 ties" in str(session.ask("document.querySelector('.told').textContent"))
    session.ask("document.querySelector('.stage').focus()")
    session.press("ArrowRight")
    session.press("ArrowRight")
    session.press("Enter")
    told = str(session.ask("document.querySelector('.told').textContent"))
    assert told.startswith("Shop 2: review, rank 2, north. Reason 0 of 2")
    assert "1 neighbour more." in told


def test_hostile_names_stay_text_wherever_they_are_shown(session: Session, tmp_path: Path) -> None:
    session.open(made(tmp_path, 4))
    session.ask("document.getElementById('show-map').click()")
    session.ask("document.querySelector('.look').click()")
    assert "onerror" in str(session.ask("document.getElementById('closer-body').innerText"))
    assert session.ask("document.title") == "finpath: leads as of 1 Apr 2026"
    assert session.ask("document.images.length") == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(session: Session, tmp_path: Path, width: int) -> None:
    session.open(made(tmp_path, 4), width=width)
    session.ask("document.getElementById('show-map').click()")
    session.ask("document.querySelector('.look').click()")
    assert session.ask("document.documentElement.scrollWidth") == width
    assert session.ask("document.getElementById('closer-body').scrollWidth <= innerWidth")


def test_two_thousand_are_found_and_sorted_at_once(session: Session, tmp_path: Path) -> None:
    path = made(tmp_path, MANY)
    assert path.stat().st_size < 3_000_000
    session.open(path)

    def taken(act: str) -> int:
        timed = f"const begun = performance.now(); {act}; document.body.offsetHeight; return performance.now() - begun"
        return int(float(str(session.ask(f"(() => {{ {timed} }})()"))))

    find = "q.value = 'reason'; q.dispatchEvent(new Event('input', {bubbles: true}))"
    find = f"const q = document.getElementById('q'); {find}"
    assert taken(find) < SLOW
    assert session.ask("document.getElementById('count').textContent") == "25 of 2,000 shown"
    assert taken("q.value = 'id-1'; dispatchEvent(new Event('beforeprint'))") < 10 * SLOW
    assert session.ask("document.getElementById('count').textContent") == "1,111 of 2,000 shown"
    assert taken(find + "; dispatchEvent(new Event('afterprint'))") < 10 * SLOW
    assert taken("document.querySelectorAll('#leads thead button')[4].click()") < SLOW
    assert session.ask("document.querySelector('#leads tbody tr').dataset.rank") == str(MANY)
    assert taken("document.getElementById('more').click()") < SLOW
    assert session.ask("document.querySelectorAll('#leads tbody tr:not([hidden])').length") == 50
    assert taken("document.querySelector('.look').click()") < SLOW


def contrast(one: list[float], other: list[float]) -> float:
    """As WCAG 2.2 defines it."""

    def light(colour: list[float]) -> float:
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_as_wcag_asks(session: Session, tmp_path: Path, dark: bool) -> None:  # noqa: FBT001 - a scheme
    session.open(made(tmp_path, 4), dark=dark)
    session.ask("document.querySelector('.look').click()")
    script = """
        JSON.stringify(["--ink", "--soft", "--accent", "--warm"].flatMap(name => ["--paper", "--card"].map(under => {
            const e = document.createElement("p");
            e.style.color = `var(${name})`; e.style.backgroundColor = `var(${under})`;
            document.body.append(e);
            const of = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
            const told = [name, under, of(getComputedStyle(e).color), of(getComputedStyle(e).backgroundColor)];
            e.remove();
            return told;
        })))
    """
    for name, under, text, ground in json.loads(str(session.ask(script))):
        assert contrast(text, ground) >= 4.5, (name, under)
