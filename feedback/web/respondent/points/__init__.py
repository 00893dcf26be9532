"""A patient's own page of an evaluation point, and what a relative sees of it."""
