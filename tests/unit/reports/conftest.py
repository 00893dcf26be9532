"""Sheets to draw: Kari's full one, an empty one, and one with everything that has ever broken a PDF."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from feedback.domain.measures.trend import (
    BandLimit,
    CutoffLine,
    Judgement,
    Mark,
    Measurement,
    SeriesFacts,
    Trend,
    build_trend,
)
from feedback.domain.points.sheet import (
    Decisions,
    Goal,
    GoalRating,
    GoneThrough,
    Heading,
    Person,
    Quote,
    Rating,
    RelativeView,
    Reply,
    ReplyKind,
    SessionFeedback,
    SheetContent,
    Task,
)

BUILT = Path(__file__).parents[3] / "feedback" / "static" / "fonts"
NASTY = "<b>&amp; </para> \u0000\u0007 \U0001f600\U0001f3fd\u200d\U0001f469 čđŋšŧž \u202eabc %s {x} "


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built fonts, or the same made here where the build has not run."""
    if (BUILT / "Inter-Bold.ttf").is_file():
        return BUILT
    folder = tmp_path_factory.mktemp("fonts")
    source = str(files("fontpkg_inter") / "files" / "Inter[opsz,wght].ttf")
    for name, weight in (("Regular", 400), ("Bold", 700)):
        instantiateVariableFont(TTFont(source), {"wght": weight, "opsz": 14}).save(
            folder / f"Inter-{name}.ttf"
        )
    return folder


def rating(label: str, value: int | None, maximum: int = 10, instead: str = "") -> Rating:
    minimum = Decimal(1 if maximum == 6 else 0)
    return Rating(
        label, None if value is None else Decimal(value), minimum, Decimal(maximum), instead=instead
    )


_DAYS = (date(2026, 6, 3), date(2026, 7, 15), date(2026, 9, 2), date(2026, 10, 14), date(2026, 11, 18))
_AREAS = (
    ("sleep", "Søvn", "Svært dårlig", "Svært godt", "health", (3, 4, 4, 5, 6)),
    ("calm", "Ro", "Urolig hele tiden", "Rolig hele tiden", "change", (2, 2, 3, 5, 5)),
    ("mood", "Humør", "Svært tungt", "Svært godt", "change", (2, 3, None, 5, 6)),
    ("energy", "Krefter", "Ingen", "Mye", "change", (4, 3, 4, 4, 4)),
    ("everyday", "Hverdagen", "Svært dårlig", "Svært bra", "change", (3, 4, 5, 5, 7)),
    ("others", "Sammen med andre", "Svært vanskelig", "Svært godt", "change", (5, 5, 4, 4, 3)),
    ("body", "Kroppen", "Svært dårlig", "Svært bra", "health", (4, 4, 5, 5, 5)),
    ("habits", "Mat og bevegelse", "Svært dårlig", "Svært bra", "health", (2, None, None, 4, 5)),
    ("hope", "Håp", "Ikke noe", "Mye", "change", (2, 3, 5, 6, 7)),
)


@pytest.fixture
def trend() -> Trend:
    """Half a year of `how-i-am` and PHQ-9, interpreted."""
    facts = [
        SeriesFacts(
            "phq-9",
            "PHQ-9",
            Decimal(0),
            Decimal(27),
            "worse",
            validated=True,
            group="Spørreskjemaer",
            cutoffs=(CutoffLine(Decimal(10), "10"),),
            bands=(BandLimit(Decimal(0), "ingen"), BandLimit(Decimal(10), "moderat")),
            reliable_change=Decimal(6),
            change_confidence="95 %",
            reference="Kroenke 2001",
        )
    ]
    measured = [
        Measurement("phq-9", day, Decimal(value), band=band)
        for day, value, band in zip(
            _DAYS[::2], (18, 14, 9), ("moderat alvorlig", "moderat", "mild"), strict=True
        )
    ]
    measured.append(Measurement("phq-9", _DAYS[1], None, "ikke beregnet (3 mangler)"))
    for key, label, low, high, area, values in _AREAS:
        group = "Slik har jeg hatt det de siste to ukene"
        facts.append(
            SeriesFacts(
                key, label, Decimal(0), Decimal(10), low_label=low, high_label=high, group=group, area=area
            )
        )
        measured += [
            Measurement(
                key, day, None if value is None else Decimal(value), "" if value else "vil si det i timen"
            )
            for day, value in zip(_DAYS, values, strict=True)
        ]
    mark = Mark(date(2026, 9, 1), "Evalueringspunkt 1")
    return build_trend(facts, measured, [mark], True, lambda facts, earlier, later: Judgement(_judged(facts)))


