"""The web application: everything wired together, and nothing else."""

from __future__ import annotations

from flask import Flask

from feedback import ROOT, web
from feedback.openid.provider import Provider
from feedback.openid.settings import read_clients
from feedback.persistence.database import Database
from feedback.persistence.live_keys import KeyFile
from feedback.settings import LOOPBACK, Settings
from feedback.web.frame.form_tokens import FormTokens

MOST_BYTES = 8 * 1024 * 1024


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """The web application. Raises KeyFileError, SettingsError or AccessRuleMissingError rather
    than start incomplete."""
    keyring = KeyFile(settings.key_file)
    app = Flask("feedback", template_folder=str(ROOT / "templates"), static_folder="static")
    app.config.update(
        SECRET_KEY=keyring.cookies,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_PARTS=4000,
        WTF_CSRF_TIME_LIMIT=None,  # nothing expires while somebody is typing (rule A3)
        WTF_CSRF_SSL_STRICT=False,  # no referrer is ever sent; the token alone decides
        BABEL_DEFAULT_LOCALE="nb",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        BABEL_DEFAULT_TIMEZONE="Europe/Oslo",
        TRUSTED_HOSTS=list(settings.hosts or LOOPBACK),
    )
    app.extensions["samsyn.database"] = database or Database(
        settings.database_url, keyring, settings.anchor_file
    )
    app.extensions["samsyn.settings"] = settings
    clients = read_clients(settings.instance)
    app.extensions["samsyn.openid"] = {audience: Provider(client) for audience, client in clients.items()}
    FormTokens(app)
    web.register(app)
    return app
