"""Rulesets that say little: what has no rule gets no date, and nothing is carried over or capped by itself."""

from __future__ import annotations

from datetime import date

from pathway_histories import START, course, day

from feedback.domain.pathway.due import PartCode
from feedback.domain.pathway.due_dates import DueDate, due_dates, next_point
from feedback.domain.pathway.explanation import explain, sentence
from feedback.domain.pathway.history import History
from feedback.domain.pathway.intervals import Condition, IntervalRule, IntervalRules
from feedback.domain.pathway.vocabulary import CarePathwayArea, Event, Phase


def rule(
    phase: Phase, days: int, condition: Condition = Condition.NONE, after: date | None = None
) -> IntervalRule:
    return IntervalRule(
        ruleset="ours",
        effective_from=START,
        area=CarePathwayArea("PHV"),
        setting=None,
        phase=phase,
        from_event=Event.BASIC_DECISION,
        to_event=Event.EVALUATION,
        max_days=days,
        source="",
        standing="",
        condition=condition,
        not_confirmed_after=after,
    )


def decided(**facts: object) -> History:
    return course("PHV", "outpatient", first_attendance=day(0), basic_decision=day(20), **facts)


def extended(*rules: IntervalRule) -> DueDate:
    [due] = [
        one for one in due_dates(decided(), IntervalRules(rules)) if one.phase is Phase.EXTENDED_ASSESSMENT
    ]
    return due


def test_days_carry_over_only_from_a_limit_that_there_is() -> None:
    due = extended(rule(Phase.EXTENDED_ASSESSMENT, 30, Condition.CARRIES_OVER))
    assert due.due_on == day(50)
    assert PartCode.CARRIED_OVER not in {part.code for part in explain(due)}


def test_days_carry_over_only_where_the_rule_says_so() -> None:
    basic = rule(Phase.BASIC_ASSESSMENT, 42)
    assert extended(basic, rule(Phase.EXTENDED_ASSESSMENT, 30)).due_on == day(50)
    assert extended(basic, rule(Phase.EXTENDED_ASSESSMENT, 30, Condition.CARRIES_OVER)).due_on == day(72)


def test_no_point_is_due_where_no_rule_is() -> None:
    assert next_point(decided(), IntervalRules(())) is None
    assert due_dates(decided(held=(day(60),)), IntervalRules(())) == ()


def test_a_point_after_one_without_a_rule_is_counted_from_it() -> None:
    rules = IntervalRules((rule(Phase.BETWEEN_EVALUATIONS, 90),))
    [due] = due_dates(decided(held=(day(60),)), rules)
    assert due.due_on == day(150)


def test_a_ruleset_that_holds_is_named_without_a_doubt() -> None:
    first = Phase.FIRST_EVALUATION
    known = next_point(decided(), IntervalRules((rule(first, 42),)))
    doubted = next_point(decided(), IntervalRules((rule(first, 42, after=day(1)),)))
    assert known
    assert doubted
    assert sentence(known).endswith("(ruleset ours)")
    assert "not confirmed after" in sentence(doubted)
