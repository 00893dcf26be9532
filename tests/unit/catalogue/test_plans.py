"""Plan templates and limits as checked data: whole, round and with a sentence for each mistake."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.catalogue.errors import CatalogueError
from feedback.catalogue.neutral import neutral_questionnaire
from feedback.catalogue.plans import (
    find_template,
    read_limits,
    read_template,
    rules_for,
    shipped_limits,
    shipped_templates,
    template_from_plain,
    template_to_plain,
)
from feedback.catalogue.profiles import profiles
from feedback.catalogue.shipped import load_shipped
from feedback.domain.pathway.vocabulary import CarePathwayArea, Setting
from feedback.domain.plan.template import Step, Template
from feedback.domain.plan.vocabulary import OfWhom, When

RULES = rules_for(load_shipped(), shipped_limits())
GOOD = """
key = "own"
version = "2"
effective_from = 2026-11-23
area = "PHV"
setting = "outpatient"
[title]
nb = "Egen"
nn = "Eigen"
en = "Own"
[[steps]]
ask = "how-i-am"
of = "patient"
when = "start"
"""
LIMITS = "budget = 25\nwindow_days = 14\n"


def test_three_templates_ship_dated_and_versioned() -> None:
    found = {template.key: template for template in shipped_templates()}
    assert set(found) == {"phv-adult-outpatient", "phbu-young-outpatient", "tsb-outpatient"}
    for template in found.values():
        assert (template.version, template.effective_from) == ("1", date(2026, 11, 23))
        assert set(template.title) == {"nb", "nn", "en"}


@pytest.mark.parametrize("template", shipped_templates(), ids=lambda one: one.key)
def test_template_asks_at_start_each_appointment_regularly_before_points_and_at_closing(
    template: Template,
) -> None:
    """Of patient, relatives and clinician."""
    assert {step.when for step in template.steps} == set(When)
    assert {step.of.role for step in template.steps} == {"patient", "relative", "clinician"}


@pytest.mark.parametrize("template", shipped_templates(), ids=lambda one: one.key)
def test_n29_body_and_habits_are_followed_and_not_only_mapped_at_the_start(template: Template) -> None:
    how = {step.when for step in template.steps if step.ask == "how-i-am"}
    assert how == {When.START, When.EVERY, When.BEFORE_POINT, When.CLOSING}


def test_lengths_come_from_the_question_sets() -> None:
    lengths = {key: asking.items for key, asking in RULES.askings.items()}
    assert (lengths["how-i-am"], lengths["after-session"], lengths["before-evaluation"]) == (11, 5, 7)


def test_windows_are_data_and_a_known_instrument_has_its_own() -> None:
    audits = [neutral_questionnaire(profiles()[name]) for name in ("AUDIT", "AUDIT-C", "GAD-7")]
    askings = rules_for(audits, shipped_limits()).askings
    measures = {one.measure: one.window_days for one in askings.values()}
    assert measures == {"AUDIT": 90, "GAD-7": 14}
    assert RULES.askings["after-session-young"].measure == "after-session"


def test_every_limit_names_a_set_or_a_profile_that_exists() -> None:
    known = {*profiles(), *(one.key for one in load_shipped())}
    assert set(shipped_limits().measures) <= known


def test_budget_can_be_chosen() -> None:
    assert (RULES.budget, rules_for((), shipped_limits(), 40).budget) == (25, 40)


def test_version_in_force_on_a_day_is_found() -> None:
    first = read_template(GOOD, "own.toml", RULES)
    later = read_template(GOOD.replace("2026-11-23", "2027-11-23"), "own.toml", RULES)
    for day, expected in (("2027-11-22", first), ("2027-11-23", later), ("2020-01-01", first)):
        assert find_template((later, first), "own", date.fromisoformat(day)) is expected
    assert find_template((first,), "other", date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('key = "own"', "key = ", "not readable as TOML"),
        ('version = "2"', "version = 2", "'version' is not text"),
        ('version = "2"', 'version = ""', "'version' is empty"),
        ('version = "2"', "", "'version' is missing"),
        ('version = "2"', 'verzion = "2"', "'verzion' is not known"),
        ("= 2026-11-23", '= "soon"', "Write it as YYYY-MM-DD"),
        ("= 2026-11-23", "= 2026-11-23T00:00:00", "Write it as YYYY-MM-DD"),
        ('area = "PHV"', 'area = "PHW"', "'area' is 'PHW'. Use one of PHV"),
        ('of = "patient"', 'of = "cousin"', "step 1: 'of' is 'cousin'. Use one of patient"),
        ('when = "start"', 'when = "start"\nweeks = "2"', "step 1: 'weeks' is not a whole number"),
        ('when = "start"', 'when = "start"\nlong_allowed = 1', "'long_allowed' is not true or false"),
        ('when = "start"', 'when = "start"\nweeks = 2', "leave the weeks empty elsewhere"),
        ('of = "patient"', 'of = "parent"', "how-i-am is not meant for parents"),
        ("[[steps]]", "[[stages]]", "'stages' is not known"),
        ("[[steps]]", "[steps]", "not a list of steps"),
        ('[title]\nnb = "Egen"', 'title = "Egen"\n[x]\nnb = "E"', "'x' is not known"),
        ('nb = "Egen"', "nb = 3", "not one text for each language"),
        ('nb = "Egen"', 'nb = " "', "The title is missing in nb. Write it."),
    ],
)
def test_mistake_in_a_template_gets_a_sentence(old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(CatalogueError, match=r"^own\.toml") as error:
        read_template(GOOD.replace(old, new), "own.toml", RULES)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("budget =", "not readable as TOML"),
        ("budget = 0\nwindow_days = 14", "budget of the file is not a whole number from 1 to 500"),
        ("budget = true\nwindow_days = 14", "budget of the file"),
        ("budget = 25", "window_days of the file"),
        (f"{LIMITS}[[measures]]\nwindow_days = 3", "a measure has no name"),
        (f'{LIMITS}[[measures]]\nname = "a"', "window_days of a"),
        (
            f'{LIMITS}[[measures]]\nname = "a"\nwindow_days = 1\nsets = ["b", "b"]',
            "b belongs to two measures",
        ),
    ],
)
def test_mistake_in_the_limits_gets_a_sentence(text: str, words: str) -> None:
    with pytest.raises(CatalogueError, match=r"^limits\.toml") as error:
        read_limits(text)
    assert words in str(error.value)


TEXTS = st.text(min_size=1, max_size=20)
STEPS = st.builds(
    Step,
    TEXTS,
    st.sampled_from(OfWhom),
    st.sampled_from(When),
    st.integers(0, 60),
    st.integers(0, 400),
    st.integers(0, 400),
    st.booleans(),
)
TEMPLATES = st.builds(
    Template,
    TEXTS,
    TEXTS,
    st.dates(),
    st.dictionaries(st.sampled_from(("nb", "nn", "en")), TEXTS),
    st.sampled_from(CarePathwayArea),
    st.sampled_from(Setting),
    st.lists(STEPS, max_size=5).map(tuple),
    st.integers(0, 120),
    st.integers(0, 120),
    TEXTS | st.just(""),
)


@given(TEMPLATES)
def test_template_survives_being_stored(template: Template) -> None:
    stored = json.loads(json.dumps(template_to_plain(template)))
    assert template_from_plain(stored, "stored") == template


def test_shipped_files_are_what_is_read() -> None:
    for template in shipped_templates():
        path = files("feedback.catalogue.plans") / f"{template.key}.toml"
        assert template_from_plain(tomllib.loads(path.read_text(encoding="utf-8")), path.name) == template
