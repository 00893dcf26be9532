"""Expressions of a file, read as our own rules; none is ever run."""
