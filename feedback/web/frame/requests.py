"""Requests as the pages meet them: no control characters in anything that was sent."""

from __future__ import annotations

from functools import cached_property

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from feedback.domain.plain_text import UNPRINTABLE, printable


class PrintableRequest(Request):
    """A request whose form and query hold printable text alone."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """What the query held."""
        return _printable(super().args)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _printable(self.__dict__["form"])


def install(app: Flask) -> None:
    """Use these requests."""
    app.request_class = PrintableRequest


def _printable(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    if not any(UNPRINTABLE.search(value) for value in sent.values()):
        return sent
    return ImmutableMultiDict([(name, printable(value)) for name, value in sent.items(multi=True)])
