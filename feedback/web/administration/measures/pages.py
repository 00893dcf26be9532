"""The measures: their facts with sources, and a draft of the next version that nobody is scored with yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from feedback.domain.measures.profile import Scale, ScoringProfile
from feedback.services.questionnaires.change_profile import (
    ImpossibleFactsError,
    begin_change,
    begin_profile,
    discard_draft,
    facts_of,
    facts_to_publish,
    get_draft,
    get_version,
    list_versions,
    publish_draft,
    write_draft,
)
from feedback.services.refusals import NotFound, Refused
from feedback.web import current
from feedback.web.administration.measures.about_words import about_words, version_words
from feedback.web.administration.measures.faults import told
from feedback.web.administration.measures.forms import (
    BANDS,
    CUTOFFS,
    RANGES,
    SAFETY,
    ItemsForm,
    NewForm,
    ScaleForm,
)
from feedback.web.administration.measures.items_form import items_data, read_items
from feedback.web.administration.measures.scale_form import new_scale, read_scale, scale_data
from feedback.web.administration.measures.view import item_rows, scale_title, scale_views
from feedback.web.coordination.fields import status_of
from feedback.web.forms import show_refusal
from feedback.web.guard import for_staff
from feedback.web.languages import chosen
from feedback.web.words import refusal_sentence

if TYPE_CHECKING:
    from feedback.persistence.tables import StoredProfile

pages = Blueprint("measures", __name__, url_prefix="/staff/measures")

Page = tuple[str, int]


@pages.route("", methods=["GET", "POST"])
@for_staff("administrator")
def all_measures() -> Page | BaseResponse:
    """Every instrument in the version that counts, with the drafts; a form begins another."""
    form = NewForm()
    if form.validate_on_submit():
        try:
            name, about, items = form.name.data, form.about.data, form.item_count.data or 0
            row = begin_profile(current.session(), current.actor(), name, about, items, current.now())
            return redirect(url_for("measures.one", profile_id=row.id), 303)
        except Refused as error:
            show_refusal(form, error)
    rows = list_versions(current.session())
    counting = {row.name: row for row in rows if row.published_at}
    drafts = {row.name: row for row in rows if not row.published_at}
    names = sorted({*counting, *drafts}, key=str.casefold)
    found = [
        (counting.get(name), drafts.get(name), facts_of(counting.get(name) or drafts[name])) for name in names
    ]
    page = render_template("administration/measures/all.html", form=form, found=found, about=about_words)
    return page, status_of(form)


@pages.get("/<int:profile_id>")
@for_staff("administrator")
def one(profile_id: int) -> Page:
    """The facts of one version."""
    return _show(get_version(current.session(), profile_id))


@pages.post("/<int:profile_id>/change")
@for_staff("administrator")
def change(profile_id: int) -> BaseResponse:
    """Go on with the draft of this instrument, or begin one."""
    row = get_version(current.session(), profile_id)
    draft = begin_change(current.session(), current.actor(), row, current.now())
    return redirect(url_for("measures.one", profile_id=draft.id), 303)


@pages.route("/<int:profile_id>/items", methods=["GET", "POST"])
@for_staff("administrator")
def items(profile_id: int) -> Page | BaseResponse:
    """The draft's facts about the items."""
    row = get_draft(current.session(), profile_id)
    profile = facts_of(row)
    form = ItemsForm(data=items_data(profile, chosen()))
    if form.validate_on_submit() and (written := read_items(form, profile, chosen())):
        return _keep(row, written)
    page = render_template(
        "administration/measures/items.html",
        form=form,
        row=row,
        profile=profile,
        ranges=RANGES,
        safety=SAFETY,
    )
    return page, status_of(form)


@pages.route("/<int:profile_id>/scales/<int:number>", methods=["GET", "POST"])
@for_staff("administrator")
def scale(profile_id: int, number: int) -> Page | BaseResponse:
    """The draft's facts about its total or a subscale; the number after the last one is a new scale."""
    row = get_draft(current.session(), profile_id)
    profile = facts_of(row)
    found = _scale(profile, number)
    form = ScaleForm(data=scale_data(found, chosen()))
    if form.validate_on_submit() and (written := read_scale(form, found, chosen())):
        scales = [*profile.scales[: number - 1], written, *profile.scales[number:]]
        return _keep(row, replace(profile, scales=tuple(scales)))
    page = render_template(
        "administration/measures/scale.html",
        form=form,
        row=row,
        number=number,
        title=scale_title(found, chosen()) if found.name else _("New subscale"),
        is_there=number <= len(profile.scales),
        bands=BANDS,
        shown_bands=min(BANDS, max(3, len(found.bands) + 1)) if not form.errors else BANDS,
        cutoffs=CUTOFFS,
    )
    return page, status_of(form)


@pages.post("/<int:profile_id>/scales/<int:number>/remove")
@for_staff("administrator")
def remove_scale(profile_id: int, number: int) -> BaseResponse:
    """Take a scale out of the draft."""
    row = get_draft(current.session(), profile_id)
    profile = facts_of(row)
    if not 1 <= number <= len(profile.scales):
        raise NotFound
    scales = tuple(one for place, one in enumerate(profile.scales, start=1) if place != number)
    return _keep(row, replace(profile, scales=scales))


@pages.post("/<int:profile_id>/publish")
@for_staff("administrator")
def publish(profile_id: int) -> Page | BaseResponse:
    """From now on the draft scores what is sent; what was scored before stays as it is."""
    row = get_draft(current.session(), profile_id)
    try:
        publish_draft(current.session(), current.actor(), row, current.now())
    except Refused as error:
        current.undo()
        address = url_for("measures.items", profile_id=profile_id) + f"#{error.field}"
        return _show(row, [(address, refusal_sentence(error))])
    except ImpossibleFactsError:
        current.undo()
        return _show(row, told(row.id, facts_of(row), chosen()))
    return redirect(url_for("measures.one", profile_id=profile_id), 303)


@pages.post("/<int:profile_id>/discard")
@for_staff("administrator")
def discard(profile_id: int) -> BaseResponse:
    """Throw the draft away."""
    discard_draft(current.session(), current.actor(), get_draft(current.session(), profile_id), current.now())
    return redirect(url_for("measures.all_measures"), 303)


def _scale(profile: ScoringProfile, number: int) -> Scale:
    if number == len(profile.scales) + 1:
        return new_scale(profile)
    if not 1 <= number <= len(profile.scales):
        raise NotFound
    return profile.scales[number - 1]


def _keep(row: StoredProfile, profile: ScoringProfile) -> BaseResponse:
    write_draft(current.session(), current.actor(), row, profile, current.now())
    return redirect(url_for("measures.one", profile_id=row.id), 303)


def _show(row: StoredProfile, wrong: list[tuple[str, str]] | None = None) -> Page:
    profile = facts_of(row) if row.published_at else facts_to_publish(current.session(), row)
    language = chosen()
    page = render_template(
        "administration/measures/one.html",
        row=row,
        profile=profile,
        rows=list(item_rows(profile, language)),
        scales=scale_views(profile, language),
        about_words=about_words,
        version_words=version_words,
        versions=[one for one in list_versions(current.session()) if one.name == row.name],
        lacks=told(row.id, profile, language) if not row.published_at else [],
        wrong=wrong or [],
    )
    return page, 422 if wrong else 200
