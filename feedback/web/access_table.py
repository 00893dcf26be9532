"""Every page x every role -> allowed, denied, or under which condition: made from the address map itself."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule as Address

from feedback.domain.people.actors import ROLES, STAFF_ROLES
from feedback.web.guard import Rule, rule_of

ALLOWED, DENIED = "allowed", "denied"
EVERYBODY = ("nobody", *ROLES)
HIDDEN_METHODS = ("HEAD", "OPTIONS")
OF_A_PATIENT = {
    "clinician": "their own patients, and those of a clinician for whom they are deputy today",
    "coordinator": "patients of their unit",
}
IN_EMERGENCY = ", and a patient whom they have opened in an emergency"
OF_THEIRS = {
    "clinician": "what is their own",
    "coordinator": "what belongs to their unit",
    "leader": "their unit, in numbers that speak of no person",
    "administrator": "the whole installation, without answers",
    "patient": "what is their own",
    "relative": "what is their own",
}
HALF = "after the password, before the second factor"
BY_LINK = {
    "nobody": "with the link of this invitation, and as long as it may be answered",
    "patient": "their own invitation, by its link or signed in",
    "relative": "their own invitation, by its link or signed in, and as long as the patient agrees",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One address: who may call it with which methods, by role, and its rule in one sentence."""

    endpoint: str
    methods: tuple[str, ...]
    path: str
    rule: str
    roles: dict[str, str]

    def to_plain(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "endpoint": self.endpoint,
            "methods": list(self.methods),
            "path": self.path,
            "rule": self.rule,
            "roles": self.roles,
        }


def access_table(app: Flask) -> list[Row]:
    """A row for every address of the application, by path."""
    rows = (_row(app, address) for address in app.url_map.iter_rules())
    return sorted(rows, key=lambda row: (row.path, row.methods))


def _row(app: Flask, address: Address) -> Row:
    rule = rule_of(app, address.endpoint)
    methods = tuple(sorted((address.methods or set()) - set(HIDDEN_METHODS)))
    roles = {role: _for_role(rule, role, address) for role in EVERYBODY}
    return Row(address.endpoint, methods, address.rule, _sentence(rule, roles), roles)


def _for_role(rule: Rule, role: str, address: Address) -> str:
    match rule.audience:
        case "open":
            return ALLOWED
        case "half":
            return HALF if role in STAFF_ROLES else DENIED
        case "answering" | "link":
            return BY_LINK.get(role, DENIED)
        case _ if role not in rule.roles:
            return DENIED
    if "patient_id" in address.arguments:
        return OF_A_PATIENT[role] + (IN_EMERGENCY if rule.emergency and role == "clinician" else "")
    return ALLOWED if set(rule.roles) == set(STAFF_ROLES) else OF_THEIRS[role]


def _sentence(rule: Rule, roles: dict[str, str]) -> str:
    match rule.audience:
        case "open":
            return "Anybody may call this; it shows nothing about anyone."
        case "half":
            return "Staff whose password was right, to show or set up the second factor."
        case "link":
            return "Whoever has opened the link, to show that it is theirs."
        case "answering":
            return "Whoever is asked may answer, by the link or signed in."
    if set(rule.roles) == set(STAFF_ROLES):
        said = "Any member of staff who has work today may come here"
    else:
        said = "Signed in: " + "; ".join(f"{role}: {roles[role]}" for role in rule.roles)
    return said + (", after proving anew who they are." if rule.recent else ".")
