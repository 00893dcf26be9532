"""Which passwords are too weak."""

from __future__ import annotations

import pytest

from feedback.domain.people.passwords import is_too_easy, is_too_short, normal


@pytest.mark.parametrize(
    "password",
    [
        "Password1234!", "PassordPassord", "sommer2026!!", "Qwerty123456", "123456789012", "aaaaaaaaaaaab",
        "abcdefghijkl", "210987654321", "berg-berg2026"[:4] + "12345678", "hei hei hei hei", "!!!???---,,,",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_too_easy(password: str) -> None:
    assert is_too_easy(password, "berg")


@pytest.mark.parametrize(
    "password", ["langt nok passord", "tolv tegn det", "blå fugl over Sogn", "xk3v-9pqt-2mzs"]
)
def test_words_that_belong_to_somebody_are_not(password: str) -> None:
    assert not is_too_easy(password, "berg")
    assert not is_too_short(password)


def test_length_is_counted_in_signs_as_one_sees_them() -> None:
    two_signs = "bla\u030a"
    assert normal(two_signs) == "blå"
    assert is_too_short(two_signs * 3 + "xx")
    assert not is_too_short("blå" * 4)


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("bergbergberg1", "berg"),
        ("anna.berg2026", "anna.berg"),
        ("Anna-Berg-12", "anna.berg"),
        ("per7per7per7", "per7"),
    ],
)
def test_the_sign_in_name_is_too_easy_however_it_is_written(password: str, name: str) -> None:
    assert is_too_easy(password, name)


def test_a_name_without_letters_forbids_nothing_else() -> None:
    assert not is_too_easy("fire blå ugler sover", "12345")
