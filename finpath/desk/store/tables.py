"""The tables of the desk. Times are UTC in ISO 8601, ids are text; what is sealed is under the key of its case."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

METADATA = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _text(name: str, *, empty: bool = False) -> Column[str]:
    return Column(name, Text, nullable=empty)


def _to(name: str, target: str, *, empty: bool = False) -> Column[str]:
    return Column(name, Text, ForeignKey(target), nullable=empty)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _sealed(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


PEOPLE = Table("people", METADATA, _key("id"), _text("name"), _text("org"), _text("countries"), _text("teams"),
               _text("tlp"), _text("until", empty=True))  # fmt: skip
"""Human beings; four eyes counts these."""

LOGINS = Table("logins", METADATA, _key("login"), _to("person", "people.id"), _text("password", empty=True))
"""How somebody signs in; several may be one person's."""

CREDENTIALS = Table("credentials", METADATA, _key("id"), _to("person", "people.id"), _sealed("public_key"),
                    Column("uses", Integer, nullable=False), _text("at"))  # fmt: skip
"""Keys of WebAuthn: with them people sign what they approve."""

GRANTS = Table("grants", METADATA, _to("person", "people.id"), _text("role"), _text("by"), _text("approved_by"),
               _text("at"), UniqueConstraint("person", "role"))  # fmt: skip
"""Roles in force."""

ASKED_GRANTS = Table("asked_grants", METADATA, _key("id"), _to("person", "people.id"), _text("role"), _text("by"),
                     _text("at"))  # fmt: skip
"""Roles that one administrator proposes and another has to approve."""

SESSIONS = Table("sessions", METADATA, _key("id_hash"), _to("person", "people.id"), _text("login"), _text("began"),
                 _text("seen"), _text("stepped_up", empty=True), _text("challenge", empty=True))  # fmt: skip

TOKENS = Table(
    "tokens", METADATA, _key("hash"), _to("person", "people.id"), _text("scopes"), _text("until"), _text("at")
)
"""How other programs ask: as a person, for some acts, until a day. They cannot approve."""

REPEATS = Table("repeats", METADATA, _key("key"), _text("digest"), Column("status", Integer, nullable=False),
                _sealed("answer"), _text("at"))  # fmt: skip
"""Answers to writes of programs, so that one that is sent again is done once."""

RUNS = Table("runs", METADATA, _key("seal"), _text("name"), _text("path"), _text("as_of"), _text("at"), _text("by"),
             Column("number", Integer, nullable=False, unique=True))  # fmt: skip
"""Runs that were landed; the folder stays where it is."""

CASES = Table("cases", METADATA, _key("id"), _text("state"), _text("lane"), _text("tier"),
              Column("score", Integer, nullable=False), Column("tlp", Integer, nullable=False), _text("team"),
              _text("assigned", empty=True), _text("agreement"), _text("ends_on", empty=True),
              _text("set_aside_until", empty=True), _text("opened_at"), _text("run"), _text("group_id"),
              _text("change"), _sealed("key"), _sealed("title"), _sealed("why"))  # fmt: skip
"""Score in thousandths of a percent; `run`, `group_id` and `change` are of the last run in which it was seen."""

PLACES = Table("places", METADATA, _to("case_id", "cases.id"), _text("country"), UniqueConstraint("case_id", "country"))
"""Whose law a case is under."""

ANCHORS = Table("anchors", METADATA, _to("case_id", "cases.id"), _text("mac"), _sealed("account"), _text("run"),
                UniqueConstraint("case_id", "mac"))  # fmt: skip
"""Accounts of a case: found by a keyed hash, read under the key of the case. `run` saw it first."""

SIGHTINGS = Table("sightings", METADATA, _to("case_id", "cases.id"), _to("run", "runs.seal"), _text("group_id"),
                  _text("tier"), Column("score", Integer, nullable=False), _text("change"), _sealed("what"),
                  UniqueConstraint("case_id", "run", "group_id"))  # fmt: skip
"""What became of a case in a run."""

WORDS = Table("words", METADATA, _key("id"), _to("case_id", "cases.id"), _text("kind"), _text("by"), _text("at"),
              _sealed("text"))  # fmt: skip
"""Notes, questions and answers."""

DECISIONS = Table("decisions", METADATA, _key("id"), _to("case_id", "cases.id"), _text("outcome"), _text("code"),
                  _text("until", empty=True), _text("by"), _text("at"), _to("run", "runs.seal"),
                  _sealed("what"))  # fmt: skip
