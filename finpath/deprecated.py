"""Arguments that were called otherwise in an earlier release, taken with a warning for one release more."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def renamed(**names: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Take arguments by their former names too.

    Args:
        names: What each was called before, and what it is called now.

    >>> @renamed(case="config")
    ... def run(config: str) -> str:
    ...     return config
    >>> run(config="strict")
    'strict'
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            for former in names.keys() & kwargs.keys():
                now = names[former]
                warnings.warn(
                    f"{function.__name__}({former}=…) is {function.__name__}({now}=…) now.",
                    DeprecationWarning,
                    stacklevel=2,
                )
                kwargs[now] = kwargs.pop(former)
            return function(*args, **kwargs)

        return call

    return decorate
