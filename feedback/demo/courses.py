"""Who is in the demo and how their half year went. All of it is made up."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff: sign-in name, role, name, unit."""

    sign_in_name: str
    role: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class DemoRelative:
    """A relative with the patient's consent, perhaps also to see the goals."""

    name: str
    kind: str
    language: str = "nb"
    now: tuple[int, ...] = (2, 3, 4)
    comment: str = ""
    sees_goals: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """One patient and how it went.

    `level` runs from the first to the last week on the 0-10 scale of well-being; `phq` likewise for the PHQ-9
    total. `gaps` are weeks without answers. `held_late` is by how many days the first point was late; None
    means that it has not been held. `weeks` is how long ago the first attendance was. `clinician_sees` and
    `relative_sees` are what they say in a meeting of how near each goal is; `rewords` is a goal's place and the
    words that it is given at the first point. `extended_week`, `stay` (weeks in which a stay as an inpatient begins
    and ends) and `pause` (week, days, reason) are for courses that had them.
    """

    reference: str
    name: str
    age: int
    unit: str
    clinician: str
    level: tuple[float, float]
    phq: tuple[int, int]
    area: str = "PHV"
    language: str = "nb"
    weeks: int = 26
    decided_week: int = 5
    gaps: tuple[int, ...] = ()
    held_late: int | None = 0
    critical_open: bool = False
    relatives: tuple[DemoRelative, ...] = ()
    goals: tuple[str, ...] = ()
    goal_levels: tuple[tuple[int, int], ...] = ()
    clinician_sees: tuple[int, ...] = ()
    relative_sees: tuple[int, ...] = ()
    rewords: tuple[int, str] | None = None
    topics: tuple[str, ...] = ()
    words: tuple[str, ...] = field(default=())
    prepares: bool = True
    has_plan: bool = True
    relatives_pause: bool = False
    extended_week: int | None = None
    stay: tuple[int, int] | None = None
    pause: tuple[int, int, str] | None = None

    def share(self, week: int) -> float:
        """How much of the course has passed, 0-1."""
        return week / max(1, self.weeks - 1)

    def between(self, ends: tuple[float, float], week: int) -> float:
        """The value of a week on a straight line from the first to the last."""
        return ends[0] + (ends[1] - ends[0]) * self.share(week)

    def level_in(self, week: int) -> float:
        """Well-being in a week, 0-10."""
        return self.between(self.level, week)

    @property
    def session_set(self) -> str:
        """What is asked after a session."""
        return "after-session-young" if self.age < 18 else "after-session"

    def said(self, dice: random.Random) -> str:
        """Own words after a session, now and then."""
        return dice.choice(self.words) if dice.random() < 0.45 else ""


