"""A collection plan: what is asked of whom and when, computed from facts (docs/decisions: collection plans).

`template` holds what a unit asks and how it was adapted to one person, `facts` what has happened,
`occasions` finds what the plan would ask, `placing` gives it a day within budget, windows and pauses, and
`schedule` is the whole of it. `faults` says what cannot be right, `wording` why something is asked.
"""
