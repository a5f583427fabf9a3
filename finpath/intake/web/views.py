"""Each page as a function of a visit: five questions, and what is asked later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from finpath.ingest.codes import COUNTRIES
from finpath.intake.facts import KINDS, MONEY, PICTURES, TEXTS, WAYS, Facts, clean
from finpath.intake.gate import Refusal, Sent
from finpath.intake.receipt import read_receipt
from finpath.intake.report import Report
from finpath.intake.web.render import Page, Visit

SHOWN_AGAIN = frozenset({"host", "amount", "currency", "choice", "day", "phone", "crypto"})
"""Faults after which what was typed is shown again; after all others it may be a card number, and is gone."""

TYPED = (*TEXTS, "currency", "way", "earlier")

View = Callable[[Visit], Page]


def start(visit: Visit) -> Page:
    """Is a child in danger right now?"""
    del visit
    return Page("start", step=1)


def now(visit: Visit) -> Page:
    """Whom to call."""
    place, places = _place(visit), visit.site.places
    named = [name for code, name in visit.language.countries.items() if code in places.countries]
    shared = {"shared": places.emergency, "shared_countries": ", ".join(named)}
    return Page("now", {"place": place, "who": places.of(place), **shared}, step=1)


def where(visit: Visit) -> Page:
    """Where from?"""
    return Page("where", {"place": _place(visit) or visit.country, "urgent": _urgent(visit)}, step=2)


def what(visit: Visit) -> Page:
    """What is reported?"""
    asked = {"place": _place(visit), "urgent": _urgent(visit), "kind": _kind(visit)}
    return Page("what", {**asked, "kinds": (*KINDS, PICTURES)}, step=3)


def facts(visit: Visit) -> Page:
    """What did the page or the statement say? Of pictures, the hotline is named and nothing is taken."""
    if visit.get("kind") == PICTURES:
        return Page("elsewhere", {"who": visit.site.places.of(_place(visit))}, step=3)
    return _form(visit, {}, {}) if _kind(visit) else what(visit)


def change(visit: Visit) -> Page:
    """The same with what was said; only a form can ask for it, no address."""
    return _form(visit, {name: visit.get(name) for name in TYPED}, {}) if _kind(visit) else what(visit)


def check(visit: Visit) -> Page:
    """Is this what you want to send?"""
    if not _kind(visit):
        return what(visit)
    said, faults = clean(visit.asked, _place(visit), visit.today)
    if faults:
        again = {name: visit.get(name) for name, fault in faults.items() if fault in SHOWN_AGAIN}
        return _form(visit, {**said, **again, "earlier": _earlier(visit)}, faults)
    told = Facts(_kind(visit), _place(visit), said)
    challenge = visit.site.gate.proofs.ask(told.digest(urgent=bool(_urgent(visit))))
    kept = {"said": said, "earlier": _earlier(visit), "challenge": challenge}
    return Page("check", {**_path(visit), **kept}, step=5)


def judge(visit: Visit) -> Page | Report:
    """What is to be kept of what is sent, or the page that says why nothing is."""
    if not _kind(visit):
        return what(visit)
    said, faults = clean(visit.asked, _place(visit), visit.today)
    if faults:
        return check(visit)
    told = Facts(_kind(visit), _place(visit), said)
    sent = Sent(told, bool(_urgent(visit)), visit.get("proof"), _earlier(visit), visit.address)
    judged = visit.site.gate.judge(sent)
    return _busy(visit) if isinstance(judged, Refusal) else judged


def keep(visit: Visit, report: Report) -> Page:
    """Write it, and give the receipt."""
    kept = visit.site.gate.keep(report)
    return _busy(visit) if isinstance(kept, Refusal) else Page("receipt", {"receipt": kept})


def _busy(visit: Visit) -> Page:
    return Page("sorry", {"busy": True, "who": visit.site.places.of(_place(visit))}, status=503)


def status(visit: Visit) -> Page:
    """How far is it?"""
    if "receipt" not in visit.asked:
        return Page("status", {"state": ""})
    return Page("status", {"state": visit.site.gate.status(visit.get("receipt")) or "none"})


def sorry(message: str, code: int) -> Page:
    """What went wrong."""
    return Page("sorry", {"busy": False, "message": message}, status=code)


def _form(visit: Visit, typed: Mapping[str, str], faults: Mapping[str, str]) -> Page:
    lists = {"money": MONEY, "ways": WAYS, "lengths": TEXTS}
    return Page("facts", {**_path(visit), **lists, "typed": typed, "faults": faults}, step=4)


def _path(visit: Visit) -> dict[str, str]:
    """The answers so far."""
    return {"place": _place(visit), "urgent": _urgent(visit), "kind": _kind(visit)}


def _place(visit: Visit) -> str:
    return visit.get("place") if visit.get("place") in COUNTRIES else ""


def _urgent(visit: Visit) -> str:
    return "1" if visit.get("urgent") == "1" else ""


def _kind(visit: Visit) -> str:
    return visit.get("kind") if visit.get("kind") in KINDS else ""


def _earlier(visit: Visit) -> str:
    return read_receipt(visit.get("earlier")) or ""


READ: Mapping[str, View] = MappingProxyType(
    {"": start, "now": now, "where": where, "what": what, "facts": facts, "status": status}
)
"""What an address shows."""

SENT: Mapping[str, View] = MappingProxyType({"facts": change, "check": check, "status": status})
"""What a form is answered with, but for the one that sends: that is judged and kept."""
