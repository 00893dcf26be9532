"""Is a change larger than measurement error, and which side of the cut-off is it on? Two separate facts.

After Jacobson, N. S. & Truax, P. (1991), Journal of Consulting and Clinical Psychology, 59(1), 12-19.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from statistics import NormalDist

from feedback.domain.profile import Cutoff, HigherIs, ScoringProfile


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


def standard_error(deviation: Decimal, reliability: Decimal) -> Decimal:
    """The standard error of measurement: SD x sqrt(1 - r)."""
    return deviation * (1 - reliability).sqrt()


def sdiff(error: Decimal) -> Decimal:
    """The standard error of the difference of two totals: sqrt(2 x SE^2)."""
    return (2 * error * error).sqrt()


def reliable_change(difference_error: Decimal, confidence: int = 95) -> Decimal:
    """The smallest raw change that is reliable at `confidence` per cent, two-sided: z x Sdiff."""
    return _z(confidence) * difference_error


def reliable_change_index(earlier: Decimal, later: Decimal, difference_error: Decimal) -> Decimal:
    """The change in units of Sdiff; beyond 1.96 it is reliable at 95 %."""
    return (later - earlier) / difference_error


def cutoff_c(
    clinical_mean: Decimal, clinical_sd: Decimal, normal_mean: Decimal, normal_sd: Decimal
) -> Decimal:
    """Jacobson and Truax's cut-off *c*, where a total is as likely in either population."""
    return (normal_sd * clinical_mean + clinical_sd * normal_mean) / (normal_sd + clinical_sd)


def direction(profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None) -> Direction:
    """How the change from `earlier` to `later` compares with the profile's reliable change."""
    constant = profile.reliable_change
    if earlier is None or later is None or constant is None or not profile.complete:
        return Direction.UNKNOWN
    gain = later - earlier if profile.higher_is is HigherIs.BETTER else earlier - later
    possible = constant.possible_threshold
    if abs(gain) >= constant.value:
        return Direction.RELIABLY_BETTER if gain > 0 else Direction.RELIABLY_WORSE
    if possible is not None and abs(gain) >= possible:
        return Direction.POSSIBLY_BETTER if gain > 0 else Direction.POSSIBLY_WORSE
    return Direction.NO_RELIABLE_CHANGE


def cutoff_statuses(
    profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None
) -> tuple[tuple[Cutoff, CutoffStatus], ...]:
    """The status for each cut-off; where they differ by sex and sex is not recorded, all are shown."""
    if earlier is None or later is None or not profile.complete:
        return tuple((cutoff, CutoffStatus.UNKNOWN) for cutoff in profile.cutoffs)
    return tuple((cutoff, _status(cutoff, earlier, later)) for cutoff in profile.cutoffs)


def cutoff_status(profile: ScoringProfile, earlier: Decimal | None, later: Decimal | None) -> CutoffStatus:
    """The one status on which all cut-offs of the profile agree; *unknown* where they do not."""
    statuses = {status for _, status in cutoff_statuses(profile, earlier, later)}
    return statuses.pop() if len(statuses) == 1 else CutoffStatus.UNKNOWN


def _status(cutoff: Cutoff, earlier: Decimal, later: Decimal) -> CutoffStatus:
    match cutoff.is_clinical(earlier), cutoff.is_clinical(later):
        case True, True:
            return CutoffStatus.ABOVE
        case True, False:
            return CutoffStatus.CROSSED
        case False, True:
            return CutoffStatus.STARTED_BELOW
    return CutoffStatus.BELOW


def _z(confidence: int) -> Decimal:
    """The two-sided normal quantile; the usual rounded value where there is one."""
    usual = {90: Decimal("1.645"), 95: Decimal("1.96"), 99: Decimal("2.576")}
    exact = NormalDist().inv_cdf(0.5 + confidence / 200)
    return usual.get(confidence, Decimal(str(round(exact, 4))))
