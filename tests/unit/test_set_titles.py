"""Two sets of one name can be told apart where one is chosen."""

from __future__ import annotations

from feedback.web.views.set_titles import titles_apart


def test_only_those_with_the_same_title_bear_their_key() -> None:
    sets = {"phq-9": {"nb": "PHQ-9"}, "phq-9-nb": {"nb": "PHQ-9", "en": "PHQ 9"}, "who-5": {"nb": "WHO-5"}}
    assert titles_apart(sets, "nb") == {
        "phq-9": "PHQ-9 (phq-9)",
        "phq-9-nb": "PHQ-9 (phq-9-nb)",
        "who-5": "WHO-5",
    }
    assert titles_apart(sets, "en")["phq-9"] == "PHQ-9"
