"""The answers of a question in another order, and a part of a set that can be answered several times."""

from __future__ import annotations

import pytest
from clinic import Clinic
from editor_pages import Browser, item_of, make, newest, sign_in
from page_client import PageClient

THREE = "0=Aldri\n1=Av og til\n2=Ofte"


@pytest.fixture
def nina(browser: Browser) -> PageClient:
    return sign_in(browser)


def _said(nina: PageClient) -> list[str]:
    """The words of the rows, from top to bottom."""
    fields = {box.get("name"): box.get("value") or "" for box in nina.all("input")}
    words = [fields[f"options-{place}-nb"] for place in range(20) if f"options-{place}-nb" in fields]
    return [word for word in words if word]


def test_answers_change_places_and_keep_number_and_code(clinic: Clinic, nina: PageClient) -> None:
    address = make(nina, table="Hvor ofte?", common=THREE)
    nina.get(f"{address}/item?id=q1")
    before = item_of(clinic, "q1").options
    nina.submit({"rows": "down:0"})
    assert _said(nina) == ["Av og til", "Aldri", "Ofte"]
    nina.submit({"rows": "up:2"})
    assert _said(nina) == ["Av og til", "Ofte", "Aldri"]
    assert item_of(clinic, "q1").options == before  # nothing is stored before it is saved
    nina.submit()
    assert item_of(clinic, "q1").options == (before[1], before[2], before[0])


@pytest.mark.parametrize(
    "where", ["up:0", "down:5", "down:99", "up:x", "up:", "sideways:", "down:-1", "up:²"]
)
def test_a_move_that_goes_nowhere_changes_nothing(clinic: Clinic, nina: PageClient, where: str) -> None:
    address = make(nina, table="Hvor ofte?", common=THREE)
    nina.get(f"{address}/item?id=q1")
    nina.submit({"rows": where})
    assert _said(nina) == ["Aldri", "Av og til", "Ofte"]


def test_a_new_answer_never_takes_the_code_of_one_that_was_moved(clinic: Clinic, nina: PageClient) -> None:
    address = make(nina, table="Hva?", common="Sol\nRegn")
    assert [option.value for option in item_of(clinic, "q1").options] == ["a1", "a2"]
    nina.get(f"{address}/item?id=q1")
    nina.submit({"rows": "up:1"})
    nina.submit({"options-2-nb": "Snø"})
    assert [option.value for option in item_of(clinic, "q1").options] == ["a2", "a1", "a3"]


def _group(nina: PageClient, address: str, status: int = 200, **fields: str) -> None:
    nina.get(f"{address}/item?kind=group")
    nina.submit({"text_nb": "Medisin", **fields}, status=status)


def test_a_part_is_asked_several_times_and_tried_in_the_preview(clinic: Clinic, nina: PageClient) -> None:
    address = make(nina, table="Bruker du medisiner?", common="ja/nei")
    _group(nina, address, again="y", most_times="2")
    nina.get(f"{address}/item?kind=string")
    nina.submit({"text_nb": "Hva heter den?"})
    assert "can be answered several times" in nina.words()
    group = item_of(clinic, "q2")
    assert (group.repeats, group.max_occurs) == (True, 2)
    assert group.items == (item_of(clinic, "q3"),)
    nina.get(f"{address}/preview")
    nina.submit({"q3": "Sertralin", "action": "more:2"})
    fields = {box.get("name"): box.get("value") for box in nina.all("input")}
    assert (fields["q3"], fields["q3_2"], fields["times"]) == ("Sertralin", "", "2:2")
    assert not [one for one in nina.all("button") if (one.get("value") or "").startswith("more:")]
    nina.submit({"q3_2": "Melatonin"})
    fields = {box.get("name"): box.get("value") for box in nina.all("input")}
    assert (fields["q3"], fields["q3_2"]) == ("Sertralin", "Melatonin")
    nina.submit({"action": "remove:2"})
    fields = {box.get("name"): box.get("value") for box in nina.all("input")}
    assert (fields["q3"], "q3_2" in fields) == ("Melatonin", False)


@pytest.mark.parametrize("most", ["1", "0", "31", "-3", "mange", "2.5", "9" * 30])
def test_how_many_times_is_a_number_that_can_be(clinic: Clinic, nina: PageClient, most: str) -> None:
    address = make(nina)
    _group(nina, address, 422, again="y", most_times=most)
    assert "Write a whole number from 2 to 30" in nina.text
    assert not newest(clinic)[1].items


def test_it_is_switched_off_again(clinic: Clinic, nina: PageClient) -> None:
    address = make(nina)
    _group(nina, address, again="y")
    assert item_of(clinic, "q1").max_occurs is None
    nina.get(f"{address}/item?id=q1")
    assert [box for box in nina.all("input") if box.get("name") == "again" and box.get("checked") is not None]
    found = {
        box.get("name"): box.get("value") or "" for box in nina.all("input") if box.get("name") != "again"
    }
    nina.post(f"{address}/item?id=q1", {**found, "text_nb": "Medisin", "kind": "group", "most_times": "4"})
    group = item_of(clinic, "q1")
    assert (group.repeats, group.max_occurs) == (False, None)
