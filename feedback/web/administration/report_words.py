"""What an import says of each item and of the whole, in the reader's language.

A stored report holds English sentences, as the command writes them; here each is recognised and worded.
"""

from __future__ import annotations

from feedback.services.refusals import _
from feedback.web.administration.known_sentences import KnownSentences

SENTENCES = (
    _("%(code)s without any QS question: not calculated"),
    _("%(language)s: %(number)s items are missing; another language is shown there."),
    _("%(language)s: %(number)s items have no text; another language is shown there."),
    _("A contained resource without a type is not used."),
    _("Licence or owner is not in the file: record them before the set is published."),
    _("No question is shown at the start: each waits for the answer to another."),
    _("Not kept: %(names)s."),
    _("Recognised as %(name)s; its facts are used for scoring."),
    _("The element %(name)s is not known in R4 and not used."),
    _("The extension %(name)s of the whole questionnaire is not used."),
    _("The file does not say its language."),
    _("The file is marked as retired."),
    _("The file says no status, which R4 requires."),
    _("The file speaks of %(names)s; here it is about a patient."),
    _("The import changes meaning: an administrator must accept that."),
    _("The modifier %(name)s may change what the whole means: it is not understood."),
    _("The questionnaire that this one is derived from is not fetched."),
    _("The status %(name)s is not known in R4."),
    _("a choice without answers"),
    _("a condition has a date without a day: its first day is meant"),
    _("a condition looks at %(name)s, which is not asked: the condition is left out"),
    _("a condition refers to %(name)s, which does not exist: it is never met"),
    _("a condition without an operator: read as '='"),
    _("a fixed value without a choice: kept and not shown"),
    _("a group that repeats is asked once"),
    _("a help text, unit or label outside any question"),
    _("a hidden choice without answers and without a value"),
    _("a text that is only read is shown as one"),
    _("another questionnaire belongs here, which is not fetched"),
    _("asks who one is: neither asked nor stored"),
    _("boxes to tick: several answers can be given, though the file does not say so"),
    _("enableWhenExpression is not evaluated: always shown"),
    _("filled from the person's record: neither asked nor stored"),
    _("formatting is shown as plain text"),
    _("initial value not evaluated: %(expression)s"),
    _("items of type %(name)s are not shown"),
    _("its answers are references to other resources"),
    _("its answers lie in a value set outside the file (%(name)s), which is not fetched"),
    _("its conditions go in a circle"),
    _("its text is made by an expression, which is not evaluated"),
    _("kept as the help of %(name)s"),
    _("kept as the high label of %(name)s"),
    _("kept as the low label of %(name)s"),
    _("kept as the unit of %(name)s"),
    _("meant for print only: not shown on the screen"),
    _("not evaluated: %(expression)s"),
    _("nothing is left of the group"),
    _("of %(number)s answers the first %(most)s are kept"),
    _("only one unit is offered"),
    _("only there in %(language)s, not in %(other)s"),
    _("option %(name)s cannot be used"),
    _("option %(name)s is there twice: the first is used"),
    _("required: reminded once, then skipping is accepted"),
    _("several conditions and no enableBehavior: any of them shows it"),
    _("that an option excludes the others is not checked"),
    _("the code system %(name)s is outside the file: its answers are missing"),
    _("the constraint is not checked"),
    _("the control %(name)s is shown in the plain way"),
    _("the element %(name)s is not known and not used"),
    _("the expression for the answers is not evaluated"),
    _("the expression is not evaluated"),
    _("the extension %(name)s is not known and not used"),
    _("the extension %(name)s is not used"),
    _("the extension %(name)s of its options is not known and not used"),
    _("the filter of its value set is not worked out"),
    _("the label of the field for own words is ours"),
    _("the largest size is not checked"),
    _("the limit %(name)s is not checked"),
    _("the modifier %(name)s may change what the item means: not understood"),
    _("the number of decimals is not checked"),
    _("the operator %(name)s is not known: the condition is left out"),
    _("the pattern is not checked"),
    _("the shortest length is not checked"),
    _("the sum is given when every shown question of it has an answer"),
    _("the type %(name)s is not known in R4"),
    _("the value set %(name)s is outside the file: its answers are missing"),
    _("the value set %(name)s is outside the file: only own words"),
    _("the value that %(name)s is compared with cannot be used: the condition is left out"),
    _("there is nothing to show"),
)
KNOWN = KnownSentences(SENTENCES)


def worded(why: str) -> str:
    """The reasons of an item, which the report joins with semicolons, or one note."""
    if found := KNOWN.worded(why):
        return found
    return "; ".join(KNOWN.worded(part) or part for part in why.split("; "))
