"""Every error finpath raises, and nothing else.

    FinpathError
    ├── ConfigError          wrong use: a folder, key, option or case file that cannot be worked with (exit 2)
    ├── ContributionError    one contribution is refused; the others go on (exit 1)
    ├── NothingToDo          nothing is left to look at, or the run failed (exit 3)
    ├── RuleError            a rule is not what a rule must be
    └── EngineError          the engine could not do what it was asked

A fault in the data is never an exception: it is a row in the rejects, with its reason.
"""

from __future__ import annotations

import errno
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that draw nothing, or turn the direction of what follows."""

LONGEST = 2000
"""Letters of a message: names of columns and files in it are somebody else's, and may be endless."""

ALIKE, MOST_KNOWN = 3, 30
"""Names that a message suggests, and that it lists where none is like it."""

_NUMBER = re.compile(r"(?<!\w)\d(?:[ -]?\d){12,18}(?!\w)")
"""What may be a card number: a file whose header is missing names its first record's values as columns."""

_STARVED = re.compile("can't start new thread|annot allocate memory|failed to map segment|bad_alloc|out of memory")
"""What threads and loaders say of too little memory."""

_ENDLESS = re.compile(r"(\S{200})\S+")
"""A word of somebody else's that would hide what the sentence says."""


def legible(text: str) -> str:
    """What somebody else wrote as a part of a sentence: nothing hidden, no card number, no word without end.

    >>> legible("4111 1111 1111 1111 is" + chr(9) + "no name")
    '[number] is[U+0009]no name'
    """
    return visible(_ENDLESS.sub(r"\1…", _NUMBER.sub("[number]", text)))


def visible(text: str) -> str:
    """Show what is hidden in a text, line ends among it, so that it is what it looks like.

    >>> visible("ab\u202ecd")
    'ab[U+202E]cd'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"[U+{ord(sign):04X}]" if unicodedata.category(sign) in HIDDEN else sign for sign in text)


def nearest(name: str, known: Iterable[str]) -> str:
    """What may be meant by a name that nobody knows, as the end of a sentence.

    >>> nearest("nigt_payments", ["night_payments", "short_life"]), nearest("x", ["refer", "review"])
    ('did you mean night_payments?', 'known are refer, review.')
    >>> nearest("nigt", ["night_payments", "short_life"])
    'did you mean night_payments?'
    """
    names = sorted(known)
    by_letters = {each.casefold(): each for each in names}
    alike = get_close_matches(name.casefold(), by_letters, ALIKE, 0.6)
    wanted = name.casefold()
    alike += [each for each in by_letters if len(name) >= ALIKE and wanted in each and each not in alike]
    alike += [each for each in by_letters if each not in alike and get_close_matches(wanted, each.split("_"), 1, 0.8)]
    if alike:
        return f"did you mean {' or '.join(by_letters[each] for each in alike[:ALIKE])}?"
    more = ", …" if len(names) > MOST_KNOWN else ""
    return f"known are {', '.join(names[:MOST_KNOWN])}{more}."


def is_out_of_memory(error: BaseException | None) -> bool:
    """Say whether an error comes of too little memory, whatever a library makes of it: no thread, no code to load.

    >>> is_out_of_memory(MemoryError()), is_out_of_memory(OSError(errno.ENOMEM, "")), is_out_of_memory(OSError())
    (True, True, False)
    """
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
            return True
        if isinstance(error, RuntimeError | ImportError) and _STARVED.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


class FinpathError(Exception):
    """What was found, what was expected, what to do: one sentence each."""

    exit_code = 3


class ConfigError(FinpathError):
    """Wrong use: no such folder, no key, output that exists, a case file that cannot be read."""

    exit_code = 2


class ContributionError(FinpathError):
    """One contribution cannot be taken; the run goes on with the others.

    What it quotes of the contribution is one line that hides nothing, has an end, and holds no card number.
    """

    exit_code = 1

    def __init__(self, message: str) -> None:
        """Say what is wrong with the contribution."""
        shown = legible(message)
        super().__init__(shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…")


class NothingToDo(FinpathError):  # noqa: N818 - it names a state of the input, not a mistake
    """No valid row is left, or every contribution was refused."""


class RuleError(FinpathError):
    """A rule has a wrong column, wrong SQL, no examples, or an example that fails."""

    exit_code = 2


Lacking = Literal["", "column", "table", "function"]


@dataclass(frozen=True)
class StatementFault:
    """What an engine has against a statement, in words of its own and without the statement.

    Args:
        reason: What it says.
        lacking: What is not there that the statement names; empty where it is something else.
        name: The name of that.
    """

    reason: str
    lacking: Lacking = ""
    name: str = ""


class EngineError(FinpathError):
    """The engine failed: no space, no memory, or a statement that it does not take."""

    def __init__(
        self,
        message: str,
        *,
        file_fault: bool = False,
        fatal: bool = False,
        exhausted: bool = False,
        statement: StatementFault | None = None,
    ) -> None:
        """Say what failed.

        Args:
            message: What was found, what was expected, what to do.
            file_fault: Whether it is the file that is not what it should be.
            fatal: Whether the engine takes no statement any more.
            exhausted: Whether the memory limit was reached.
            statement: What is wrong with the statement, where it is known.
        """
        super().__init__(message)
        self.file_fault = file_fault
        self.fatal = fatal
        self.exhausted = exhausted
        self.statement = statement
