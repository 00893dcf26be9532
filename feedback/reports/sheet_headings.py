"""The twelve headings in the reader's language, what is gone through under each, and their numbers."""

from __future__ import annotations

from collections.abc import Callable

from feedback.domain.points.sheet import READING_ORDER, Heading


def heading_titles(translate: Callable[[str], str]) -> dict[Heading, str]:
    """The headings in the reader's language, in the order in which they are read."""
    titles = {
        Heading.USEFUL: translate("Is the treatment useful? Goals and satisfaction"),
        Heading.RESOURCES: translate("What helps, and what is not a problem"),
        Heading.CHANGE: translate("How it was when I came, and how it is now"),
        Heading.WORK_TOGETHER: translate("How we work together"),
        Heading.FOLLOW_UP: translate("What we agreed last time"),
        Heading.FURTHER: translate("Further assessment, treatment and medicines"),
        Heading.FAMILY: translate("Family, children and other relatives"),
        Heading.HEALTH: translate("Body, health and living habits"),
        Heading.SURROUNDINGS: translate("School, work, municipal services and others"),
        Heading.PLAN: translate("Shall the plan change? How?"),
        Heading.TOOK_PART: translate("Who took part, and who gets a copy"),
        Heading.NEXT: translate("Next evaluation point"),
    }
    return {heading: titles[heading] for heading in READING_ORDER}


def numbered_titles(translate: Callable[[str], str]) -> dict[Heading, str]:
    """The same with their numbers: equal on the screen, on the sheet and on the paper to write on."""
    titles = heading_titles(translate)
    return {heading: f"{place}. {title}" for place, (heading, title) in enumerate(titles.items(), start=1)}


def heading_prompts(translate: Callable[[str], str]) -> dict[Heading, str]:
    """What is gone through under each heading (facts: evaluation-point); a reminder, not a duty."""
    return {
        Heading.FOLLOW_UP: translate("What became of it? What is not done can go on to next time."),
        Heading.USEFUL: translate(
            "Does the treatment help? Are goals and parts of goals reached? Are patient and relatives satisfied?"
        ),
        Heading.RESOURCES: translate("Which strengths and ways of coping help? What goes well?"),
        Heading.CHANGE: translate("What has changed in how it feels, and in everyday life?"),
        Heading.WORK_TOGETHER: translate(
            "What does the feedback after the sessions say about us working together?"
        ),
        Heading.FURTHER: translate(
            "Is there a need for more assessment, other treatment, or other medicines?"
        ),
        Heading.FAMILY: translate(
            "Children, brothers and sisters, others who are close: do they need information or follow-up?"
        ),
        Heading.HEALTH: translate("Sleep, food, activity, tobacco, alcohol, and how the body is."),
        Heading.SURROUNDINGS: translate(
            "School, work, help from the municipality, others who have been through the same, user organisations."
        ),
        Heading.PLAN: translate("What continues, what changes, and who does what by when?"),
        Heading.TOOK_PART: translate("Write down everybody who took part, and how."),
        Heading.NEXT: translate("How the point was held, and when we do this again."),
    }
