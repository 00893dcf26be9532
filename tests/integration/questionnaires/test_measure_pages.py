"""An administrator reads the facts of instruments, enters what lacks, and publishes the next version."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from clinic import PASSWORD, Clinic
from page_client import PageClient
from sqlalchemy import select

from feedback.catalogue.profiles import profiles
from feedback.domain.measures.profile import ScoringProfile
from feedback.persistence.tables import StoredProfile
from feedback.services.questionnaires.change_profile import facts_of
from feedback.services.questionnaires.score_words import source_of
from feedback.services.questionnaires.scoring_profiles import current_profile

Browser = Callable[[], PageClient]


@pytest.fixture
def nina(clinic: Clinic, browser: Browser) -> PageClient:
    client = browser()
    client.get("/staff/sign-in")
    client.submit({"name": "ås", "password": PASSWORD})
    client.client.get("/staff/?language=en")
    return client


def number_of(clinic: Clinic, name: str) -> int:
    with clinic.database.transaction() as session:
        return session.scalars(select(StoredProfile.id).where(StoredProfile.name == name)).one()


def begin(clinic: Clinic, nina: PageClient, name: str) -> str:
    """The address of a draft."""
    nina.get(f"/staff/measures/{number_of(clinic, name)}")
    nina.submit()
    assert "A draft" in nina.words()
    return nina.path


def draft(clinic: Clinic) -> ScoringProfile:
    with clinic.database.transaction() as session:
        return facts_of(session.scalars(select(StoredProfile).where(StoredProfile.origin == "own")).one())


def current(clinic: Clinic, name: str) -> ScoringProfile:
    with clinic.database.transaction() as session:
        found = current_profile(session, name)
        assert found
        return found


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_measure_can_be_looked_at(clinic: Clinic, nina: PageClient, language: str) -> None:
    nina.client.get(f"/staff/?language={language}")
    nina.get("/staff/measures")
    pages = [link.get("href", "") for link in nina.all("a") if "/measures/" in link.get("href", "")]
    assert len(pages) == len(profiles())
    for page in pages:
        nina.get(page)


def test_a_doubt_and_both_cut_offs_are_seen(clinic: Clinic, nina: PageClient) -> None:
    nina.get(f"/staff/measures/{number_of(clinic, 'AUDIT-C')}")
    assert "4: this value or higher, men" in nina.words()
    assert "3: this value or higher, women" in nina.words()
    assert nina.words().count("not confirmed") == 2


@pytest.mark.parametrize("name", profiles())
def test_a_form_that_is_saved_as_it_stands_changes_no_fact(
    clinic: Clinic, nina: PageClient, name: str
) -> None:
    page = begin(clinic, nina, name)
    before = draft(clinic)
    nina.get(f"{page}/items")
    nina.submit({"reference": before.reference or "Doe 2001"})
    for number in range(1, len(before.scales) + 1):
        nina.get(f"{page}/scales/{number}")
        nina.submit(form=0)
        assert nina.path == page
    after = draft(clinic)
    assert after.scales == before.scales
    assert after.numbers == before.numbers
    for field in (
        "about",
        "rights",
        "codes",
        "item_codes",
        "reversal",
        "safety_items",
        "caution",
        "complete",
        "item_count",
    ):
        assert getattr(after, field) == getattr(before, field)


def test_what_lacks_is_entered_and_then_it_scores(clinic: Clinic, nina: PageClient) -> None:
    page = begin(clinic, nina, "CIA")
    assert "Lacks: which items are reversed." in nina.words()
    assert "Total: Lacks: how many answers may be missing." in nina.words()
    nina.get(f"{page}/items")
    nina.submit({"reference": "Doe 2001", "reversal": "none", "complete": "y"})
    nina.submit(form=0, status=422)  # publish: one thing still lacks
    assert f'href="{page}/scales/1"' in nina.text
    assert current(clinic, "CIA").version == "1"
    nina.get(f"{page}/scales/1")
    nina.submit({"most": "1", "missing_source": "Doe 2001, p. 3"}, form=0)
    assert "Cut-off 16: this value or higher measures facts 2026 yes" in nina.words()
    nina.submit(form=0)
    assert "Nina Ås" in nina.words()
    found = current(clinic, "CIA")
    told = source_of(found, found.scales[0], str, "en")
    assert told.startswith("CIA: Doe 2001 (own facts, version 1); cut-off 16 (measures facts 2026);")
    assert "reliable change 9.7 (95 %, measures facts 2026)" in told
    assert found.reversal
    assert found.source_of(found.reversal) == "Doe 2001"
    assert (found.version, found.complete, found.reference) == ("own-1", True, "Doe 2001")
    assert found.scales[0].missing
    assert (found.scales[0].missing.most, found.scales[0].missing.source) == (1, "Doe 2001, p. 3")
    nina.get(f"{page}/items", status=404)
    nina.get(page)
    nina.post(f"{page}/publish", status=404)


def test_a_draft_without_a_source_is_not_published(clinic: Clinic, nina: PageClient) -> None:
    page = begin(clinic, nina, "AUDIT-C")
    nina.submit(form=0, status=422)
    assert f'href="{page}/items#reference"' in nina.text
    nina.get(f"{page}/items")
    nina.submit(status=422)
    assert 'href="#reference"' in nina.text


def test_a_new_instrument_with_a_subscale_and_calculated_facts(clinic: Clinic, nina: PageClient) -> None:
    nina.get("/staff/measures")
    nina.submit({"name": "Own scale", "about": "sleep", "item_count": "4"})
    page = nina.path
    nina.get(f"{page}/items")
    nina.submit(
        {"reference": "Doe 2001", "reversal": "some", "reversal_items": "2-3", "safety": "some", "safety_1_item": "4",
         "range_1_items": "1-2, 4", "range_1_numbers": "0-3", "range_2_items": "3", "range_2_numbers": "0; 1.5 3",
         "complete": "y", "code": "1234-5"}
    )  # fmt: skip
    nina.get(f"{page}/scales/1")
    nina.submit(
        {"most": "0", "band_1_from": "0", "band_1_en": "few", "band_2_from": "6", "band_2_nb": "mange",
         "cutoff_1_clinical_mean": "8", "cutoff_1_clinical_sd": "2", "cutoff_1_normal_mean": "4",
         "cutoff_1_normal_sd": "2", "cutoff_1_source": "Doe 2002", "change_deviation": "2,5",
         "change_reliability": "0,84", "change_unconfirmed": "y"},
        form=0,
    )  # fmt: skip
    nina.get(f"{page}/scales/2")
    nina.submit({"text_nb": "Kvelden", "items": "1 2", "kind": "mean", "decimals": "1", "most": "1"}, form=0)
    nina.submit(form=0)
    found = current(clinic, "Own scale")
    total, part = found.scales
    assert (total.name, part.name, part.items) == ("total", "kvelden", (1, 2))
    assert found.numbers[3] == (0, Decimal("1.5"), 3)
    assert [band.name for band in total.bands] == ["few", "mange"]
    assert (total.cutoffs[0].value, total.cutoffs[0].source) == (6, "Doe 2002")
    assert total.reliable_change
    assert (round(total.reliable_change.value, 3), total.reliable_change.level) == (Decimal("2.772"), 95)
    assert total.reliable_change.is_unconfirmed
    assert "calculated after Jacobson and Truax 1991" in nina.words()
    nina.submit(form=0)  # the next draft
    nina.get(f"{nina.path}/scales/2")
    nina.submit({"text_nb": "Om kvelden"}, form=0)
    nina.get(f"{nina.path}/scales/1")
    nina.submit(form=1)  # take it out
    with clinic.database.transaction() as session:
        rows = session.scalars(select(StoredProfile).where(StoredProfile.published_at.is_(None)))
        [scale] = facts_of(rows.one()).scales
    assert (scale.name, scale.text) == ("kvelden", {"nb": "Om kvelden"})


WRONG_ITEMS = {
    "item_count": ("0", "x", "900"),
    "range_1_items": ("a", "0", "5-", ""),
    "range_1_numbers": ("x", "3-1", "2, 1", "", "0-9999999"),
    "reversal_items": ("", "nine"),
    "safety_1_item": ("x", "-1"),
    "safety_1_above": ("x", "1e9", "NaN"),
}
WRONG_SCALE = {
    "items": ("", "x", "0"),
    "factor": ("x", "1,2,3"),
    "decimals": ("-1", "x"),
    "most": ("x",),
    "band_1_from": ("", "x"),
    "cutoff_1_value": ("x",),
    "cutoff_2_clinical_mean": ("5",),
    "change_value": ("x",),
    "change_level": ("12", "100"),
    "change_deviation": ("5", "0"),
}


@pytest.mark.parametrize(
    ("field", "typed"), [(name, text) for name, texts in WRONG_ITEMS.items() for text in texts]
)
def test_a_wrong_fact_of_the_items_is_said_at_its_field(
    clinic: Clinic, nina: PageClient, field: str, typed: str
) -> None:
    page = begin(clinic, nina, "PHQ-9")
    before = draft(clinic)
    nina.get(f"{page}/items")
    nina.submit({"reversal": "some", "reversal_items": "1", "safety": "some", field: typed}, status=422)
    assert f'href="#{field}"' in nina.text
    assert f'value="{typed}"' in nina.text
    assert draft(clinic) == before


@pytest.mark.parametrize(
    ("field", "typed"), [(name, text) for name, texts in WRONG_SCALE.items() for text in texts]
)
def test_a_wrong_fact_of_a_scale_is_said_at_its_field(
    clinic: Clinic, nina: PageClient, field: str, typed: str
) -> None:
    page = begin(clinic, nina, "PHQ-9")
    before = draft(clinic)
    nina.get(f"{page}/scales/1")
    nina.submit({field: typed}, form=0, status=422)
    assert f'href="#{field}"' in nina.text
    assert draft(clinic) == before


def test_rows_that_are_half_filled_are_said(clinic: Clinic, nina: PageClient) -> None:
    page = begin(clinic, nina, "PHQ-9")
    nina.get(f"{page}/items")
    nina.submit(
        {"range_2_items": "9", "range_3_numbers": "0-1", "safety": "some", "safety_1_item": ""}, status=422
    )
    for field in ("range_2_numbers", "range_3_items", "safety_1_item"):
        assert f'href="#{field}"' in nina.text
    nina.get(f"{page}/scales/2")
    nina.submit({"band_1_from": "3", "items": "1"}, form=0, status=422)
    for field in ("text_nb", "band_1_nb"):
        assert f'href="#{field}"' in nina.text


def test_facts_that_cannot_be_are_listed_with_their_page(clinic: Clinic, nina: PageClient) -> None:
    page = begin(clinic, nina, "PHQ-9")
    nina.get(f"{page}/items")
    nina.submit({"reversal": "some", "reversal_items": "12"})
    nina.get(f"{page}/scales/1")
    nina.submit({"band_1_from": "30"}, form=0)
    nina.submit(form=0, status=422)
    assert "There is no item 12 to be reversed: the last one has the number 9." in nina.words()
    assert "Numbers not yet: facts are lacking" in nina.words()
    assert "Total: The bands are not in order" in nina.words()
    nina.submit(form=1)  # throw it away
    assert nina.path == "/staff/measures"
    nina.get(page, status=404)


def test_a_note_typed_once_holds_in_every_language_and_untouched_ones_keep_theirs(
    clinic: Clinic, nina: PageClient
) -> None:
    page = begin(clinic, nina, "AUDIT")
    nina.get(f"{page}/scales/1")
    nina.submit({"cutoff_1_note": "Oslo"}, form=0)
    first, second = draft(clinic).scales[0].cutoffs
    assert first.note == {"nb": "Oslo", "nn": "Oslo", "en": "Oslo"}
    assert second.note["nb"] == "Norge"
    nina.get(f"{page}/scales/1")
    nina.submit({"cutoff_1_note": "", "cutoff_2_value": ""}, form=0)
    [only] = draft(clinic).scales[0].cutoffs
    assert only.note == {}


def test_a_name_that_is_taken_and_places_that_are_not_there(clinic: Clinic, nina: PageClient) -> None:
    nina.get("/staff/measures")
    nina.submit({"name": "phq-9", "about": "mood", "item_count": "9"}, status=422)
    assert 'href="#name"' in nina.text
    nina.get("/staff/measures/99999", status=404)
    page = begin(clinic, nina, "PHQ-9")
    for number in (0, 3):
        nina.get(f"{page}/scales/{number}", status=404)
        nina.get(page)
        nina.post(f"{page}/scales/{number}/remove", status=404)
