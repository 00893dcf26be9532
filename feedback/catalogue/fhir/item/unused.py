"""What an item of a file says that is not used here, in words: nothing is lost silently."""

from __future__ import annotations

from feedback.catalogue.fhir.elements import Element, extension_name, nested, objects
from feedback.catalogue.fhir.expressions.calculated import is_used_variable
from feedback.catalogue.fhir.source import Source

_READ = {
    "questionnaire-itemcontrol",
    "questionnaire-hidden",
    "minvalue",
    "maxvalue",
    "questionnaire-minoccurs",
    "questionnaire-maxoccurs",
    "questionnaire-unit",
    "rendering-markdown",
    "sdf-optionreference",
    "optionreference",
    "ordinalvalue",
    "itemweight",
    "cqf-expression",
    "sdf-fhirpath",
    "calculatedexpression",
    "questionnaire-calculatedexpression",
    "questionnaire-initialexpression",
    "questionnaire-enablewhenexpression",
    "sdc-questionnaire-calculatedexpression",
    "sdc-questionnaire-initialexpression",
    "initialexpression",
    "sdc-questionnaire-enablewhenexpression",
    "enablewhenexpression",
    "translation",
    "sdf-sublabel",
    "sublabel",
    "samsyn-alternative",
    "samsyn-already-turned",
    "samsyn-not-calculated",
}
_HARMLESS = {
    "designnote",
    "questionnaire-choiceorientation",
    "questionnaire-signaturerequired",
    "sdc-questionnaire-itemextractioncontext",
    "sdc-questionnaire-shorttext",
    "sdc-questionnaire-observationlinkperiod",
    "sdc-questionnaire-observationextract",
    "sdc-questionnaire-preferredterminologyserver",
    "questionnaire-referenceresource",
    "itemextractioncontext",
    "sdc-questionnaire-itempopulationcontext",
    "sdc-questionnaire-itempopulation",
    "sdc-questionnaire-extractallocateid",
    "sdc-questionnaire-definitionextract",
    "sdc-questionnaire-width",
    "sdc-questionnaire-collapsible",
    "sdc-questionnaire-choicecolumn",
    "sdc-questionnaire-lookupquestionnaire",
    "sdc-questionnaire-keyboard",
    "sdc-questionnaire-optionalsubdisplay",
    "questionnaire-displaycategory",
    "questionnaire-supportlink",
    "questionnaire-usagemode",
    "questionnaire-fhirtype",
    "questionnaire-referenceprofile",
    "questionnaire-referencefilter",
    "mimetype",
    "structuredefinition-fhir-type",
    "sdc-questionnaire-columncount",
    "sdc-questionnaire-entrymode",
    "sdc-questionnaire-issubject",
    "sdc-questionnaire-isnesteditem",
    "sdc-questionnaire-assemble-expectation",
    "sdc-questionnaire-assemblecontext",
    "sdc-questionnaire-contextexpression",
    "sdc-questionnaire-launchcontext",
    "sdc-questionnaire-observation-extract-category",
    "sdc-questionnaire-preselectedoption",
    "sdc-questionnaire-targetstructuremap",
    "sdc-questionnaire-templateextract",
    "questionnaire-constraint-severity",
    "elementdefinition-concept",
}
_KEPT_WORDS = {
    "validationtext": "the words for an answer that cannot be used are ours",
    "repeatstext": "the words of the button for one more are ours",
    "entryformat": "the hint on how to write the answer is not shown",
    "hyperlinktarget": "a link is shown as its address",
    "hyperlink-target": "a link is shown as its address",
    "generatepdf": "no PDF is made of it alone",
    "presentationbuttons": "the buttons stand where they always do",
    "navigator": "pages are reached one after the other",
    "navigator-codesystem": "pages are reached one after the other",
}
_WORDS = {
    "guidanceaction": ("what shall happen elsewhere afterwards is not done", False),
    "guidanceparameter": ("what shall happen elsewhere afterwards is not done", False),
    "datasource": ("answers are not fetched from another source", False),
    "copyexpression": ("the expression is not evaluated", True),
    "sdf-minvalue": ("a limit that is an expression is not checked", False),
    "sdf-maxvalue": ("a limit that is an expression is not checked", False),
    "table-column": ("the table is not drawn", False),
    "table-columnname": ("the table is not drawn", False),
    "table-orderingcolum": ("the table is not drawn", False),
    "table-orderingcolumn": ("the table is not drawn", False),
    "table-orderingfunctions": ("the table is not drawn", False),
    "maxdecimalplaces": ("the number of decimals is not checked", False),
    "questionnaire-sliderstepvalue": ("the step of the slider is not used", False),
    "maxsize": ("the largest size is not checked", False),
    "sdc-questionnaire-subquestionnaire": ("another questionnaire belongs here, which is not fetched", True),
    "sdc-questionnaire-openlabel": ("the label of the field for own words is ours", False),
    "sdc-questionnaire-minquantity": ("the limit 'minQuantity' is not checked", False),
    "sdc-questionnaire-maxquantity": ("the limit 'maxQuantity' is not checked", False),
    "sdc-questionnaire-calculatedvalue": ("the expression is not evaluated", True),
    "sdc-questionnaire-answeroptionstoggleexpression": (
        "the expression for the answers is not evaluated",
        True,
    ),
    "regex": ("the pattern is not checked", False),
    "minlength": ("the shortest length is not checked", False),
    "questionnaire-unitoption": ("only one unit is offered", True),
    "questionnaire-constraint": ("the constraint is not checked", True),
    "targetconstraint": ("the constraint is not checked", True),
    "sdc-questionnaire-answerexpression": ("the expression for the answers is not evaluated", True),
    "sdc-questionnaire-candidateexpression": ("the expression for the answers is not evaluated", True),
    "answeroptionstoggleexpression": ("the expression for the answers is not evaluated", True),
}


