"""Keeps Spark's warnings and its log away from the user."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ignore_warnings() -> Iterator[None]:
    """Without Spark's warnings about releases of pandas, which finpath does not use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def silence_output() -> Iterator[None]:
    """Give Spark's own process nowhere to chat to; what it raises comes back by another way."""
    sys.stderr.flush()
    stderr_copy = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        with ignore_warnings():
            yield
    finally:
        os.dup2(stderr_copy, 2)
        os.close(nowhere)
        os.close(stderr_copy)
