"""The editor of question sets: one draft, one item at a time, without JavaScript."""

from feedback.web.administration.editor import answers, conditions, head, item, preview, show
from feedback.web.administration.editor.blueprint import pages

__all__ = ["answers", "conditions", "head", "item", "pages", "preview", "show"]
