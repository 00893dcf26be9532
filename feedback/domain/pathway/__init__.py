"""A care pathway as facts, and the dates that follow from them (docs/decisions/0004-due-dates.md).

`history` holds the facts and `problems` says what is impossible about them; `due_dates` computes, with
`assessment` and `points` for the two halves of a course, `intervals` for the rules and `days` for the
counting; `explanation` says why.
"""
