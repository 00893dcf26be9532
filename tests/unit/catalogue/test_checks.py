"""What is wrong with a question set, found while it is made."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from feedback.catalogue.checks import Fault, FaultCode, missing_texts, structure_faults, whole_languages
from feedback.catalogue.narrowing import fingerprint, in_languages
from feedback.catalogue.shipped import load_shipped
from feedback.domain.questionnaires.questionnaire import (
    Condition,
    Item,
    ItemType,
    Operator,
    Option,
    Questionnaire,
)


def made(*items: Item, **more: object) -> Questionnaire:
    found = Questionnaire("k", "1", {"nb": "T", "en": "T"}, ("nb", "en"), items)
    return replace(found, **more)  # type: ignore[arg-type]


def asked(link_id: str, *looks_at: str) -> Item:
    conditions = tuple(Condition(other, Operator.EXISTS, True) for other in looks_at)
    return Item(link_id, ItemType.STRING, {"nb": "Hva?", "en": "What?"}, enable_when=conditions)


@pytest.mark.parametrize(
    ("questionnaire", "fault"),
    [
        (made(asked("a"), title={"nb": " "}), Fault(FaultCode.NO_TITLE)),
        (made(Item("a", ItemType.DISPLAY)), Fault(FaultCode.NO_QUESTIONS)),
        (made(asked("a"), asked("a")), Fault(FaultCode.SAME_ID, "a", detail="2")),
        (made(asked("a", "z")), Fault(FaultCode.UNKNOWN, "a", detail="z")),
        (made(Item("a", ItemType.CHOICE)), Fault(FaultCode.NO_ANSWERS, "a")),
        (
            made(Item("a", ItemType.CHOICE, options=(Option("1", {}), Option("1", {})))),
            Fault(FaultCode.SAME_ANSWER, "a", detail="1"),
        ),
        (
            made(Item("a", ItemType.INTEGER, minimum=Decimal(2), maximum=Decimal(1))),
            Fault(FaultCode.LIMITS, "a"),
        ),
    ],
)
def test_each_fault_is_found(questionnaire: Questionnaire, fault: Fault) -> None:
    assert structure_faults(questionnaire) == (fault,)


def test_a_circle_is_found_and_what_hangs_on_it_is_not_blamed() -> None:
    found = structure_faults(made(asked("a", "b"), asked("b", "a"), asked("c", "a"), asked("d", "d")))
    assert [fault.link_id for fault in found] == ["a", "b", "d"]
    assert {fault.code for fault in found} == {FaultCode.CIRCLE}


def test_a_language_is_whole_when_it_has_every_text_that_another_has() -> None:
    option = Option("1", {"nb": "Ja"})
    item = replace(asked("a"), help={"en": "Help"}, type=ItemType.CHOICE, options=(option,))
    questionnaire = made(item, intro={"nb": "Hei"})
    lacking = [(fault.link_id, fault.part) for fault in missing_texts(questionnaire, "en")]
    assert lacking == [("", "intro"), ("a", "option 1")]
    assert [fault.part for fault in missing_texts(questionnaire, "nb")] == ["help"]
    assert whole_languages(questionnaire) == ()
    assert whole_languages(made(asked("a"))) == ("nb", "en")


def test_narrowed_to_a_language_nothing_of_the_others_is_left() -> None:
    for shipped in load_shipped():
        alone = in_languages(shipped, ("nn",))
        assert whole_languages(alone) == ("nn",)
        assert set(alone.title) == {"nn"}
        texts = [text for item in alone.walk() for text in (item.text, item.low_label, item.help)]
        assert {code for text in texts for code in text} == {"nn"}


def test_a_fingerprint_tells_one_item_from_its_change_and_no_other() -> None:
    before = made(asked("a"), asked("b"))
    after = made(replace(asked("a"), required=True), asked("b"))
    assert fingerprint(before, "a") != fingerprint(after, "a")
    assert fingerprint(before, "b") == fingerprint(after, "b")
    assert fingerprint(before) == fingerprint(after)
    assert fingerprint(before) != fingerprint(replace(before, minutes=9))
