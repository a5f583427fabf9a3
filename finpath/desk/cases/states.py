"""The states of a case, and what leads from one to another. The lane `protect` is a lane, and no state."""

from __future__ import annotations

from types import MappingProxyType

from finpath.errors import ConfigError

NEW, OPEN, SET_ASIDE, CONFIRMED, PROPOSED, APPROVED, RELEASED, CLOSED = STATES = (
    "new", "open", "set aside", "confirmed", "proposed", "approved", "released", "closed",
)  # fmt: skip

UNDECIDED = (NEW, OPEN)
"""What the queue shows."""

PART = "decide on a part"
"""What is said of some accounts of a case: it moves nothing."""

MOVES = MappingProxyType(
    {
        "confirm": ({NEW, OPEN, SET_ASIDE, CLOSED}, CONFIRMED),
        "clear": ({NEW, OPEN, SET_ASIDE, CONFIRMED}, CLOSED),
        "set_aside": ({NEW, OPEN, CONFIRMED}, SET_ASIDE),
        "give_role": ({NEW, OPEN, SET_ASIDE, CONFIRMED, PROPOSED}, ""),
        PART: ({NEW, OPEN, SET_ASIDE, CONFIRMED, PROPOSED, RELEASED, CLOSED}, ""),
        "label": ({NEW, OPEN, SET_ASIDE, CONFIRMED, RELEASED, CLOSED}, ""),
        "merge": ({NEW, OPEN, SET_ASIDE, CONFIRMED, PROPOSED, RELEASED}, ""),
        "split": ({NEW, OPEN, SET_ASIDE, CONFIRMED, PROPOSED, RELEASED}, ""),
        "propose": ({CONFIRMED}, PROPOSED),
        "approve": ({PROPOSED}, APPROVED),
        "send_back": ({PROPOSED, APPROVED}, CONFIRMED),
        "release": ({APPROVED}, RELEASED),
        "grow": ({NEW, OPEN, SET_ASIDE, CONFIRMED, RELEASED, CLOSED}, OPEN),
    }
)
"""By what is done: the states that it is done in, and the state afterwards; empty where that stays."""


def after(state: str, done: str) -> str:
    """The state afterwards.

    Raises:
        ConfigError: It is not done in this state.
    """
    begin, end = MOVES[done]
    if state not in begin:
        raise ConfigError(
            f"The case is {state}: {done.replace('_', ' ')} needs one that is {' or '.join(sorted(begin))}."
        )
    return end or state
