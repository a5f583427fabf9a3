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


class FinpathError(Exception):
    """What was found, what was expected, what to do: one sentence each."""

    exit_code = 3


class ConfigError(FinpathError):
    """Wrong use: no such folder, no key, output that exists, a case file that cannot be read."""

    exit_code = 2


class ContributionError(FinpathError):
    """One contribution cannot be taken; the run goes on with the others."""

    exit_code = 1


class NothingToDo(FinpathError):  # noqa: N818 - it names a state of the input, not a mistake
    """No valid row is left, or every contribution was refused."""


class RuleError(FinpathError):
    """A rule has a wrong column, wrong SQL, no examples, or an example that fails."""

    exit_code = 2


class EngineError(FinpathError):
    """The engine failed: no space, no memory, or a statement that it does not take."""

    def __init__(self, message: str, *, file_fault: bool = False) -> None:
        """Say what failed.

        Args:
            message: What was found, what was expected, what to do.
            file_fault: Whether it is the file that is not what it should be.
        """
        super().__init__(message)
        self.file_fault = file_fault
