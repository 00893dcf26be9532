"""The words for goals: at most three at a time, each rated 0-10 by every person for themselves."""

from __future__ import annotations

MOST_GOALS = 3
HIGHEST_RATING = 10
GOAL_STATES = ("active", "changed", "reached", "stopped")
RATER_ROLES = ("patient", "relative", "clinician")
