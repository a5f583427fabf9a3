"""What to say where a TOML file that a person wrote is not there, or is no TOML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finpath.errors import ConfigError


def quoted(text: str) -> str:
    r"""A text as TOML writes it: JSON's way, but for DEL, which TOML wants escaped.

    >>> quoted('Café "4"')
    '"Café \\"4\\""'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@contextmanager
def reading(path: Path, what: str, do: str) -> Iterator[None]:
    """Read inside of this.

    >>> with reading(Path("none.toml"), "case file", "name one with --config"):
    ...     Path("none.toml").read_text()
    Traceback (most recent call last):
    finpath.errors.ConfigError: There is no case file none.toml: name one with --config.

    Args:
        path: The file.
        what: What it is, in words: `case file`.
        do: What to do where it is not there.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        yield
    except OSError:
        raise ConfigError(f"There is no {what} {path}: {do}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"The {what} {path} is not TOML: {error}.") from None
