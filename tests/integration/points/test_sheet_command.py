"""The sheet on the command line: where two courses have a point with the same number, one says which."""

from __future__ import annotations

from pathlib import Path

from asking import Command
from clinic import Clinic
from courses import ago
from test_two_courses import points

__all__ = ["points"]


def test_one_says_which_course_or_which_day(
    clinic: Clinic, command: Command, tmp_path: Path, points: tuple[int, int, int]
) -> None:
    def sheet(*more: object, number: int = 1) -> tuple[int, str, str]:
        out = tmp_path / "sheet.pdf"
        return command("sheet", "--patient", clinic.kari, "--point", number, *more, "--out", out)

    code, _out, said = sheet()
    assert code == 2
    assert "has 2 points 1" in said
    assert f"--course 1 (held {ago(clinic, 12)}" in said
    assert f"--course 2 (held {ago(clinic, 1)}" in said
    sizes = {}
    for more in (("--course", 1), ("--held", ago(clinic, 12)), ("--course", 2), ("--held", ago(clinic, 1))):
        assert sheet(*more)[0] == 0, more
        sizes[more] = (tmp_path / "sheet.pdf").stat().st_size
    assert all(sizes.values())
    assert sheet(number=2)[0] == 0  # only one course has it
    for more in (("--course", 3), ("--held", ago(clinic, 3))):
        code, _out, said = sheet(*more)
        assert (code, "no such evaluation point 1" in said) == (2, True)
        assert f"point 1 of course 2 (held {ago(clinic, 1)}" in said
        assert "point 2 of course 2 (not held" in said
    code, _out, said = sheet("--held", "soon")
    assert (code, "--held" in said) == (2, True)
