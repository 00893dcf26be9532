"""What a version of a held point says otherwise than the one before it, by headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from feedback.reports.sheet_headings import heading_titles
from feedback.services.points.evaluation.evaluation_records import record_of

if TYPE_CHECKING:
    from feedback.persistence.tables import EvaluationRecord


def changed_headings(versions: Sequence[EvaluationRecord], row: EvaluationRecord) -> list[str]:
    """The titles under which something was corrected; none of the first version."""
    before = next((one for one in reversed(versions) if one.version < row.version), None)
    if before is None:
        return []
    was, now = record_of(before), record_of(row)
    return [title for heading, title in heading_titles(_).items() if was.part(heading) != now.part(heading)]
