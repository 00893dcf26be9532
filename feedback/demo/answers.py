"""Made-up answers to the question sets that ship."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from feedback.domain.questionnaires.answers import IN_PERSON, NOT_APPLICABLE, Answer, answered

SESSION_ITEMS = {
    "after-session": ("since-last", "could-say", "useful", "know-next"),
    "after-session-young": ("since-last", "listened", "mattered", "want-back"),
}
HOW_ITEMS = ("sleep", "calm", "mood", "energy", "everyday", "others", "body", "habits", "substances", "hope")
PREPARATION = {
    "nb": ("At du husker det jeg sier.", "Oppgavene hjemme ble for mange.", "Familien min, og turene."),
    "nn": ("At du hugsar det eg seier.", "Oppgåvene heime vart for mange.", "Familien min, og turane."),
}

REPLIES = ("followed", "partly", "next-time", "followed")
REPLY_TEXTS = {
    "nb": {
        "followed": "Takk for at du sa fra. Vi gjør det slik neste gang.",
        "partly": "Vi tar noe av det med, og resten snakker vi om.",
        "next-time": "",
    },
    "nn": {
        "followed": "Takk for at du sa frå. Vi gjer det slik neste gong.",
        "partly": "Vi tek noko av det med, og resten snakkar vi om.",
        "next-time": "",
    },
}


def after_session(key: str, level: float, words: str, dice: random.Random) -> Mapping[str, Answer]:
    """Feedback around a level of 0-10; now and then something is rather said in person."""
    answers = {item: answered(_near(level + 1, dice)) for item in SESSION_ITEMS[key]}
    answers["since-last"] = answered(_near(level, dice))
    if dice.random() < 0.1:
        answers[SESSION_ITEMS[key][3]] = IN_PERSON
    return answers | ({"different": answered(words)} if words else {})


def how_i_am(level: float, dice: random.Random) -> Mapping[str, Answer]:
    """Ten items around a level, substances left out as not applying."""
    answers = {item: answered(_near(level, dice)) for item in HOW_ITEMS}
    return answers | {"substances": NOT_APPLICABLE}


def phq(total: int, critical: bool) -> Mapping[str, Answer]:
    """Nine numbers 0-3 with this sum; item 9 above 0 only where it is critical."""
    last = 1 if critical else 0
    rest, answers = total - last, {}
    for place in range(8):
        share = min(3, round(rest / (8 - place)))
        answers[f"item-{place + 1}"] = answered(str(share))
        rest -= share
    return answers | {"item-9": answered(str(last))}


def goals(words: Sequence[str], levels: Sequence[float]) -> Mapping[str, Answer]:
    """Up to three goals with ratings."""
    answers: dict[str, Answer] = {}
    for place, (text, level) in enumerate(zip(words, levels, strict=True), start=1):
        answers[f"goal-{place}"] = answered(text)
        answers[f"goal-{place}-rating"] = answered(round(level))
    return answers


def before_evaluation(topics: Sequence[str], language: str) -> Mapping[str, Answer]:
    """A preparation in the person's own words."""
    helped, not_helped, no_problem = PREPARATION[language]
    return {
        "helped": answered(helped),
        "not-helped": answered(not_helped),
        "no-problem": answered(no_problem),
        "topics": answered(*topics),
        "plan": answered("keep"),
    }


def relative_view(now: int, comment: str) -> Mapping[str, Answer]:
    """A relative's view, 1-6."""
    numbers = {"now": now, "listened": min(6, now + 1), "informed": now, "support-how": now}
    answers = {item: answered(number) for item, number in numbers.items()}
    return answers | ({"comment": answered(comment)} if comment else {})


def relative_self(now: int) -> Mapping[str, Answer]:
    """How the relative is, 1-6."""
    numbers = {"self": now, "rest": now, "backing": min(6, now + 1), "own-time": now}
    return {item: answered(number) for item, number in numbers.items()}


def _near(level: float, dice: random.Random) -> int:
    return max(0, min(10, round(level + dice.uniform(-1.2, 1.2))))