def _judged(facts: SeriesFacts) -> str:
    return "bedre, mer enn måleusikkerheten (6 poeng, 95 %)" if facts.validated else ""


@pytest.fixture
def full(trend: Trend) -> SheetContent:
    """Kari's second evaluation point with everything filled in."""
    kari, per, berg = (
        Person("Kari Nordmann"),
        Person("Per Nordmann", "bror"),
        Person("Anna Berg", "behandler"),
    )
    return SheetContent(
        service="Samsyn ved DPS Nord",
        patient="Kari Nordmann",
        pathway="Psykisk helsevern voksne, poliklinisk",
        number=2,
        drawn_on=date(2026, 11, 20),
        due_on=date(2026, 11, 24),
        held_on=date(2026, 11, 20),
        people=(kari, per, berg),
        topics=(
            Quote("Hvordan jeg kan komme meg tilbake på jobb uten å bli sliten med en gang"),
            Quote("At jeg trekker meg unna venner"),
            Quote("Om vi skal møtes oftere i desember"),
        ),
        chosen=(Quote("Ganske mye", "I hvilken grad påvirker plagene arbeidet ditt?", on=_DAYS[4]),),
        goals=_goals(),
        trend=trend,
        sessions=_sessions(),
        relatives=_relatives(per),
        notes=_notes(),
        earlier_tasks=(
            Task("Ringe fastlegen om blodprøver", "Anna Berg", date(2026, 9, 15), "Gjort"),
            Task(
                "Prøve søvnskjema i to uker",
                "Kari",
                date(2026, 9, 30),
                "Ikke gjort, tas med videre",
                "Stresset meg.",
            ),
        ),
        decisions=_decisions(kari),
        gone_through=(
            GoneThrough(kari, date(2026, 11, 20), "ved samme skjerm"),
            GoneThrough(berg, date(2026, 11, 20), "ved samme skjerm"),
        ),
        next_on=date(2027, 2, 12),
        sources=("PHQ-9: Kroenke 2001; reliabel endring 6 (95 %)",),
        date_rule="Anbefalt: minst hver 12. uke (SINTEF 2021:00090, ikke bekreftet etter 28.10.2024). "
        "Anbefalingen gir ingen nye rettigheter, og behandlingen har ingen sluttdato.",
    )


def _goals() -> tuple[Goal, ...]:
    return (
        Goal(
            "Sove gjennom natta",
            (
                GoalRating(_DAYS[0], "Kari", Decimal(2)),
                GoalRating(_DAYS[4], "Kari", Decimal(6)),
                GoalRating(_DAYS[0], "Per", Decimal(2)),
                GoalRating(_DAYS[4], "Per", Decimal(4)),
                GoalRating(_DAYS[4], "Anna Berg", Decimal(6)),
            ),
        ),
        Goal(
            "Klare en hel arbeidsdag hver uke",
            (
                GoalRating(_DAYS[0], "Kari", Decimal(0)),
                GoalRating(_DAYS[4], "Kari", Decimal(3)),
                GoalRating(_DAYS[4], "Anna Berg", Decimal(5)),
            ),
        ),
    )


def _relatives(per: Person) -> tuple[RelativeView, ...]:
    return (
        RelativeView(
            per,
            date(2026, 11, 17),
            (
                rating("Hvordan synes du den du er pårørende til har det nå?", 4, 6),
                rating("Vet du hvordan du best kan støtte?", 3, 6),
            ),
            (Quote("Hun er mer seg selv, men sier nei til alt i helgene. Hva kan jeg gjøre?"),),
        ),
    )


