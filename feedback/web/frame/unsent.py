"""A form whose session is gone: the browser was closed, the cookies were cleared, the person signed out elsewhere.

What was written stands in the page that is sent back and goes on from there; we keep nothing of it. It is taken in
once the person for whom the form was made has come in anew, has seen it, and has sent it from a page of ours.
"""

from __future__ import annotations

from flask import g, render_template, request

from feedback.domain.people.actors import Actor
from feedback.web import current, languages
from feedback.web.frame.form_tokens import Writer, form_token, writer_of_form
from feedback.web.sign_in import opened_links
from feedback.web.sign_in.signed_in import signed_in

ELSEWHERE = ("cross-site", "same-site")  # what a browser calls pages that are not ours
NOT_KEPT = ("csrf_token", "proof", "proof_code")
QUESTIONS = "answering.save"


def instead() -> tuple[str, int] | None:
    """The page that keeps what was sent; None where the form was not made by us for somebody, or another page sent
    it."""
    writer = writer_of_form()
    if writer is None or request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
        return None
    current.undo()
    current.begin(writing=False)
    g.actor = Actor(None, "nobody", None)
    here = signed_in(_audience())
    mine = (here is not None and here.id == writer.person) or _has_link(writer)
    return _page(writer, mine=mine, other=here is not None), 400


def _page(writer: Writer, *, mine: bool, other: bool) -> str:
    kept = [pair for pair in request.form.items(multi=True) if _is_kept(pair[0])]
    questions = request.endpoint == QUESTIONS
    if mine and questions:  # with a language alone, the page of questions is shown again and sends nothing
        kept = [("language", languages.chosen()), *kept]
    return render_template(
        "errors/unsent.html",
        audience=_audience(),
        token=form_token(writer) if mine else request.form["csrf_token"],
        kept=kept,
        shown=[text for _name, text in kept if text.strip()],
        files=any(file.filename for file in request.files.values()),
        by_link=bool(writer.invitation),
        mine=mine,
        other=other,
        questions=questions,
    )


def _is_kept(name: str) -> bool:
    return name not in NOT_KEPT and "password" not in name


def _has_link(writer: Writer) -> bool:
    opened = opened_links.find(writer.invitation) if writer.invitation else None
    return opened is not None and opened.confirmed_at is not None and opened.may_read(current.now())


def _audience() -> str:
    return "staff" if request.path.startswith("/staff/") else "respondent"
