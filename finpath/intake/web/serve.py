"""The process that listens: it can write and not read, and keeps no log."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from finpath.errors import ConfigError
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
    """Listen until told to stop.

    Raises:
        ConfigError: Something else listens there, or the settings name what cannot be used.
    """
    site = open_site(settings)
    for old in site.places.old(today()):
        tell(f"Check again, it was read more than a year ago: {old}")
    with _listen(settings.host, settings.port) as listening:
        tell(f"The intake listens on http://{settings.host}:{settings.port}/; stop it with Ctrl-C.")
        logging.disable(logging.CRITICAL)  # no address, no fault's words: nothing is written down
        config = uvicorn.Config(
            make_app(site),
            log_config=None,
            ws="none",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=PATIENCE,
            timeout_graceful_shutdown=PATIENCE,
        )
        with suppress(KeyboardInterrupt):  # to be stopped is how it ends
            uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=CONNECTIONS)
    except OSError as error:
        raise ConfigError(
            f"Nobody can listen on {host}:{port}: {os.strerror(error.errno or 0)}. Name another door in listen."
        ) from None
