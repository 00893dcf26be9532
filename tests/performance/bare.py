"""The bare Flask view that the product is compared with: one row through the same engine, on the same server."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime

from flask import Flask, request
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, insert

from feedback.persistence.columns import Instant
from feedback.persistence.database import Database
from feedback.persistence.keys import read_keyring
from feedback.server import Server, options_for
from feedback.settings import Settings, read_settings

rows = Table(
    "bare",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),
)


def bare_app(settings: Settings) -> Flask:
    """A view that stores the body of the request as one row."""
    app = Flask(__name__)
    database = Database(settings.database_url, read_keyring(settings.key_file))

    @app.post("/")
    def store() -> tuple[str, int]:
        with database.transaction() as session:
            session.execute(insert(rows), {"at": datetime.now(UTC), "content": request.get_data()})
        return "", 204

    return app


class BareServer(Server):
    """The same server with the bare view."""

    def load(self) -> Flask:
        """The application."""
        return bare_app(self.settings)


def main() -> None:
    """Make the table and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    settings = read_settings(os.environ)
    database = Database(settings.database_url, read_keyring(settings.key_file))
    rows.metadata.create_all(database.engine)
    database.engine.dispose()
    BareServer(settings, options_for("127.0.0.1", parser.parse_args().port, 2)).run()


if __name__ == "__main__":
    main()
