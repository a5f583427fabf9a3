"""What is wrong with a rule, and where it is written."""

from __future__ import annotations

from dataclasses import dataclass

from finpath.errors import StatementFault


@dataclass(frozen=True)
class RuleFault:
    """One thing that is wrong with a rule.

    Args:
        sentence: What was found, what was expected.
        part: The attribute of the rule that is to blame; the class itself where it is empty.
        word: What to look for within it, or what an engine has against it.
        example: The title of the example that shows it.
    """

    sentence: str
    part: str = ""
    word: str | StatementFault = ""
    example: str = ""