def _notes() -> tuple[tuple[Heading, Quote], ...]:
    return (
        (Heading.RESOURCES, Quote("Å gå tur om morgenen, og å skrive ned tankene.", "Hva har hjulpet?")),
        (
            Heading.RESOURCES,
            Quote("Økonomien er ok. Søstrene mine stiller opp.", "Hva er ikke et problem, eller går bra?"),
        ),
        (Heading.FOLLOW_UP, Quote("Søvnskjemaet. Det stresset meg.", "Hva har ikke hjulpet?")),
        (Heading.PLAN, Quote("Endres: flere avtaler rundt jobb", "Skal planen endres?")),
    )


def _decisions(kari: Person) -> Decisions:
    return Decisions(
        works="Samtaler annenhver uke og gåturer om morgenen.",
        changes="Møte med arbeidsgiver før jul. Søvnskjemaet tas bort.",
        goals="Sove gjennom natta og en hel arbeidsdag står. Nytt: en avtale med en venn hver helg.",
        further="Blodprøver er fine. Ny samtale om medisin i januar.",
        tasks=(
            Task("Be NAV og arbeidsgiver om et møte", "Anna Berg", date(2026, 12, 4)),
            Task("Avtale noe med en venn i helgene", "Kari, Per minner på", date(2026, 12, 1)),
        ),
        copies=(kari, Person("Fastlege Moen", "fastlege")),
    )


def _sessions() -> tuple[SessionFeedback, ...]:
    asked = (
        "Hvordan har du hatt det siden forrige gang?",
        "Fikk du sagt det som var viktig for deg i dag?",
        "Var timen til nytte for det du strever med?",
        "Vet du hva dere skal gjøre videre, og hvorfor?",
    )
    told = ((4, 7, 6, 5), (5, 8, 7, 6), (5, None, 8, 7))
    days = (date(2026, 10, 21), date(2026, 11, 4), date(2026, 11, 18))
    answered = [
        tuple(
            rating(label, value, instead="sier det i timen")
            for label, value in zip(asked, values, strict=True)
        )
        for values in told
    ]
    reply = Reply(
        ReplyKind.PARTLY, "Anna Berg", date(2026, 11, 5), "vi rekker ikke alt i en time, men starter med det"
    )
    return (
        SessionFeedback(days[0], answered[0]),
        SessionFeedback(
            days[1], answered[1], (Quote("Mer om jobb, mindre om skjemaer.", on=days[1]),), reply
        ),
        SessionFeedback(days[2], answered[2]),
    )


@pytest.fixture
def empty() -> SheetContent:
    """A point that nobody has prepared."""
    return SheetContent("Samsyn", "Ola Hansen", "TSB", 1, date(2026, 11, 20))


@pytest.fixture
def nasty(full: SheetContent) -> SheetContent:
    """Markup, controls, emoji, right-to-left marks, one word of 3000 letters, in every place for text."""
    long_word, long_text = "a" * 3000, (NASTY * 60)[:3000]
    quote = Quote(long_text, NASTY, NASTY, date(2026, 1, 1))
    return SheetContent(
        service=NASTY,
        patient=NASTY,
        pathway=NASTY * 3,
        number=3,
        drawn_on=date(2026, 11, 20),
        people=(Person(NASTY, NASTY),),
        topics=(Quote(long_text), Quote(long_word), Quote("\n\n" + NASTY)),
        chosen=(quote,),
        goals=(Goal(long_text, (GoalRating(date(2026, 1, 1), NASTY, None),)), Goal(long_word)),
        trend=full.trend,
        sessions=(SessionFeedback(date(2026, 1, 1), (rating(long_text, 3),), (quote, quote)),),
        relatives=(RelativeView(Person(NASTY), date(2026, 1, 1), (), (quote,)),),
        notes=tuple((heading, quote) for heading in Heading),
        earlier_tasks=(Task(long_text, long_word, None, long_text, long_word),),
        decisions=Decisions(long_text, long_word, NASTY, "", (Task(long_text, NASTY),), (Person(""),)),
        gone_through=(GoneThrough(Person(NASTY), date(2026, 1, 2)),),
        sources=(NASTY,),
        date_rule=NASTY,
        brought_up=(quote,),
        **dict.fromkeys(("meets", "way", "corrected", "not_confirmed"), NASTY),
    )
