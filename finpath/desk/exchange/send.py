"""Puts an envelope into the outbox: numbered and kept in the transaction of the act, written as a file after it.

The desk sends nothing by itself. Whoever kills it between the two loses nothing: the file is written at the next start.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from sqlalchemy import select

from finpath.desk.chain import day_of
from finpath.desk.exchange.envelope import Envelope, Payload, seal_envelope
from finpath.desk.exchange.partners import ExchangeConfig, Partner
from finpath.desk.people.signatures import Site
from finpath.desk.policy.deconflict import DeconflictionList
from finpath.desk.store.store import Acting, Store, now, read_head
from finpath.desk.store.tables import SENT
from finpath.errors import ConfigError, nearest
from finpath.keyring import Identity, SigningKey


@dataclass(frozen=True)
class Correspondent:
    """This desk, as its partners know it.

    Args:
        config: With whom it exchanges.
        identity: Opens what is for it.
        signing: Signs what it sends.
        outbox: Where files for partners appear.
        agreement: The id of the one that it exchanges under.
        site: Where people sign what is given.
        ends_on: The last day of that; None where it has none.
        team: That works on what it receives; everybody's where empty.
        lists: Of authorities, that are asked before something is given.
    """

    config: ExchangeConfig
    identity: Identity
    signing: SigningKey
    outbox: Path
    agreement: str
    site: Site
    ends_on: str | None = None
    team: str = ""
    lists: tuple[DeconflictionList, ...] = ()

    def partner(self, org: str) -> Partner:
        """A partner.

        Raises:
            ConfigError: There is none of that name.
        """
        found = self.config.partners.get(org)
        if found is None:
            raise ConfigError(f'"{org:.60}" is no partner of this desk: {nearest(org, list(self.config.partners))}')
        return found


@dataclass(frozen=True)
class Message:
    """What is sent to whom.

    Args:
        kind: One of `envelope.KINDS`.
        to: The org of a partner.
        payload: Texts, whole numbers, lists and tables.
        about: The seal of what it answers or calls back.
    """

    kind: str
    to: str
    payload: Payload
    about: str = ""


def put(acting: Acting, desk: Correspondent, message: Message) -> str:
    """Number and seal an envelope, in the transaction of the act that it tells of; its seal.

    Raises:
        ConfigError: It is for nobody that this desk knows.
    """
    partner = desk.partner(message.to)
    query = select(SENT.c.sequence, SENT.c.seal).where(SENT.c.partner == partner.org)
    last = acting.db.execute(query.order_by(SENT.c.sequence.desc()).limit(1)).first()
    envelope = Envelope(
        kind=message.kind,
        sender=desk.config.org,
        receiver=partner.org,
        to=partner.recipient,
        sequence=last.sequence + 1 if last else 1,
        previous=last.seal if last else "",
        made_on=day_of(acting.db),
        finpath=metadata.version("finpath"),
        agreement=desk.agreement,
        about=message.about,
        head=str(read_head(acting.db)),
    )
    seal, content = seal_envelope(envelope, message.payload, desk.signing)
    acting.db.execute(
        SENT.insert().values(
            seal=seal, partner=partner.org, sequence=envelope.sequence, previous=envelope.previous, kind=message.kind,
            agreement=desk.agreement, about=message.about, at=now(), file=file_name(seal, partner.org), content=content,
        )
    )  # fmt: skip
    done = {"to": partner.org, "kind": message.kind, "sequence": envelope.sequence}
    acting.enter("hub", "sent", f"bundle:{seal}", done, agreement=desk.agreement)
    return seal


def file_name(seal: str, org: str) -> str:
    """What an envelope is called in the outbox."""
    return f"e-{seal[:12]}-{org}.age"


def deliver(store: Store, outbox: Path) -> tuple[Path, ...]:
    """Write what waits into the outbox; the files. What was written before a kill is written again, the same."""
    with store.read() as db:
        waiting = db.execute(select(SENT).where(SENT.c.content.is_not(None)).order_by(SENT.c.at)).all()
    written = []
    for row in waiting:
        outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = outbox / row.file
        _write(path, row.content)
        with store.engine.begin() as db:
            db.execute(SENT.update().where(SENT.c.seal == row.seal).values(content=None))
        written.append(path)
    return tuple(written)


def _write(path: Path, content: bytes) -> None:
    """A file that is there whole, or not at all."""
    draft = path.with_name(f".{path.name}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