FJELL, BUP, HAVNA = "Fjellheim DPS", "Lia BUP", "Havna ruspoliklinikk"
UNITS = (FJELL, BUP, HAVNA)
ASKS_FOR_CODE = (HAVNA,)  # after a link; with the others a newcomer gets straight through
WITH_CODES = FJELL  # for what is registered; the others lack them
STAFF = (
    Staff("berg", "clinician", "Dr. Anna Berg", FJELL),
    Staff("lie", "clinician", "Dr. Morten Lie", BUP),
    Staff("haug", "clinician", "Silje Haug", HAVNA),
    Staff("siv", "coordinator", "Siv Dahl", FJELL),
    Staff("tor", "coordinator", "Tor Moen", BUP),
    Staff("eli", "coordinator", "Eli Vik", HAVNA),
    Staff("geir", "leader", "Geir Strand", FJELL),
    Staff("admin", "administrator", "Nina Ås", FJELL),
)
COURSES = (
    Course(
        "F-1001",
        "Kari Nordvik",
        34,
        FJELL,
        "berg",
        (3.0, 7.2),
        (18, 8),
        decided_week=9,
        held_late=4,
        relatives=(
            DemoRelative(
                "Per Nordvik",
                "sibling",
                now=(2, 3, 5),
                comment="Hun ler igjen. Hva kan jeg gjøre når hun vil være alene?",
                sees_goals=True,
            ),
        ),
        goals=("Gå på jobb tre dager i uka", "Sove uten å ligge våken i timevis", "Ringe en venn hver uke"),
        goal_levels=((1, 6), (2, 7), (0, 4)),
        clinician_sees=(4, 3, 2),
        relative_sees=(4, 5, 1),
        topics=("Hva vi gjør når medisinen er ferdig", "Hvordan jeg kommer tilbake på jobb"),
        words=(
            "Det gikk litt fort i dag.",
            "Bra at vi skrev ned planen.",
            "Jeg fikk ikke sagt det om søvnen.",
            "Øvelsen med pusten hjelper når jeg husker den.",
        ),
    ),
    Course(
        "F-1002",
        "Olav Hagen",
        51,
        FJELL,
        "berg",
        (6.0, 2.6),
        (9, 19),
        critical_open=True,
        goals=("Komme meg ut hver dag",),
        goal_levels=((5, 2),),
        clinician_sees=(3,),
        topics=("At det har blitt tyngre",),
        words=("Jeg vet ikke om dette hjelper.", "Det ble mye prat om jobb, lite om resten."),
    ),
    Course(
        "F-1003",
        "Ingrid Solli",
        27,
        FJELL,
        "berg",
        (4.8, 5.0),
        (13, 12),
        language="nn",
        decided_week=8,
        goals=("Fullføre eit semester",),
        goal_levels=((3, 3),),
        topics=("Om vi bør prøve noko anna",),
        words=("Eg lurer på om vi bør prøve noko anna.", "Fint å bli høyrd."),
    ),
    Course(
        "F-1004",
        "Áilu Eira Guttorm",
        42,
        FJELL,
        "berg",
        (4.0, 6.1),
        (15, 11),
        gaps=(4, 5, 6, 7, 11, 12, 13, 18, 19),
        goals=("Være mer sammen med barna",),
        goal_levels=((4, 6),),
        topics=("Reiseveien hit",),
        words=("Det er langt å reise for så kort tid.",),
        prepares=False,
    ),
    Course(
        "F-1005",
        "Aud Lervik",
        63,
        FJELL,
        "berg",
        (5.0, 5.8),
        (12, 10),
        weeks=16,
        decided_week=4,
        held_late=None,
        goals=("Begynne i koret igjen",),
        goal_levels=((2, 3),),
        words=("Takk for at du spurte.",),
        prepares=False,
        has_plan=False,
    ),
    Course(
        "B-2001",
        "Nora Sund",
        15,
        BUP,
        "lie",
        (3.6, 6.4),
        (16, 10),
        area="PHBU",
        relatives=(
            DemoRelative(
                "Tove Sund",
                "parent",
                now=(2, 3, 4),
                comment="Hun sover bedre nå. Skolen er fortsatt vanskelig.",
            ),
        ),
        goals=("Være med på tur med klassen",),
        goal_levels=((1, 5),),
        clinician_sees=(3,),
        relative_sees=(5,),
        topics=("Skolen",),
        words=("Det var ok.", "Du husket det jeg sa sist.", "Mamma snakket mest."),
    ),
    Course(
        "H-3001",
        "Jonas Myhre",
        38,
        HAVNA,
        "haug",
        (3.2, 5.9),
        (14, 9),
        area="TSB",
        weeks=24,
        decided_week=3,
        extended_week=4,
        stay=(9, 12),
        pause=(22, 9, "Arbeid i Nordsjøen"),
        relatives=(
            DemoRelative(
                "Lise Myhre", "partner", now=(3, 3, 4), comment="Jeg trenger å vite hvem jeg kan ringe."
            ),
        ),
        goals=("Ha en uke uten å drikke", "Være hjemme til middag"),
        goal_levels=((2, 6), (4, 8)),
        clinician_sees=(4, 6),
        relative_sees=(3, 3),
        rewords=(0, "Ha en måned uten å drikke"),
        topics=("Helgene",),
        relatives_pause=True,
        words=(
            "Helgene er det vanskeligste.",
            "Bra at vi ringte sammen.",
        ),
    ),
)
