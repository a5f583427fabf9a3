"""The process that listens: it can write and not read, and keeps no log."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

import uvicorn

from finpath.intake.answers import Answers
from finpath.intake.gate import Gate, receipt_key
from finpath.intake.places import STARTER, read_places
from finpath.intake.proof import Proofs
from finpath.intake.rates import Rates
from finpath.intake.settings import Settings
from finpath.intake.speech import read_languages
from finpath.intake.spool import Spool
from finpath.intake.web.app import make_app
from finpath.intake.web.render import Site

SPOOL = "spool"
CONNECTIONS, PATIENCE = 1000, 5
"""Open at a time, and seconds for which one may be idle."""


def today() -> dt.date:
    """The day of the machine's clock, in UTC."""
    return dt.datetime.now(dt.UTC).date()


def open_site(settings: Settings) -> Site:
    """Everything that the pages need, checked."""
    languages = read_languages(settings.words, settings.languages)
    places = read_places(settings.places or STARTER)
    spool = Spool(settings.folder / SPOOL, (settings.recipient,))
    key = receipt_key(settings.folder)
    spool.open()
    gate = Gate(spool, key, Answers(settings.answers), Proofs(), Rates(), today)
    return Site(gate, languages, places, settings.leave_to, settings.trusted)


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Listen until told to stop."""
    site = open_site(settings)
    for old in site.places.old(today()):
        tell(f"Check again, it was read more than a year ago: {old}")
    tell(f"The intake listens on http://{settings.host}:{settings.port}/; stop it with Ctrl-C.")
    logging.disable(logging.CRITICAL)  # no address, no fault's words: nothing is written down
    uvicorn.run(
        make_app(site),
        host=settings.host,
        port=settings.port,
        log_config=None,
        ws="none",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=PATIENCE,
        timeout_graceful_shutdown=PATIENCE,
    )
