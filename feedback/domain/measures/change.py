"""Is a change larger than measurement error, and which side of the cut-off is it on? Two separate facts.

After Jacobson, N. S. & Truax, P. (1991), Journal of Consulting and Clinical Psychology, 59(1), 12-19. All
numbers are in points of the total; what only a person may claim (an effect of the treatment) is never said.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from statistics import NormalDist

from feedback.domain.measures.profile import (
    TOTAL,
    USUAL_Z,
    Cutoff,
    HigherIs,
    Norms,
    Precision,
    ReliableChange,
    ScoringProfile,
)


class Direction(StrEnum):
    """A change beside measurement error; never an effect of the treatment (rule A6)."""

    RELIABLY_BETTER = "reliably-better"
    POSSIBLY_BETTER = "possibly-better"
    NO_RELIABLE_CHANGE = "no-reliable-change"
    POSSIBLY_WORSE = "possibly-worse"
    RELIABLY_WORSE = "reliably-worse"
    UNKNOWN = "unknown"


class CutoffStatus(StrEnum):
    """Where two totals lie. *Below* is the side away from the clinical range, whichever way it runs."""

    BELOW = "below"  # outside the clinical range, then and now
    ABOVE = "above"  # inside, then and now
    CROSSED = "crossed"  # started inside, now outside
    STARTED_BELOW = "started-below"  # started outside, now inside
    UNKNOWN = "unknown"


class WhyUnknown(StrEnum):
    """Why nothing is said of a change or of a cut-off."""

    KNOWN = ""
    NO_SUCH_SCALE = "no-such-scale"
    FACTS_LACKING = "facts-lacking"
    NOT_TWO_VALUES = "not-two-values"
    NONE_PUBLISHED = "none-published"


def standard_error(deviation: Decimal, reliability: Decimal) -> Decimal:
    """The standard error of measurement, SE = SD x sqrt(1 - r), in points.

    Raises ValueError unless `deviation` is above 0 and `reliability` lies between 0 and 1.
    """
    return Precision(deviation, reliability).error_variance.sqrt()


def sdiff(error: Decimal) -> Decimal:
    """The standard error of the difference of two totals, Sdiff = sqrt(2 x SE^2), in points."""
    return (2 * error * error).sqrt()


def reliable_change(difference_error: Decimal, level: int = 95) -> Decimal:
    """The smallest raw change that is reliable at `level` per cent, two-sided: z x Sdiff, in points.

    z is the usual rounded value for 90, 95 and 99 %, else the normal quantile with four digits. Raises
    ValueError for a level that is not between 50 and 99.
    """
    if not 50 <= level <= 99:
        raise ValueError("a confidence level lies between 50 and 99 per cent")
    exact = NormalDist().inv_cdf(0.5 + level / 200)
    return USUAL_Z.get(level, Decimal(str(round(exact, 4)))) * difference_error


def change_threshold(precision: Precision, level: int = 95) -> Decimal:
    """The smallest reliable raw change that follows from a standard deviation and a reliability.

    Raises ValueError for a level, a deviation or a reliability that cannot be.
    """
    return reliable_change(precision.sdiff, level)


def reliable_change_index(earlier: Decimal, later: Decimal, difference_error: Decimal) -> Decimal:
    """RCI: the change in units of Sdiff; from 1.96 on, either way, it is reliable at 95 %.

    Raises ValueError unless `difference_error` is above 0.
    """
    if difference_error <= 0:
        raise ValueError("Sdiff is above 0")
    return (later - earlier) / difference_error


def cutoff_c(
    clinical_mean: Decimal, clinical_sd: Decimal, normal_mean: Decimal, normal_sd: Decimal
) -> Decimal:
    """Jacobson and Truax's cut-off *c* = (s0 x M1 + s1 x M0) / (s0 + s1), in points; 0 is the normal group.

    There a total lies equally many standard deviations from either mean. Raises ValueError unless both
    standard deviations are above 0.
    """
    if clinical_sd <= 0 or normal_sd <= 0:
        raise ValueError("a standard deviation is above 0")
    return (normal_sd * clinical_mean + clinical_sd * normal_mean) / (normal_sd + clinical_sd)


def cutoff_of(norms: Norms) -> Decimal:
    """The cut-off *c* that follows from means and standard deviations."""
    return cutoff_c(norms.clinical_mean, norms.clinical_sd, norms.normal_mean, norms.normal_sd)


def direction(
    profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None, name: str = TOTAL
) -> Direction:
    """How the change from `earlier` to `later` compares with the scale's reliable change (at least that much)."""
    scale = profile.scale(name)
    constant = scale.reliable_change if scale and profile.complete else None
    if scale is None or constant is None or earlier is None or later is None:
        return Direction.UNKNOWN
    return _direction(constant, later - earlier if scale.higher_is is HigherIs.BETTER else earlier - later)


