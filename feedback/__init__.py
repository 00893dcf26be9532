"""Samsyn: feedback for joint review."""
