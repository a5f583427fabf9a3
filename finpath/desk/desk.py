"""One desk: its database, its configuration, and what its releases are made with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from finpath.desk.cases.conditions import Hub
from finpath.desk.cases.land import Landing, Rests, land
from finpath.desk.config import DeskConfig, read_desk_config
from finpath.desk.exchange.became import call_back_bound, end_copies, write_owed
from finpath.desk.exchange.copies import watch_all
from finpath.desk.exchange.envelope import MATCH, MATCH_ANSWER
from finpath.desk.exchange.receive import Taken, receive
from finpath.desk.exchange.send import Correspondent, deliver
from finpath.desk.exchange.takers import TAKERS
from finpath.desk.hits.find import find_hits
from finpath.desk.hits.notice import answer
from finpath.desk.match.answer import take_answer
from finpath.desk.match.ask import Asked, ask, forget_offers
from finpath.desk.match.gone import tell_gone
from finpath.desk.match.said import answer_remote, is_remote
from finpath.desk.match.take import take_match
from finpath.desk.people.signatures import Site
from finpath.desk.policy.may import Person
from finpath.desk.retention.purge import propose_due
from finpath.desk.retention.sweep import Left, sweep
from finpath.desk.search import Search
from finpath.desk.store.seals import read_desk_key
from finpath.desk.store.store import Store, open_store
from finpath.desk.typed_tokens import keys_of
from finpath.dissemination import read_routing
from finpath.errors import ConfigError
from finpath.keyring import read_identity, read_signer

ALL_TAKERS = MappingProxyType({**TAKERS, MATCH: take_match, MATCH_ANSWER: take_answer})
"""Also of what two desks ask each other about cases that meet."""


@dataclass(frozen=True)
class Desk:
    """What pages and programs ask.

    Args:
        alone: One person works here, who can prepare and not approve.
        correspondent: The desk as its partners know it; None where it has none.
    """

    store: Store
    config: DeskConfig
    hub: Hub
    search: Search
    alone: bool = False
    correspondent: Correspondent | None = None

    def land(self, by: str, path: Path) -> Landing:
        """Land a run under the agreement of the configuration."""
        rests = Rests(self.config.agreement, self.config.ends_on, self.config.team)
        landing = land(self.store, by, path, rests)
        find_hits(self.store, by, verified=True)
        if self.correspondent is not None:
            watch_all(self.store, self.correspondent)
        self.tidy()
        return landing

    def tidy(self) -> int:
        """Propose the purge of what is kept too long, and end what a purge left; how many are proposed."""
        self.sweep()
        return propose_due(self.store, self.config.keep_years)

    def sweep(self) -> tuple[Left, ...]:
        """End copies whose time is over, and take away what purges have left elsewhere; what is still there."""
        end_copies(self.store, self.correspondent)
        forget_offers(self.store)
        tell_gone(self.store, self.correspondent)
        if self.correspondent is not None:
            call_back_bound(self.store, self.correspondent)
            write_owed(self.store, self.correspondent)
        deliver(self.store, self.hub.outbox)
        left = sweep(self.store, self.hub.outbox, self.config.key_backup)
        if left:
            self.search.forget()
        return left

    def partners(self) -> Correspondent:
        """The desk as its partners know it.

        Raises:
            ConfigError: It has none.
        """
        if self.correspondent is None:
            raise ConfigError("The desk has no partners: name them in desk.toml, under [exchange] and [[partners]].")
        return self.correspondent

    def match(self, org: str, by: str) -> Asked:
        """Ask a partner whether its cases meet this desk's; the envelope lies in the outbox.

        Raises:
            ConfigError: There is no such partner, or nothing may go to it.
        """
        asked = ask(self.store, self.partners(), org, by)
        self.sweep()
        return asked

    def answer_hit(self, person: Person, hit: str, case: str, *, said: str, why: str) -> None:
        """Answer a hit for one side; what another desk is told lies in the outbox.

        Raises:
            ConfigError: It is no answer, or the desk has no partners any more.
            DeniedError: It is not for this person.
        """
        with self.store.read() as db:
            remote = is_remote(db, hit)
        if not remote:
            answer(self.store, person, hit, case, said=said, why=why)
            return
        answer_remote(self.store, self.partners(), person, hit, case, said=said, why=why)
        self.sweep()

    def receive(self, path: Path, accept_gap: str = "") -> Taken:
        """Take a file that a partner has sent, and answer it where its kind asks for that.

        Raises:
            ConfigError: The desk has no partners, or the file cannot be read.
            ContributionError: It is refused; nothing has changed.
        """
        taken = receive(self.store, self.partners(), path, ALL_TAKERS, accept_gap=accept_gap)
        self.sweep()
        return taken


def open_desk(path: Path, *, alone: bool = False) -> Desk:
    """Open the desk of a configuration.

    Raises:
        ConfigError: Something that it names is not there, or not what it must be.
    """
    config = read_desk_config(path)
    store = open_store(config.database, read_desk_key(config.key_file))
    hub = make_hub(config)
    return Desk(store, config, hub, Search(store, keys_of(os.environ)), alone, _correspondent(config, hub))


def make_hub(config: DeskConfig) -> Hub:
    """What releases are made with, as far as the configuration names it."""
    host = config.public_origin.partition("://")[2].partition(":")[0]
    return Hub(
        Site(host, config.public_origin),
        read_desk_key(config.key_file),
        read_routing(config.routing) if config.routing else None,
        read_signer(config.signing_key) if config.signing_key else None,
        config.outbox,
        config.deconfliction,
    )


def _correspondent(config: DeskConfig, hub: Hub) -> Correspondent | None:
    if config.exchange is None or hub.signing is None:
        return None
    identity = read_identity(config.exchange.opens)
    return Correspondent(
        config.exchange, identity, hub.signing, hub.outbox, config.agreement, hub.site, config.ends_on, config.team,
        hub.lists,
    )  # fmt: skip
