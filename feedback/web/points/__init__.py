"""Evaluation points in a list, for clinicians and coordinators, and what was done at each."""
