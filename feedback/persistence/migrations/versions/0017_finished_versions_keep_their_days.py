"""Every finished version of an evaluation point keeps the days that it told of."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from feedback.persistence.columns import keyrings

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TOGETHER = "(finished_at IS NULL AND days IS NULL) OR (finished_at IS NOT NULL AND days IS NOT NULL)"
RECORD = sa.table(
    "evaluation_record",
    sa.column("id", sa.Integer),
    sa.column("point_id", sa.Integer),
    sa.column("finished_at", sa.DateTime(timezone=True)),
    sa.column("days", sa.LargeBinary),
)
COURSE = sa.table(
    "care_pathway",
    sa.column("id", sa.Integer),
    sa.column("area", sa.String),
    sa.column("started_on", sa.Date),
)
POINT = sa.table(
    "evaluation_point",
    sa.column("id", sa.Integer),
    sa.column("pathway_id", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("due_on", sa.Date),
    sa.column("held_on", sa.Date),
    sa.column("cancelled_on", sa.Date),
    sa.column("late_reason", sa.LargeBinary),
)


def upgrade() -> None:
    with op.batch_alter_table("evaluation_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("days", sa.LargeBinary(), nullable=True))
    _keep_days()
    with op.batch_alter_table("evaluation_record", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_evaluation_record_finished_at_together"), TOGETHER)


def downgrade() -> None:
    with op.batch_alter_table("evaluation_record", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_evaluation_record_finished_at_together"), type_="check")
        batch_op.drop_column("days")


def _keep_days() -> None:
    """No day of a held point could be changed until now. What comes next is what is planned now, as nobody knows any
    more what was planned then."""
    finished = (
        sa.select(RECORD.c.id.label("record"), POINT.c.held_on, POINT.c.late_reason)
        .add_columns(COURSE.c.area, COURSE.c.started_on.label("began_on"), _next_on().label("next_on"))
        .join(POINT, POINT.c.id == RECORD.c.point_id)
        .join(COURSE, COURSE.c.id == POINT.c.pathway_id)
        .where(RECORD.c.finished_at.is_not(None))
    )
    for row in op.get_bind().execute(finished).mappings().all():
        sealed = keyrings[op.get_bind().dialect].seal(_plain(row), "evaluation_record.days")
        op.get_bind().execute(sa.update(RECORD).where(RECORD.c.id == row["record"]).values(days=sealed))


def _next_on() -> sa.ScalarSelect[Any]:
    after = POINT.alias()
    same = (after.c.pathway_id == POINT.c.pathway_id, after.c.number > POINT.c.number)
    found = sa.select(after.c.due_on).where(*same, after.c.cancelled_on.is_(None))
    return found.order_by(after.c.number).limit(1).scalar_subquery()


def _plain(row: sa.RowMapping) -> bytes:
    reason = row["late_reason"]
    words = (
        keyrings[op.get_bind().dialect].open(bytes(reason), "evaluation_point.late_reason") if reason else b""
    )
    days = {name: row[name] for name in ("held_on", "area", "began_on", "next_on")}
    days["late_reason"] = words.decode()
    return json.dumps(dict(_told(days.items())), ensure_ascii=False).encode()


def _told(days: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    for name, value in days:
        if value:
            yield name, value.isoformat() if isinstance(value, date) else value
