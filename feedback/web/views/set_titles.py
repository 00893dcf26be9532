"""What question sets are called in a list to choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from feedback.domain.questionnaires.questionnaire import Texts, text_in


def titles_apart(sets: Mapping[str, Texts], language: str) -> dict[str, str]:
    """The title of each set by its key, with the key behind it where several have the same."""
    titles = {key: text_in(title, language) for key, title in sets.items()}
    times = Counter(titles.values())
    return {key: title if times[title] == 1 else f"{title} ({key})" for key, title in titles.items()}