"""`what` holds the accounts that are meant, the words, and what the run showed."""

PROPOSALS = Table("proposals", METADATA, _key("id"), _to("case_id", "cases.id"), _text("group_id"), _text("recipient"),
                  _text("digest"), _text("by"), _text("at"), _text("until"), _text("state"),
                  _to("run", "runs.seal"))  # fmt: skip
"""A package of a case for a recipient, as its bytes were when it was proposed."""

APPROVALS = Table("approvals", METADATA, _to("proposal", "proposals.id"), _to("person", "people.id"), _text("verdict"),
                  _text("head"), _text("at"), _text("assertion"), UniqueConstraint("proposal", "person"))  # fmt: skip
"""The signed assertion itself, and the head of the chain that it names."""

RELEASES = Table("releases", METADATA, _key("id"), _to("proposal", "proposals.id"), _to("person", "people.id"),
                 _text("head"), _text("at"), _text("assertion"), _text("seal"), _text("folder"), _text("state"),
                 Column("filed_as", LargeBinary), Column("reason", LargeBinary),
                 UniqueConstraint("proposal"))  # fmt: skip
"""What was written to the outbox, and what became of it."""

CUSTODY = Table("custody", METADATA, Column("n", Integer, primary_key=True, autoincrement=False), _text("at"),
                _text("actor"), _text("act"), _text("subject"), _text("agreement"), _text("digest"), _text("before"),
                _text("hash"))  # fmt: skip
"""The chain; `finpath.custody` says what it is."""

SALTS = Table("salts", METADATA, Column("n", Integer, ForeignKey("custody.n"), primary_key=True, autoincrement=False),
              _text("case_id"), _sealed("salt"))  # fmt: skip
"""Salts of entries about a case, under its key: they go with it, and the digest says nothing any more."""

HOLDS = Table("holds", METADATA, _key("id"), _to("case_id", "cases.id"), _text("by"), _text("at"), _text("until"),
              _sealed("what"), _text("lift_by", empty=True), _text("lifted_by", empty=True),
              _text("ended_at", empty=True))  # fmt: skip
"""Cases that an authority wants kept: `what` names it and its reference. One asks to end it, and another ends it."""

PURGES = Table("purges", METADATA, _key("id"), _text("case_id", empty=True), _text("mac"), _text("why"),
               _text("authority"), _text("digest"), _text("by"), _text("at"), _text("until"),
               _text("state"))  # fmt: skip
"""Purges that were proposed; the id of the case goes with the case, and its keyed hash stays."""

PURGE_APPROVALS = Table("purge_approvals", METADATA, _to("purge", "purges.id"), _to("person", "people.id"),
                        _text("head"), _text("at"), _text("assertion"),
                        UniqueConstraint("purge", "person"))  # fmt: skip
"""The signed assertion itself, and the head of the chain that it names."""

TOMBS = Table("tombs", METADATA, _key("mac"), _text("day"), _text("why"), _text("authority"),
              Column("entries", Integer, nullable=False), _to("purge", "purges.id"))  # fmt: skip
"""What is left of a case that was purged: a keyed hash of its id, the day, why, by what right, and entries about it."""

LEFTOVERS = Table("leftovers", METADATA, _text("kind"), _text("name"), UniqueConstraint("kind", "name"))
"""What a purge has still to take away outside of the tables: done after it, and again where a desk was killed."""

MATCH_KEYS = Table("match_keys", METADATA, _to("case_id", "cases.id"), _text("kind"), _text("mac"),
                   UniqueConstraint("case_id", "kind", "mac"))  # fmt: skip
"""By what a case could meet another: keyed hashes of accounts, entities and tokens, of the last run that showed it."""

HITS = Table("hits", METADATA, _key("id"), _to("left_case", "cases.id"), _to("right_case", "cases.id"), _text("kinds"),
             _text("band"), _text("at"), _text("left_answer"), _text("left_by", empty=True),
             Column("left_why", LargeBinary), _text("right_answer"), _text("right_by", empty=True),
             Column("right_why", LargeBinary), UniqueConstraint("left_case", "right_case"))  # fmt: skip
"""Two cases that meet: one row with two owners, each of whom answers. By what value they meet stands nowhere."""

QUIETS = Table("quiets", METADATA, _key("id"), _to("case_id", "cases.id"), _text("by"), _text("at"), _text("until"),
               _text("agreed_by", empty=True))  # fmt: skip
"""Cases of law enforcement whose hits it alone is told of, until a day; one asks and another agrees."""

