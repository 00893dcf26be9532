"""Who is meant by a name that was written at a point."""

from __future__ import annotations

import pytest

from feedback.domain.points.named import is_named, same_name

AROUND = ("Kari Nordvik", "Anna Berg")


@pytest.mark.parametrize(
    "who",
    [
        "Per Nordvik", "per  nordvik", "Per", "Per (bror)", "Per og Kari", "Kari Nordvik, Per Nordvik",
        "Anna / Per", "Kari + Per", "Kari and Per", "Per med Anna Berg",
    ],
)  # fmt: skip
def test_a_step_bears_a_name(who: str) -> None:
    assert is_named(who, "Per Nordvik", AROUND)


@pytest.mark.parametrize(
    "who", ["", "Kari", "Persson", "Per Hansen", "broren", "Nordvik", "Logper", "(Per)", "spør Per om det"]
)
def test_nobody_is_guessed(who: str) -> None:
    assert not is_named(who, "Per Nordvik", AROUND)


def test_a_first_name_that_another_bears_tells_nobody() -> None:
    around = (*AROUND, "Per Hansen")
    assert not is_named("Per", "Per Nordvik", around)
    assert is_named("Per Nordvik", "Per Nordvik", around)
    assert not is_named("Per Nordvik", "Per Nordvik", (*AROUND, "per nordvik"))
    assert not is_named("", "", ())


def test_names_are_compared_whole() -> None:
    assert same_name(" per NORDVIK", "Per Nordvik")
    assert not same_name("Per", "Per Nordvik")
    assert not same_name("", "")
