"""A measure whose counted items can be hidden: the report says what then becomes of its total."""

from __future__ import annotations

from typing import Any

from fhir_files import coded, imported, item, when

from feedback.catalogue.fhir import Imported
from feedback.catalogue.profiles import profiles
from feedback.domain.measures.scoring import score
from feedback.domain.questionnaires.answers import answered
from feedback.domain.questionnaires.settling import settle
from feedback.web.administration.report_words import KNOWN

NO_TOTAL = "with more missing than AUDIT allows there is no total."


def _numbered(number: int, **more: Any) -> dict[str, Any]:
    values = (0, 2, 4) if number > 8 else range(5)
    return item(f"q{number}", "choice", answerOption=[coded(str(one), one) for one in values], **more)


def _audit(*items: dict[str, Any]) -> Imported:
    return imported(*items, title="AUDIT")


def _condition(code: str) -> list[dict[str, Any]]:
    return [when("q1", "!=", answerCoding={"code": code})]


def test_the_official_skip_of_audit_leaves_abstainers_without_a_total_and_the_report_says_so() -> None:
    skipped = [
        _numbered(number, **({"enableWhen": _condition("0")} if 2 <= number <= 8 else {}))
        for number in range(1, 11)
    ]
    found = _audit(*skipped)
    assert found.questionnaire.profile == "AUDIT"
    [note] = [note for note in found.report.notes if "hidden" in note]
    assert note == f"q2, q3, q4, q5, q6, q7, q8 can be hidden by a condition: {NO_TOTAL}"
    assert note in KNOWN
    assert not found.report.changes_meaning
    answers = settle(found.questionnaire, {f"q{n}": answered("0") for n in (1, 9, 10)}).answers
    [total] = score(profiles()["AUDIT"], found.questionnaire, answers)
    assert total.value is None


def test_a_group_that_can_be_hidden_hides_its_items() -> None:
    group = item("g", "group", enableWhen=_condition("0"), item=[_numbered(n) for n in range(2, 11)])
    [note] = [note for note in _audit(_numbered(1), group).report.notes if "hidden" in note]
    assert note.startswith("q2, q3,")


def test_where_the_measure_allows_it_the_mean_stands_for_what_is_hidden() -> None:
    options = [coded(str(one), one) for one in range(4)]
    most = profiles()["PHQ-9"].totals[0].most_missing
    assert most
    items = [
        item(f"q{n}", "choice", answerOption=options, **({"enableWhen": _condition("0")} if n == 2 else {}))
        for n in range(1, 10)
    ]
    found = imported(*items, title="PHQ-9")
    [note] = [note for note in found.report.notes if "hidden" in note]
    assert note == "q2 can be hidden by a condition: the mean of the answered items then stands for them."
    assert note in KNOWN


def test_nothing_is_said_where_all_are_shown_or_what_is_hidden_does_not_count() -> None:
    every = [_numbered(number) for number in range(1, 11)]
    more = item("why", "text", enableWhen=_condition("0"))
    assert not [note for note in _audit(*every, more).report.notes if "hidden" in note]
