"""What Spark tells nobody in particular in, nothing out: its warnings and its log are no words to the user."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unwarned() -> Iterator[None]:
    """Without Spark's warnings about releases of pandas, which finpath does not use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def silent() -> Iterator[None]:
    """Give Spark's own process nowhere to chat to; what it raises comes back by another way."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        with unwarned():
            yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
