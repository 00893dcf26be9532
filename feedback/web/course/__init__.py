"""The course of a patient: what has happened and when, the recommended days with their reasons, and what corrects
them. One set of pages for clinicians and coordinators."""

from feedback.web.course import coordinators, ends, moves, show
from feedback.web.course.blueprint import pages

__all__ = ["coordinators", "ends", "moves", "pages", "show"]
