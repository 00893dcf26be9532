"""Files that make the importer say everything that it can say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fhir_files import coded, control, extension, imported, item, when

from feedback.catalogue.fhir import ImportReport, read_questionnaire

DEFINITIONS = Path(__file__).parents[2] / "definitions"
SDC = "sdc-questionnaire-"
_PROFILE = {"url": "urn:samsyn:fhir/samsyn-profile", "valueString": "none"}


def reports() -> Iterator[ImportReport]:
    """The reports of every tiny question set, and of some files full of what we do not do."""
    for path in sorted(DEFINITIONS.glob("*.json")):
        yield read_questionnaire(path.read_bytes(), path.name).report
    yield imported(item("a"), *_odd_items(), status="odd", odd=1, contact=[], derivedFrom=["urn:q"],
                   subjectType=["Device"], extension=[extension("odd"), _PROFILE], contained=[{}],
                   modifierExtension=[extension("odd")]).report  # fmt: skip


def _odd_items() -> Iterator[dict[str, Any]]:
    names = (
        "regex", "minLength", "maxDecimalPlaces", "maxSize", "questionnaire-unitOption", "questionnaire-constraint",
        f"{SDC}subQuestionnaire", f"{SDC}openLabel", f"{SDC}answerExpression", "designNote", "odd",
        "validationtext", "repeatstext", "entryFormat", "questionnaire-sliderStepValue", "sdf-hyperlinktarget",
        "sdf-generatepdf", "sdf-presentationbuttons", "sdf-navigator", "sdf-guidanceaction", "sdf-datasource",
        "copyExpression", "sdf-maxvalue", "sdf-table-column",
    )  # fmt: skip
    yield item(
        "odd", extension=[*map(extension, names), control("odd")], odd=1, modifierExtension=[extension("odd")]
    )
    yield item("bound", extension=[extension("minValue", valueString="x")])
    yield item("computed", _text={"extension": [extension("cqf-expression")]})
    yield item(
        "initial", extension=[extension(f"{SDC}initialExpression", valueExpression={"expression": "now()"})]
    )
    yield item("calculated", extension=[extension(f"{SDC}calculatedExpression", valueString="a(1)")])
    yield item("reference", "reference")
    yield item("type", "odd")
    yield item("outside", "choice", answerValueSet="urn:outside")
    yield item("open", "open-choice", answerValueSet="urn:outside")
    yield item("bare", "choice")
    yield item("ticked", "choice", answerOption=[coded("a")], extension=[control("check-box")], maxLength="3")
    yield item("fixed", "choice", initial=[{"valueCoding": {"code": "a"}}])
    yield item("group", "group", repeats=True, item=[item("inside")])
    yield item("left", "group", item=[item("attached", "attachment")])
    yield item("nothing", "display", text=None)
    yield item("alone", "display", extension=[control("help")])
    yield item("c", "choice", answerOption=[coded("a"), coded("a"), {"valueReference": {}}, _exclusive()])
    yield from _odd_conditions()
    yield item("ss", "integer", code=[{"system": "urn:scoringFormulas", "code": "SS"}])
    yield item("print", code=[{"system": "urn:RenderOptions", "code": "2"}])
    yield from _odd_groups()
    yield item("read", readOnly=True)
    yield item(
        "looks",
        extension=[*map(control, ("table-hn1", "sidebar", "highlight", "year", "yearMonth", "slider"))],
    )
    yield item(
        "more", definition="x", _text={"extension": [extension("odd")]}, initial=[{"valueAttachment": {}}]
    )
    yield item(
        "days", "choice", answerOption=[{"valueDate": "2026"}, {"valueString": "x", "extension": _media()}]
    )
    yield item("says", enableWhen=[when("a", "exists", answerBoolean=True, odd=1)])


def _odd_conditions() -> Iterator[dict[str, Any]]:
    yield item("w1", enableWhen=[when("reference", answerBoolean=True)])
    yield item("w2", enableWhen=[when("nowhere", answerBoolean=True)])
    yield item("w3", enableWhen=[when("a", "~", answerBoolean=True)])
    yield item("w4", enableWhen=[when("a", answerAttachment={})])
    yield item(
        "w5", extension=[extension(f"{SDC}enableWhenExpression", valueExpression={"expression": "true"})]
    )


def _odd_groups() -> Iterator[dict[str, Any]]:
    """Groups that repeat, and what looks into them."""
    limit = extension("questionnaire-maxOccurs", valueInteger=99)
    path = "%resource.descendants().where(linkId='{}').answer.value"
    adds = [
        f"{path.format('r1')} + {path.format('r2')}",
        f"({path.format('r1')} | {path.format('r2')}).sum()",
    ]
    rules = [extension(f"{SDC}calculatedExpression", valueExpression={"expression": one}) for one in adds]
    inside = [item("r1", "integer"), item("r2", "integer"), item("r3", "integer", extension=[rules[0]])]
    yield item("r", "group", repeats=True, required=True, extension=[limit], item=inside)
    yield item("all", "integer", extension=[rules[1]])
    yield item("taken", "group", repeats=True, item=[item("t")])
    yield item("t#2", extension=[limit])
    yield item("several", repeats=True, item=[item("below")])


def _media() -> list[dict[str, Any]]:
    return [extension(f"{SDC}itemAnswerMedia")]


def _exclusive() -> dict[str, Any]:
    return {**coded("b"), "extension": [extension("questionnaire-optionExclusive"), extension("odd")]}
