"""The facts of a course of care, and the recommended days that follow from them."""
