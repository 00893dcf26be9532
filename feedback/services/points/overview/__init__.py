"""The overview: finding the points of many courses, and what each of them lacks."""