def _direction(constant: ReliableChange, gain: Decimal) -> Direction:
    possible = constant.possible_threshold
    if abs(gain) >= constant.value:
        return Direction.RELIABLY_BETTER if gain > 0 else Direction.RELIABLY_WORSE
    if possible is not None and abs(gain) >= possible:
        return Direction.POSSIBLY_BETTER if gain > 0 else Direction.POSSIBLY_WORSE
    return Direction.NO_RELIABLE_CHANGE


def why_no_direction(
    profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None, name: str = TOTAL
) -> WhyUnknown:
    """Why `direction` is unknown; empty where it is known."""
    scale = profile.scale(name)
    if scale is None:
        return WhyUnknown.NO_SUCH_SCALE
    if why := _why_unknown(profile, earlier, later):
        return why
    return WhyUnknown.KNOWN if scale.reliable_change else WhyUnknown.NONE_PUBLISHED


def why_no_cutoff(
    profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None, name: str = TOTAL
) -> WhyUnknown:
    """Why nothing is known of the cut-offs; empty where something is."""
    scale = profile.scale(name)
    if scale is None:
        return WhyUnknown.NO_SUCH_SCALE
    if why := _why_unknown(profile, earlier, later):
        return why
    return WhyUnknown.KNOWN if scale.cutoffs else WhyUnknown.NONE_PUBLISHED


def _why_unknown(profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None) -> WhyUnknown:
    if not profile.complete:
        return WhyUnknown.FACTS_LACKING
    return WhyUnknown.NOT_TWO_VALUES if earlier is None or later is None else WhyUnknown.KNOWN


def cutoff_statuses(
    profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None, name: str = TOTAL
) -> tuple[tuple[Cutoff, CutoffStatus], ...]:
    """The status for each cut-off; where they differ by sex and sex is not recorded, all are shown."""
    scale = profile.scale(name)
    cutoffs = scale.cutoffs if scale else ()
    if earlier is None or later is None or not profile.complete:
        return tuple((cutoff, CutoffStatus.UNKNOWN) for cutoff in cutoffs)
    return tuple((cutoff, _status(cutoff, earlier, later)) for cutoff in cutoffs)


def cutoff_status(
    profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None, name: str = TOTAL
) -> CutoffStatus:
    """The one status on which all cut-offs of the scale agree; *unknown* where they do not."""
    statuses = {status for _, status in cutoff_statuses(profile, earlier, later, name)}
    return statuses.pop() if len(statuses) == 1 else CutoffStatus.UNKNOWN


def comparable(one: ScoringProfile, other: ScoringProfile, name: str = TOTAL) -> bool:
    """Whether two versions make the same number of the same answers, so that their values can be compared."""
    return one == other or _way_of_scoring(one, name) == _way_of_scoring(other, name) is not None


def _way_of_scoring(profile: ScoringProfile, name: str) -> tuple[object, ...] | None:
    scale = profile.scale(name)
    if scale is None:
        return None
    turned = profile.reversed_items & frozenset(scale.items)
    numbers = tuple(profile.numbers.get(item) for item in scale.items)
    return scale.items, scale.kind, scale.factor, scale.decimals, scale.higher_is, turned, numbers


def _status(cutoff: Cutoff, earlier: Decimal, later: Decimal) -> CutoffStatus:
    match cutoff.is_clinical(earlier), cutoff.is_clinical(later):
        case True, True:
            return CutoffStatus.ABOVE
        case True, False:
            return CutoffStatus.CROSSED
        case False, True:
            return CutoffStatus.STARTED_BELOW
    return CutoffStatus.BELOW
