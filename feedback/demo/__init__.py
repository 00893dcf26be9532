"""Made-up units, people and half a year of treatment; the same for the same day."""

from feedback.demo.making import make_demo

__all__ = ["make_demo"]
