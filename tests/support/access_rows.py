"""Who may open which page: a row for each, and a browser in which somebody is signed in."""

from __future__ import annotations

from collections.abc import Mapping

from arranged import MADE_HERE
from flask import Flask
from flask.testing import FlaskClient

EVERYBODY = MADE_HERE | {
    "nobody", "kari", "per", "nora", "tove", "berg", "lie", "siv", "turid", "geir", "nina"
}  # fmt: skip
RESPONDENTS = frozenset({"kari", "per", "nora", "tove"})
PATIENTS = frozenset({"kari", "nora"})
STAFF = frozenset({"berg", "lie", "siv", "turid", "geir", "nina", "deputy", "former", "opened"})
CLINICIANS = frozenset({"berg", "lie", "deputy", "former", "opened"})
CARES = frozenset({"berg", "deputy"})
READS = CARES | {"opened"}
EDITOR = (
    *("show", "head", "rights", "scoring", "item", "arrange", "remove", "conditions", "answers", "preview"),
    *("publish", "discard"),
)
COURSE = (
    *("milestone", "area", "add_transfer", "transfer", "add_pause", "pause", "close", "reopen", "begin"),
    *("coordinator", "end_coordinating", "add_area_change", "area_change"),
)
IN_AND_OUT = ("sign_in", "sign_out", "demo_entry")
ACCOUNT = ("show", "change_password", "recovery_codes", "new_app", "staff_everywhere")
# Addresses with a patient's number speak of Kari: Berg cares for her, Siv registers for her unit.
ALLOWED = {
    **{f"respondent.{page}": EVERYBODY for page in ("front", "open_link_page", "leave", "away", *IN_AND_OUT)},
    **{f"staff.{page}": EVERYBODY for page in IN_AND_OUT},
    "proof.staff": STAFF,
    **{f"account.{page}": STAFF for page in ACCOUNT},
    "account.respondent_everywhere": RESPONDENTS,
    **{f"second.{page}": set() for page in ("own_password", "code", "enrol")},  # see test_second_factor
    "proof.respondent": RESPONDENTS,
    "link_second.ask": set(),  # needs an opened link: see test_links
    "link_codes.make": {"berg", "siv"},
    "answering.welcome": {"kari"},
    "answering.questions": {"kari"},
    "answering.save": {"kari"},
    "answering.receipt": {"kari"},
    "overview.mine": RESPONDENTS,
    "rights.mine": RESPONDENTS,
    "rights.on_paper": RESPONDENTS,
    "rights.as_fhir": RESPONDENTS,
    "rights.remark": {"kari"},
    "rights.delete": RESPONDENTS,
    **{f"own_answers.{page}": {"kari"} for page in ("show", "add", "change")},
    "my_goals.mine": PATIENTS,
    "my_goals.rate": PATIENTS,
    "my_goals.write": PATIENTS,
    "my_goals.one": {"kari"},
    "own_relatives.mine": PATIENTS,
    "own_relatives.show": {"kari"},
    "own_relatives.hide": {"kari"},
    "own_relatives.end": {"kari"},
    "their_goals.mine": {"per"},
    "their_goals.rate": {"per"},
    "own_relatives.show_points": {"kari"},
    "their_points.sheet": {"per"},
    "their_points.pdf": {"per"},
    "my_plan.newest": PATIENTS,
    "my_plan.version": {"kari"},
    "my_plan.pdf": {"kari"},
    "goals.show": READS,
    "goals.rate": CARES,
    "goals.write": CARES,
    "goals.decide": CARES,
    "treatment_plan.show": READS,
    "treatment_plan.version": READS,
    "treatment_plan.pdf": READS,
    "treatment_plan.write": CARES,
    "deletions.waiting": CLINICIANS | {"siv", "turid"},
    "deletions.decide": READS,
    "deletions.access": READS,
    "overview.write": PATIENTS,
    "overview.discard": RESPONDENTS,
    **{f"own_points.{page}": {"kari"} for page in ("show", "step", "relative", "sheet", "pdf", "confirm")},
    "staff.start": STAFF,
    "roles.choose": STAFF,
    "roles.work_as": STAFF,
    "absences.all_absences": CLINICIANS | {"siv", "turid"},
    "absences.end": {"berg", "siv"},
    "emergency.open_patient": CLINICIANS,
    "emergency.seen": CARES,
    "emergency.of_unit": {"siv", "turid"},
    "emergency.followed_up": {"siv"},
    "today.mine": CLINICIANS,
    "patient.show": READS,
    "patient.show_response": READS,
    "response_download.fhir": CARES,
    "patient.send_reply": CARES,
    "patient.see_critical": CARES,
    **{f"evaluation.{page}": CARES for page in ("show", "begin", "join", "drop", "meet", "late", "reviewed")},
    **{f"preparation.{page}": CARES for page in ("show", "save")},
    **{f"together.{page}": CARES for page in ("start", "show", "save")},
    **{f"together_hold.{page}": CARES for page in ("show", "save")},
    **{f"plan.{page}": CARES | {"siv"} for page in ("show", "try_out", "switch_on")},
    "plan.end": CARES,
    "plan_change.adapt": CARES,
    "pauses.of_patient": CARES | {"siv"},
    "pauses.end": CARES | {"siv"},
    "own_pauses.mine": RESPONDENTS,
    "own_pauses.end": {"kari"},
    "sheet.show": READS,
    "sheet.pdf": READS,
    "sheet.paper": CARES,
    "links.ask": CARES | {"siv"},
    "links.renew": CARES | {"siv"},
    "links.slip": CARES | {"siv"},
    "patients.unit": {"siv", "turid"},
    "patients.one": {"siv"},
    "registration.register": {"siv", "turid"},
    "registration.change": {"siv"},
    "registration.read_csv": {"siv", "turid"},
    "registration.csv_template": {"siv", "turid"},
    "appointments.book": {"siv"},
    "appointments.change": {"siv"},
    "appointments.note_state": {"siv"},
    "course.show": READS | {"siv"},
    **{f"course.{page}": CARES | {"siv"} for page in COURSE},
    "codes.make": {"siv"},
    "clinicians.change": {"siv"},
    "clinicians.end": {"siv"},
    "relatives.add": {"siv"},
    "relatives.agree": {"siv"},
    "relatives.make_code": {"siv"},
    "relatives.withdraw": {"siv"},
    "relatives.show": {"siv"},
    "relatives.hide": {"siv"},
    "relatives.show_points": {"siv"},
    "points.mine": CLINICIANS,
    "points.mine_as_csv": CLINICIANS,
    "points.of_unit": {"siv", "turid"},
    "points.of_unit_as_csv": {"siv", "turid"},
    **{f"arrange.{page}": {"siv"} for page in ("show", "meet", "late", "paper")},
    "done.show": CARES | {"siv"},
    "done.record": CARES | {"siv"},
    "done.registered": CARES | {"siv"},
    "done.not_registered": CARES | {"siv"},
    "done.remove": CARES | {"siv"},
    **{
        f"course_done.{page}": CARES | {"siv"}
        for page in ("show", "record", "registered", "not_registered", "remove")
    },
    "process_codes.of_unit": {"nina"},
    "process_codes.remove": {"nina"},
    "use.of_unit": {"geir"},
    "units.all_units": {"nina"},
    "units.one": {"nina"},
    "units.close": {"nina"},
    "unit_settings.facts": {"nina"},
    "unit_settings.contacts": {"nina"},
    "unit_settings.remove": {"nina"},
    "unit_settings.welcome": {"nina"},
    "unit_settings.thresholds": {"nina"},
    "unit_settings.interpretation": {"nina"},
    **{f"unit_dates.{page}": {"nina"} for page in ("rules", "add", "remove", "decide", "take_back")},
    **{
        f"plan_templates.{page}": {"nina"}
        for page in ("all_plans", "shipped", "one", "make", "change", "withdraw")
    },
    "colleagues.all_staff": {"nina"},
    "colleagues.one": {"nina"},
    "colleagues.name": {"nina"},
    "colleagues.end": {"nina"},
    "colleagues.account": {"nina"},
    "colleagues.changes": {"nina"},
    "retention.all_rules": {"nina"},
    "retention.change": {"nina"},
    "question_sets.all_sets": {"nina"},
    "question_sets.one": {"nina"},
    "question_sets.publish": {"nina"},
    "question_sets.discard": {"nina"},
    "measures.all_measures": {"nina"},
    "measures.one": {"nina"},
    "measures.change": {"nina"},
    "measures.items": {"nina"},
    "measures.scale": {"nina"},
    "measures.remove_scale": {"nina"},
    "measures.publish": {"nina"},
    "measures.discard": {"nina"},
    **{f"making.{page}": {"nina"} for page in ("make", "table_template", "begin_next", "begin_copy")},
    **{f"editor.{page}": {"nina"} for page in EDITOR},
}
OPENID_PAGES = {
    f"openid_{audience}.{page}"
    for audience in ("respondent", "staff")
    for page in ("start", "callback", "signed_out", "see_sign_out", "hear_of_sign_out")
}
ALLOWED.update(dict.fromkeys(OPENID_PAGES, EVERYBODY))
NOTHING_BEHIND = OPENID_PAGES | {  # no provider is set up here: see test_openid_log_in
    "measures.items",
    "measures.scale",
    "measures.remove_scale",
    "measures.publish",
    "measures.discard",
    "question_sets.discard",  # what is published stays: see test_question_sets
    "patient.see_critical",
    "respondent.open_link_page",
    "links.slip",
    "link_codes.make",
    "roles.work_as",
    "unit_settings.remove",
    "unit_dates.remove",
    "unit_dates.take_back",
    "process_codes.remove",
    "deletions.decide",
    "deletions.access",
    "overview.discard",  # somebody else asks it: see test_own_drafts
    "own_points.step",  # the point is over: see test_own_points
    "own_answers.change",  # it is no preparation of an open point: see test_own_answers
}  # allowed, then not found
FIELDS = {
    "emergency.followed_up": {"outcome": "asked"},
    "overview.write": {"ask": "how-i-am"},
    "evaluation.reviewed": {"how": "spoken"},
}


def come_in(app: Flask, person: int | None, who: str) -> FlaskClient:
    """A browser in which this person is signed in."""
    client = app.test_client()
    if person is not None:
        audience = "me" if who in RESPONDENTS else "staff"
        entered = client.post(f"/{audience}/demo-entry/{person}")
        assert entered.status_code == 303
    return client


def is_let_in(client: FlaskClient, path: str, method: str, fields: Mapping[str, str] | None = None) -> bool:
    """Whether the page answers with something else than *not found* or the sign-in."""
    answer = client.open(path, method=method, data=fields if method == "POST" else None)
    assert answer.status_code not in (403, 500), f"{method} {path}: {answer.status_code}"
    to_sign_in = answer.status_code == 302 and "/sign-in" in answer.headers.get("Location", "")
    return answer.status_code != 404 and not to_sign_in