HIT_COUNTS = Table("hit_counts", METADATA, _text("org"), _text("day"), Column("asked", Integer, nullable=False),
                   Column("given", Integer, nullable=False), UniqueConstraint("org", "day"))  # fmt: skip
"""Cases whose keys an organisation's landings compared, and hits that came of it: who probes is seen."""

SENT = Table("sent", METADATA, _key("seal"), _text("partner"), Column("sequence", Integer, nullable=False),
             _text("previous"), _text("kind"), _text("agreement"), _text("about"), _text("at"), _text("file"),
             Column("content", LargeBinary), UniqueConstraint("partner", "sequence"))  # fmt: skip
"""Envelopes to partners, by their seals: what they said stands nowhere. `content` is theirs alone to open, and goes
when the file lies in the outbox."""

CAME = Table("came", METADATA, _text("partner"), Column("sequence", Integer, nullable=False), _text("seal"),
             _text("kind"), _text("agreement"), _text("about"), _text("at"),
             UniqueConstraint("partner", "sequence"))  # fmt: skip
"""Envelopes from partners, by their seals: by these, replay and order are judged. An accepted gap has no seal."""

COPIES = Table("copies", METADATA, _to("case_id", "cases.id"), _text("kind"), _text("partner"), _text("seal"),
               _text("state"), _sealed("content"), UniqueConstraint("case_id"))  # fmt: skip
"""What partners gave, of which a case of the lane `received` is the shell: a case, a question, a warning. Its last day
is that case's `ends_on`."""

SHARES = Table("shares", METADATA, _key("id"), _to("case_id", "cases.id"), _text("kind"), _text("partner"),
               _text("digest"), _text("by"), _text("at"), _text("until"), _text("state"), _sealed("what"),
               _text("seal"), _text("became"))  # fmt: skip
"""What is given of a case to a partner, or asked of it: proposed, then sent under a seal, then what became of it."""

SHARE_APPROVALS = Table("share_approvals", METADATA, _to("share", "shares.id"), _to("person", "people.id"),
                        _text("head"), _text("at"), _text("assertion"),
                        UniqueConstraint("share", "person"))  # fmt: skip
"""The signed assertion itself, and the head of the chain that it names."""

REMOTE_HITS = Table("remote_hits", METADATA, _key("id"), _to("case_id", "cases.id"), _text("partner"), _text("kinds"),
                    _text("at"), _text("told_by", empty=True), _text("own_answer"), _text("own_by", empty=True),
                    Column("own_why", LargeBinary), _text("named"), _text("their_answer"),
                    Column("whom", LargeBinary))  # fmt: skip
"""Cases that meet one of another desk's. `told_by` is the envelope that tells the partner, empty where it told us, and
none where the case is quiet; `named`, whether it was told whom to ask here; `whom`, whom to ask there."""

OFFERS = Table("offers", METADATA, _key("seal"), _text("partner"), _text("day"))
"""What partners were asked and have not answered yet, by the seal of the envelope."""

OFFERED_CASES = Table("offered_cases", METADATA, _to("offer", "offers.seal"), _to("case_id", "cases.id"),
                      _text("handle"), _sealed("proofs"), UniqueConstraint("offer", "handle"))  # fmt: skip
"""Under which handle a case was offered; `proofs` are what an answer can prove of it. They go with the answer."""

MATCH_SESSIONS = Table("match_sessions", METADATA, _key("mac"), _text("partner"), _text("at"))
"""Keyed hashes of the keys of sessions that partners have used: each is used once."""

OFFER_COUNTS = Table("offer_counts", METADATA, _text("org"), _text("way"), _text("day"),
                     *(Column(name, Integer, nullable=False) for name in ("offers", "hashes", "hits")),
                     UniqueConstraint("org", "way", "day"))  # fmt: skip
"""Which partner asked, or was asked, how often and how much, and what came of it: who probes is seen."""

Index("ix_remote_hits_case", REMOTE_HITS.c.case_id)
Index("ix_offered_cases_case", OFFERED_CASES.c.case_id)
Index("ix_came_seal", CAME.c.seal)
Index("ix_match_keys", MATCH_KEYS.c.kind, MATCH_KEYS.c.mac)
Index("ix_anchors_mac", ANCHORS.c.mac)
Index("ix_cases_queue", CASES.c.lane, CASES.c.state, CASES.c.score)
Index("ix_decisions_case", DECISIONS.c.case_id)
Index("ix_custody_subject", CUSTODY.c.subject)
Index("ix_words_case", WORDS.c.case_id)
