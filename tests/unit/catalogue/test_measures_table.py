"""The facts that ship are those of the table of measures: every cell of every row, none lost or altered."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from feedback.catalogue.profiles import profiles
from feedback.domain.measures.profile import Cutoff, ReliableChange, Scale, ScoringProfile

FACTS = Path(__file__).parents[4] / "shared" / "facts" / "measures.csv"
REMARKED = ("EDE-Q", "CIA", "GAD-7", "OQ-45.2", "ORS")

# What a cell means, where it is more than a number: what the profile must then say.
ITEMS: dict[str, Any] = {
    "9 scored + 1 unscored": (9, 1),
    "7 + 1": (8, 0),
    "up to 3 goals": (3, 0),
    "22 scored": (22, 0),
}
NUMBERS: dict[str, Any] = {
    "0-4; items 9-10: 0,2,4": {9: (0, 2, 4), 10: (0, 2, 4)},
    "0-4; items 10-11: 0,2,4": {10: (0, 2, 4), 11: (0, 2, 4)},
}
CUTOFFS: dict[str, Any] = {
    "": [],
    "10 (NHS 8)": [("10", "", "", "the NHS uses 8")],
    "50 (at or below is low)": [("50", "", "", "")],
    "8 men / 6 women (Norway)": [("8", "men", "", "Norway"), ("6", "women", "", "Norway")],
    "4 men / 3 women (unconfirmed)": [("4", "men", "unconfirmed", ""), ("3", "women", "unconfirmed", "")],
    "6 men / 2 women": [("6", "men", "", ""), ("2", "women", "", "")],
    "9 (Norwegian prison sample)": [("9", "", "", "Norwegian prison sample")],
    "63 (US) / 56 (NL)": [("63", "", "", "US"), ("56", "", "", "NL")],
    "36 (unconfirmed)": [("36", "", "unconfirmed", "")],
}
CHANGES: dict[str, Any] = {
    "": None,
    "6 (95 %)": ("6", 95, None, "", None),
    "6 (90 %)": ("6", 90, None, "", None),
    "4 (NHS) or 6 (Bischoff): 4 to under 6 shown as possible and 6 as reliable": ("6", None, "4", "", None),
    "2.45 (unconfirmed)": ("2.45", None, None, "unconfirmed", None),
    "14 (18 NL)": ("14", None, None, "", None),
    "1.451 (Sdiff 0.7405 x 1.96)": ("1.451", 95, None, "", "0.7405"),
    "9.697 (Sdiff 4.9475 x 1.96)": ("9.697", 95, None, "", "4.9475"),
    "5-6 (unconfirmed)": ("6", None, "5", "unconfirmed", None),
}
SAFETY: dict[str, Any] = {"": (), "item 9 above 0": (9,), "item 6 above 0": (6,), "item 8 above 0": (8,)}
SAFETY["risk items"] = None
MISSING: dict[str, Any] = {
    "": None,
    "no total": None,
    "none missing": 0,
    "at most 1 missing": 1,
    "at most 1 missing then prorate (state it)": 1,
    "at most 1 missing then 10 x mean": 1,
    "at most 3 missing": 3,
}
LIMITS: dict[str, Any] = {
    "": [None],
    "item level": [None],
    "per goal": [None],
    "top score = all 9": [None],
    "0-100 (raw x4)": [("0", "100")],
    "0-40 (mean x10)": [("0", "40")],
    "0-6 mean": [("0", "6")],
    "0-14 + 0-10": [("0", "14"), ("0", "10")],
}
RESPONDENTS = {"patient or relative": ["patient", "relative"]}


def _main(profile: ScoringProfile) -> Scale:
    return profile.scales[0]


def _items(profile: ScoringProfile, cell: str) -> None:
    assert (profile.item_count, profile.unscored) == (ITEMS.get(cell) or (int(cell), 0))


def _numbers(profile: ScoringProfile, cell: str) -> None:
    if cell == "3 levels + 0-10":  # which numbers the three levels have is not known
        assert profile.numbers == {8: tuple(map(Decimal, range(11)))}
        return
    low, _, rest = cell.partition("-")
    usual = tuple(map(Decimal, range(int(low), int(rest[0]) + 1 if rest[:2] != "10" else 11)))
    odd = NUMBERS.get(cell, {})
    for item in range(1, profile.item_count + 1):
        assert profile.numbers[item] == odd.get(item, usual)


def _cutoffs(profile: ScoringProfile, cell: str) -> None:
    expected = CUTOFFS.get(cell, [(cell, "", "", "")])
    assert [_told(cutoff) for scale in profile.scales for cutoff in scale.cutoffs] == expected
    if "at or below" in cell:
        assert _main(profile).cutoffs[0].side == "at-or-below"


def _told(cutoff: Cutoff) -> tuple[str, str, str, str]:
    doubt = "unconfirmed" if cutoff.is_unconfirmed else ""
    return str(cutoff.value), cutoff.group, doubt, cutoff.note.get("en", "")


def _change(profile: ScoringProfile, cell: str) -> None:
    expected = CHANGES.get(cell, (cell, None, None, "", None))
    [found] = {_told_change(scale.reliable_change) for scale in profile.scales}
    assert found == expected


def _told_change(change: ReliableChange | None) -> tuple[object, ...] | None:
    if change is None:
        return None
    doubt = "unconfirmed" if change.is_unconfirmed else ""
    possible = None if change.possible_from is None else str(change.possible_from)
    return (
        str(change.value), change.level, possible, doubt, None if change.sdiff is None else str(change.sdiff)
    )  # fmt: skip


def _reversed(profile: ScoringProfile, cell: str) -> None:
    known = {"none": (), "not known": None}
    expected = known[cell] if cell in known else tuple(map(int, cell.split(",")))
    assert (profile.reversal.items if profile.reversal else None) == expected


def _bands(profile: ScoringProfile, cell: str) -> None:
    found = [f"{band.starts_at} {band.name}" for scale in profile.scales for band in scale.bands]
    assert "|".join(found) == cell


def _safety(profile: ScoringProfile, cell: str) -> None:
    found = profile.safety_items
    assert (None if found is None else tuple(safety.item for safety in found)) == SAFETY[cell]
    assert all(safety.above == 0 for safety in found or ())


def _missing(profile: ScoringProfile, cell: str) -> None:
    [found] = {None if scale.missing is None else scale.missing.most for scale in profile.scales}
    assert found == MISSING[cell]


def _limits(profile: ScoringProfile, cell: str) -> None:
    expected = LIMITS[cell] if cell in LIMITS else [tuple(cell.split("-"))]
    found = [scale.limits and tuple(map(str, scale.limits)) for scale in profile.scales]
    assert found == expected
    for scale in profile.scales:
        assert scale.limits is None or profile.limits_of(scale) == scale.limits


def _respondents(profile: ScoringProfile, cell: str) -> None:
    assert list(profile.respondents) == (RESPONDENTS.get(cell) or cell.split(" / "))


def _is(field: str) -> Callable[[ScoringProfile, str], None]:
    def check(profile: ScoringProfile, cell: str) -> None:
        assert str(getattr(profile, field)) == cell

    return check


def _complete(profile: ScoringProfile, cell: str) -> None:
    assert profile.complete is {"yes": True, "no": False}[cell]


COLUMNS: dict[str, Callable[[ScoringProfile, str], None]] = {
    "measure": _is("name"),
    "about": _is("about"),
    "respondent": _respondents,
    "items": _items,
    "item_scale": _numbers,
    "total_range": _limits,
    "higher_is": _is("higher_is"),
    "reversed_items": _reversed,
    "bands": _bands,
    "clinical_cutoff": _cutoffs,
    "reliable_change": _change,
    "safety_item": _safety,
    "missing_rule": _missing,
    "rights": _is("rights"),
    "may_ship_wording": _is("may_ship_wording"),
    "complete": _complete,
    "note": _is("note"),
}


def _rows() -> dict[str, dict[str, str]]:
    if not FACTS.exists():
        return {}
    with FACTS.open(encoding="utf-8", newline="") as file:
        return {row["measure"]: row for row in csv.DictReader(file)}


ROWS = _rows()
pytestmark = pytest.mark.skipif(not ROWS, reason="the table of facts is not beside the checkout")


def test_every_row_has_a_profile_and_every_column_a_check() -> None:
    assert set(ROWS) == set(profiles())
    assert all(set(row) == set(COLUMNS) for row in ROWS.values())


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("measure", ROWS)
def test_the_cell_is_what_the_profile_says(measure: str, column: str) -> None:
    COLUMNS[column](profiles()[measure], ROWS[measure][column])


@pytest.mark.parametrize("measure", REMARKED)
def test_what_two_publications_say_is_told(measure: str) -> None:
    scale = _main(profiles()[measure])
    assert scale.reliable_change
    assert set(scale.reliable_change.note) == {"nb", "nn", "en"}


def test_higher_is_better_or_worse_for_every_scale() -> None:
    for profile in profiles().values():
        assert {scale.higher_is for scale in profile.scales} == {profile.higher_is}


def test_what_must_be_printed_is_a_caution() -> None:
    assert profiles()["SURE"].caution["nb"] == "Ikke validert på norsk."
