"""The production server: gunicorn with worker processes (record in docs/performance)."""

from __future__ import annotations

import gc
from socket import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.sync import SyncWorker

from feedback.application import create_app
from feedback.settings import Settings

SECONDS_OF_SILENCE = 5


class Worker(SyncWorker):  # type: ignore[misc]
    """A worker that does not wait for a sender who has stopped sending."""

    def handle(self, listener: Any, client: socket, addr: Any) -> None:
        """One connection. Whoever keeps sending slowly is ended by the server's own `timeout`."""
        client.settimeout(SECONDS_OF_SILENCE)
        super().handle(listener, client, addr)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn without a configuration file. The application is made in each worker, after the fork."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self.settings, self.options = settings, options
        super().__init__()

    def load_config(self) -> None:
        """Take over the options."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Flask:
        """The application. What is loaded now stays: the garbage collector need not look at it again."""
        app = create_app(self.settings)
        gc.collect()
        gc.freeze()
        return app


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    Server(settings, options_for(host, port, workers)).run()


def options_for(host: str, port: int, workers: int) -> dict[str, Any]:
    """How the server runs. No access log: addresses of answers stay out of logs."""
    return {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": Worker,
        "control_socket_disable": True,
        "timeout": 30,
        "limit_request_line": 4094,
        "limit_request_field_size": 8190,
    }
