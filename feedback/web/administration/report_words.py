"""What an import says of each item and of the whole, in the reader's language.

A stored report holds English sentences, as the command writes them; here each is recognised and worded.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping

from feedback.services.refusals import _
from feedback.web.administration.known_sentences import KnownSentences

SENTENCES = (
    _("%(code)s without any QS question: not calculated"),
    _("%(language)s: %(number)s items are missing; another language is shown there."),
    _("%(language)s: %(number)s items have no text; another language is shown there."),
    _("%(names)s can be hidden by a condition: the mean of the answered items then stands for them."),
    _("%(names)s can be hidden by a condition: with more missing than %(name)s allows there is no total."),
    _("%(language)s: only answers are translated, no question is: not kept."),
    _("A contained resource without a type is not used."),
    _("Formatting at the head is shown as plain text."),
    _("It is called %(name)s, but the number, order or scores of its items do not fit: no total is given."),
    _("Licence or owner is not in the file: record them before the set is published."),
    _("No question is shown at the start: each waits for the answer to another."),
    _("Not kept of a %(kind)s in the file: %(names)s."),
    _("Not kept of the Bundle: %(names)s."),
    _("Not kept, and of no matter: %(names)s."),
    _("Not kept: %(names)s."),
    _("Recognised as %(name)s; facts about it are lacking, and until they are entered no total is given."),
    _("Recognised as %(name)s; its facts are used for scoring."),
    _("Of its %(found)s questions with scores the first %(count)s count as %(name)s."),
    _("The element %(name)s is not known in R4 and not used."),
    _("The extension %(name)s of the whole questionnaire is not used."),
    _("The contained resource %(name)s is not used."),
    _("The file does not know whether it is in use."),
    _("The file does not say its language."),
    _("The file is marked as a draft."),
    _("The file is marked as retired."),
    _("The file says no status, which R4 requires."),
    _("The file speaks of %(names)s; here it is about a patient."),
    _("The import changes meaning: an administrator must accept that."),
    _("The modifier %(name)s may change what the whole means: it is not understood."),
    _("The language %(name)s is read as %(language)s."),
    _("The questionnaire that this one is derived from is not fetched."),
    _("The scoring profile %(name)s is not here or does not fit: not used."),
    _("The status %(name)s is not known in R4."),
    _("%(language)s: another %(names)s at the head is not kept."),
    _("a choice without answers"),
    _("a condition has a date without a day: its first day is meant"),
    _("a condition looks at %(name)s, which is not asked: the condition is left out"),
    _("a condition refers to %(name)s, which does not exist: it is always met"),
    _("a condition refers to %(name)s, which does not exist: it is never met"),
    _("a condition without an operator: read as '='"),
    _("a fixed value without a choice: kept and not shown"),
    _("a condition says more than is understood: %(names)s"),
    _("a group that repeats is asked once"),  # in reports that were stored before groups could repeat
    _("a group that repeats is asked once: %(name)s could be taken for one of its answers"),
    _("a help text, unit or label outside any question"),
    _("a limit is a date without a day: its first day is meant"),
    _("a limit that is an expression is not checked"),
    _("a link is shown as its address"),
    _("a unit is one for all languages: that of the first is used"),
    _("a whole date is asked, where the file asks for year and month"),
    _("a hidden choice without answers and without a value"),
    _("a text that is only read is shown as one"),
    _("an initial value cannot be used"),
    _("an initial value is a date without a day: its first day is meant"),
    _("answers are not fetched from another source"),
    _("answers that are equal all count, where the expression counts them once"),
    _("another questionnaire belongs here, which is not fetched"),
    _("asked in the plain way, without a choice of years"),
    _("asks who one is: neither asked nor stored"),
    _("at most %(most)s times here, where the file says %(limit)s"),
    _("boxes to tick: several answers can be given, though the file does not say so"),
    _("enableWhenExpression is not evaluated: always shown"),
    _("filled from the person's record: neither asked nor stored"),
    _("formatting is shown as plain text"),
    _("inside a group that repeats: only the answers of the same time count"),
    _("in %(language)s it has another %(names)s, which is not kept"),
    _("initial value not evaluated: %(expression)s"),
    _("items of type %(name)s are not shown"),
    _("its answers are references to other resources"),
    _("its answers lie in a value set outside the file (%(name)s), which is not fetched"),
    _("it looks like other texts"),
    _("it stands among the questions, not at the side"),
    _("it is asked in another way in %(language)s than in %(other)s, which is used"),
    _("its calculation goes in a circle"),
    _("its conditions go in a circle"),
    _("its lowest limit lies above its highest: neither is checked"),
    _("its number in %(language)s is another: that of %(other)s is used"),
    _("its parts stand below each other, not in a table"),
    _("its value set is not used: the file lists answers too"),
    _("its scores are reversed in the file already: they are not turned round again"),
    _(
        "it counts the other way round, and its words do not show whether the file has turned its scores: they are "
        "turned"
    ),
    _("its text is made by an expression, which is not evaluated"),
    _("kept as the help of %(name)s"),
    _("kept as the high label of %(name)s"),
    _("kept as the low label of %(name)s"),
    _("kept as the unit of %(name)s"),
    _("meant for print only: not shown on the screen"),
    _("no PDF is made of it alone"),
    _("not evaluated: %(expression)s"),
    _("not kept: %(names)s"),
    _("nothing is left of the group"),
    _("of %(number)s answers the first %(most)s are kept"),
    _("only one unit is offered"),
    _("only there in %(language)s, not in %(other)s"),
    _("option %(name)s is a date without a day: its first day is meant"),
    _("option %(name)s cannot be used"),
    _("option %(name)s is there twice: the first is used"),
    _("pages are reached one after the other"),
    _("read only and without a value: not shown"),
    _("repeats: asked again as often as there is something to say"),
    _("required for a group: nobody is reminded of a group"),
    _("required: reminded once, then skipping is accepted"),
    _("several initial values where one answer can be given: the first is used"),
    _("several conditions and no enableBehavior: any of them shows it"),
    _("that an option excludes the others is not checked"),
    _("the buttons stand where they always do"),
    _("the code system %(name)s is outside the file: its answers are missing"),
    _("the constraint is not checked"),
    _("the control %(name)s changes nothing here"),
    _("the control %(name)s is shown in the plain way"),
    _("the element %(name)s is not known and not used"),
    _("the enableBehavior %(name)s is not known: any of them shows it"),
    _("the element %(name)s is not used"),
    _("the expression for the answers is not evaluated"),
    _("the expression is not evaluated"),
    _("the extension %(name)s is not known and not used"),
    _("the extension %(name)s is not used"),
    _("the extension %(name)s of %(part)s is not known and not used"),
    _("the extension %(name)s of its options is not known and not used"),
    _("the extension %(name)s of its options is not used"),
    _("the filter of its value set is not worked out"),
    _("the hint on how to write the answer is not shown"),
    _("the label of the field for own words is ours"),
    _("the largest size is not checked"),
    _("the limit %(name)s is not checked"),
    _("the modifier %(name)s may change what the item means: not understood"),
    _("the number of decimals is not checked"),
    _("the operator %(name)s is not known: the condition is left out"),
    _("the pattern is not checked"),
    _("the score %(name)s of an option is no number"),
    _("the shortest length is not checked"),
    _("the slider is a field for a number"),
    _("the step of the slider is not used"),
    _("the sum is given when every shown question of it has an answer"),
    _("the table is not drawn"),
    _("the type %(name)s is not known in R4"),
    _("the value set %(name)s is outside the file: its answers are missing"),
    _("the value set %(name)s is outside the file: only own words"),
    _("the value that %(name)s is compared with cannot be used: the condition is left out"),
    _("the words for an answer that cannot be used are ours"),
    _("the words of the button for one more are ours"),
    _("there is nothing to show"),
    _("what lies below a question with several answers is asked once for all of them"),
    _("what its value set leaves out is not known: more can be chosen"),
    _("what shall happen elsewhere afterwards is not done"),
    _("yes or no is asked once, though the file repeats it"),
    _("'minOccurs' and 'maxOccurs' mean nothing where nothing repeats"),
)
KNOWN = KnownSentences(SENTENCES)


_REFERS = re.compile(r"\b(?:looks at|refers to|the value that) '([^']+)'")
SHORT = 60


def with_names(why: str, names: Mapping[str, str]) -> str:
    """The same, a question that a condition speaks of being called by its words, its link id behind them."""
    told = worded(why)
    for link_id in dict.fromkeys(_REFERS.findall(why)):
        if name := textwrap.shorten(names.get(link_id, ""), SHORT, placeholder="…"):
            told = told.replace(f"'{link_id}'", f"«{name}» ({link_id})")
    return told


def worded(why: str) -> str:
    """The reasons of an item, which the report joins with semicolons, or one note."""
    if found := KNOWN.worded(why):
        return found
    return "; ".join(KNOWN.worded(part) or part for part in why.split("; "))
