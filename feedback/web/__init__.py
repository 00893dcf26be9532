"""The pages. `register` puts every part in place and refuses an endpoint without an access rule."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback.settings import Settings
from feedback.web import guard, languages, navigation, words
from feedback.web.administration import (
    colleagues,
    editor,
    making,
    plans,
    process_codes,
    question_sets,
    retention,
    unit_dates,
    unit_settings,
    units,
)
from feedback.web.administration.measures import pages as measures
from feedback.web.clinician import today
from feedback.web.clinician.goals import treatment_plan
from feedback.web.clinician.goals import views as goals
from feedback.web.clinician.patient import deletions, response_download
from feedback.web.clinician.patient import views as patient
from feedback.web.clinician.plan import pauses, plan_change
from feedback.web.clinician.plan import views as plan
from feedback.web.clinician.point import preparation, sheet
from feedback.web.clinician.point import views as evaluation
from feedback.web.clinician.together import hold as together_hold
from feedback.web.clinician.together import views as together
from feedback.web.coordination import (
    appointments,
    clinicians,
    codes,
    link_codes,
    links,
    patients,
    registration,
    relatives,
)
from feedback.web.course import pages as course_pages
from feedback.web.frame import assets, compression, errors, headers, requests, sessions
from feedback.web.points import arrange, course_done, done
from feedback.web.points import overview as points
from feedback.web.respondent import (
    entry,
    link_second,
    my_plan,
    overview,
    own_answers,
    own_pauses,
    own_relatives,
)
from feedback.web.respondent.answering import views as answering
from feedback.web.respondent.goals import my_goals, their_goals
from feedback.web.respondent.points import own_points, their_points
from feedback.web.respondent.rights import own_rights
from feedback.web.sign_in import account, openid, proof, roles, second_step, staff
from feedback.web.unit import absences, emergency, use

BLUEPRINTS = (
    entry.pages,
    answering.pages,
    link_second.pages,
    overview.pages,
    own_points.pages,
    own_rights.pages,
    my_goals.pages,
    my_plan.pages,
    own_answers.pages,
    own_pauses.pages,
    own_relatives.pages,
    their_goals.pages,
    their_points.pages,
    deletions.pages,
    staff.pages,
    roles.pages,
    absences.pages,
    emergency.pages,
    use.pages,
    account.pages,
    proof.pages,
    second_step.pages,
    today.pages,
    patient.pages,
    response_download.pages,
    evaluation.pages,
    goals.pages,
    treatment_plan.pages,
    preparation.pages,
    together.pages,
    together_hold.pages,
    sheet.pages,
    points.pages,
    arrange.pages,
    done.pages,
    course_done.pages,
    plan.pages,
    plan_change.pages,
    pauses.pages,
    patients.pages,
    registration.pages,
    appointments.pages,
    relatives.pages,
    links.pages,
    link_codes.pages,
    codes.pages,
    clinicians.pages,
    course_pages,
    units.pages,
    unit_settings.pages,
    unit_dates.pages,
    process_codes.pages,
    plans.pages,
    colleagues.pages,
    retention.pages,
    question_sets.pages,
    measures.pages,
    making.pages,
    editor.pages,
)


def register(app: Flask) -> None:
    """Wire the web layer into an application that carries its database and settings."""
    settings: Settings = app.extensions["samsyn.settings"]
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count, count)  # type: ignore[method-assign]
    requests.install(app)
    sessions.install(app)
    languages.install(app)
    assets.install(app)
    compression.install(app)
    headers.install(app)
    guard.install(app)
    errors.install(app)
    words.install(app)
    navigation.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    openid.install(app)
    guard.check_rules(app)