def report_extensions(item: Element, source: Source) -> None:
    """Say which extensions of the item are not used."""
    for extension in objects(item, "extension"):
        name = extension_name(extension)
        short = name.removeprefix("sdf-")  # the Norwegian ones, which are written both ways
        if found := _WORDS.get(name) or _WORDS.get(short):
            source.recorder.approximated(item["linkId"], found[0], meaning=found[1])
        elif short in _KEPT_WORDS:
            source.recorder.kept(item["linkId"], _KEPT_WORDS[short])
        elif name in _HARMLESS:
            source.recorder.kept(item["linkId"], f"the extension {name!r} is not used")
        elif name == "variable":
            if not is_used_variable(extension, source):
                source.recorder.kept(item["linkId"], f"the extension {name!r} is not used")
        elif name not in _READ:
            source.recorder.approximated(item["linkId"], f"the extension {name!r} is not known and not used")


_ELEMENTS = {
    "id", "extension", "linkId", "definition", "code", "prefix", "text", "type", "enableWhen", "enableBehavior",
    "required", "repeats", "readOnly", "maxLength", "answerValueSet", "answerOption", "initial", "item",
}  # fmt: skip


def report_elements(item: Element, source: Source) -> None:
    """Say which elements of the item are not used, and that a modifier is not understood."""
    if item.get("definition"):
        source.recorder.kept(item["linkId"], "the element 'definition' is not used")
    for extension in objects(item, "modifierExtension"):
        why = f"the modifier {extension_name(extension)!r} may change what the item means: not understood"
        source.recorder.approximated(item["linkId"], why, meaning=True)
    for name in sorted({name.removeprefix("_") for name in item} - _ELEMENTS - {"modifierExtension"}):
        source.recorder.approximated(item["linkId"], f"the element {name[:60]!r} is not known and not used")


_SHADOWED = {
    "translation",
    "rendering-markdown",
    "rendering-xhtml",
    "rendering-style",
    "cqf-expression",
    "cqf-calculatedvalue",
}


def report_words(item: Element, source: Source) -> None:
    """Say which extensions of the item's own words, label and type are not used."""
    for name in sorted(name for name in item if name.startswith("_")):
        found = {extension_name(one) for one in objects(nested(item, name), "extension")}
        unused = found - _SHADOWED if name == "_text" else found
        for one in sorted(unused):
            source.recorder.approximated(
                item["linkId"], f"the extension {one!r} of {name[1:]!r} is not known and not used"
            )
