"""Serves the desk: one process, on the address of its configuration, without an access log."""

from __future__ import annotations

import socket

import uvicorn
from litestar import Litestar

from finpath.errors import ConfigError


def serve(app: Litestar, host: str, port: int) -> None:
    """Serve until somebody ends it.

    Raises:
        ConfigError: The address is taken.
    """
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"The desk cannot listen on {host}:{port}: {error.strerror}. Name another in desk.toml."
            ) from None
        config = uvicorn.Config(
            app, access_log=False, log_level="warning", server_header=False, date_header=False, proxy_headers=False
        )
        uvicorn.Server(config).run(sockets=[door])
