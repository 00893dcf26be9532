"""A small OpenID provider on this machine, as strict as ID-porten about who asks and how; it can be told to
misbehave in each way that a client must withstand."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
CLIENT = "samsyn-test"
Claims = dict[str, Any]


class RefusedError(Exception):
    """The provider says no; the text is the error code of RFC 6749."""


@cache
def signing_key(number: int) -> RSAKey:
    """One of the provider's keys; making one takes a while."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


def unchanged(claims: Claims) -> Claims:
    """Leave a token's claims as they are."""
    return claims


@dataclass
class Provider:
    """Its state. `person` is who logs in next; `change` changes the claims of the next tokens and `sign` signs
    them in another way; `describe` changes what it says of itself; `answer` changes what the browser carries
    back; `broken` are paths that answer with 500, `garbled` ones without JSON, `slow` ones that take
    some seconds."""

    issuer: str = ""
    public_key: RSAKey | None = None
    redirects: tuple[str, ...] = ()
    person: Claims = field(default_factory=dict)
    change: Callable[[Claims], Claims] = unchanged
    sign: Callable[[Claims], str] | None = None
    describe: Claims = field(default_factory=dict)
    answer: Claims = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    garbled: set[str] = field(default_factory=set)
    slow: dict[str, float] = field(default_factory=dict)
    keys: list[int] = field(default_factory=lambda: [0])
    asked: list[Claims] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    pushed: dict[str, Claims] = field(default_factory=dict)
    codes: dict[str, Claims] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def signed(self, claims: Claims, key: RSAKey | None = None, **header: str) -> str:
        """A token signed with the newest key, or another."""
        mine = key or signing_key(self.keys[-1])
        return jwt.encode({"alg": "RS256", "kid": mine.kid or "", **header}, claims, mine)

    def logout_token(self, **changes: object) -> str:
        """What it sends when its session has ended; a claim changed to None is left out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": secrets.token_hex(),
            "sid": "session-1", "events": {LOGOUT_EVENT: {}}, **changes,
        }  # fmt: skip
        return self.signed({name: value for name, value in claims.items() if value is not None})

    def browse(self, address: str) -> str:
        """What a browser does at the provider: the person says yes, and is sent back to this address."""
        answer = httpx2.get(address)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])

    def metadata(self) -> Claims:
        """The description of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "pushed_authorization_request_endpoint": f"{self.issuer}/par",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout",
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": True,
            **self.describe,
        }

    def jwks(self) -> Claims:
        """Its public keys, and rows that a client must pass over."""
        keys = [signing_key(number).as_dict(private=False) for number in self.keys]
        strange = [{"kty": "oct", "k": "c2VjcmV0", "kid": "shared"}, {"kty": "nonsense"}, "text"]
        broken = [
            {"kty": "RSA", "n": 7, "e": "AQAB", "kid": "broken"},
            {**keys[0], "use": "enc", "kid": "enc"},
        ]
        return {"keys": [*strange, *broken, *keys]}

    def par(self, form: Claims) -> Claims:
        """Take a pushed request."""
        self._check_client(form)
        if form.get("redirect_uri") not in self.redirects or form.get("response_type") != "code":
            raise RefusedError("invalid_request")
        if form.get("code_challenge_method") != "S256" or not (form.get("state") and form.get("nonce")):
            raise RefusedError("invalid_request")
        self.asked.append(form)
        reference = f"urn:ietf:params:oauth:request_uri:{secrets.token_hex()}"
        self.pushed[reference] = form
        return {"request_uri": reference, "expires_in": 60}

    def authorize(self, query: Claims) -> str:
        """The person logs in; where the browser goes now."""
        if query.keys() != {"client_id", "request_uri"} or query["request_uri"] not in self.pushed:
            raise RefusedError("invalid_request")
        asked = self.pushed.pop(query["request_uri"])
        code = secrets.token_hex()
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer, **self.answer}
        return f"{asked['redirect_uri']}?{urlencode({key: value for key, value in back.items() if value})}"

    def token(self, form: Claims) -> Claims:
        """Change a code into tokens, once, for whoever has the verifier."""
        self._check_client(form)
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            raise RefusedError("invalid_grant")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if _base64(digest) != asked["code_challenge"]:
            raise RefusedError("invalid_grant")
        now, access_token = int(time.time()), secrets.token_hex()
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "nonce": asked["nonce"],
            "acr": "idporten-loa-high", "sid": "session-1", "auth_time": now,
            "at_hash": _base64(hashlib.sha256(access_token.encode()).digest()[:16]), **self.person,
        }  # fmt: skip
        claims = {name: value for name, value in self.change(claims).items() if value is not None}
        id_token = self.sign(claims) if self.sign else self.signed(claims)
        return {"id_token": id_token, "access_token": access_token, "token_type": "Bearer"}

    def logout(self, query: Claims) -> str:
        """The person is sent here to sign out, and goes back where the client may send them."""
        claims = jwt.decode(query["id_token_hint"], signing_key(self.keys[-1])).claims
        if claims["aud"] != CLIENT or query["post_logout_redirect_uri"] not in self.redirects:
            raise RefusedError("invalid_request")
        return str(query["post_logout_redirect_uri"])

    def _check_client(self, form: Claims) -> None:
        """private_key_jwt: signed by the client, for us, for at most 30 seconds, each used once."""
        assert self.public_key is not None
        if form.get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            raise RefusedError("invalid_client")
        claims = jwt.decode(form["client_assertion"], self.public_key, algorithms=["RS256"]).claims
        now = time.time()
        right = claims["iss"] == claims["sub"] == form.get("client_id") == CLIENT
        if not right or claims["aud"] != self.issuer or claims["jti"] in self.used:
            raise RefusedError("invalid_client")
        if claims["exp"] - claims["iat"] > 30 or not claims["iat"] - 5 <= now <= claims["exp"]:
            raise RefusedError("invalid_client")
        self.used.add(claims["jti"])


class Handler(BaseHTTPRequestHandler):
    """The provider's pages."""

    provider: Provider

    def do_GET(self) -> None:
        """Documents and the pages that a browser opens."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        provider = self.provider
        documents = {"/.well-known/openid-configuration": provider.metadata, "/jwks": provider.jwks}
        pages = {"/authorize": provider.authorize, "/logout": provider.logout}
        if parts.path in documents:
            self._send(parts.path, documents[parts.path])
        elif parts.path in pages:
            self._send(parts.path, lambda: pages[parts.path](query), status=302)
        else:
            self._send(parts.path, lambda: {"sub": provider.person.get("sub"), **provider.person})

    def do_POST(self) -> None:
        """What clients send."""
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(text).items()}
        actions = {"/par": (self.provider.par, 201), "/token": (self.provider.token, 200)}
        action, status = actions[self.path]
        self._send(self.path, lambda: action(form), status=status)

    def log_message(self, *args: object) -> None:
        """Be quiet."""

    def _send(self, path: str, make: Callable[[], Any], status: int = 200) -> None:
        self.provider.calls.append(path)
        time.sleep(self.provider.slow.get(path, 0))
        try:
            content = make() if path not in self.provider.broken else {}
            status = status if path not in self.provider.broken else 500
        except RefusedError as error:
            content, status = {"error": str(error)}, 400
        self.send_response(status)
        if status == 302:
            self.send_header("Location", content)
            content = {}
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(b"<html>" if path in self.provider.garbled else json.dumps(content).encode())


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider that answers on a free port of this machine."""
    provider = Provider()
    handler = type("ProviderHandler", (Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
