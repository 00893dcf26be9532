"""The patient's own goals, and those that they show to a relative."""
