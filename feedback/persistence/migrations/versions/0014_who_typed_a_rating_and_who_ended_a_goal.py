"""Who typed a rating of a goal, and who ended a goal when."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TOGETHER = (
    "(ended_on IS NULL AND ended_at IS NULL AND ended_by_id IS NULL) OR "
    "(ended_on IS NOT NULL AND ended_at IS NOT NULL AND ended_by_id IS NOT NULL)"
)


def upgrade() -> None:
    # Nothing has written these tables yet, so no row lacks what is new.
    with op.batch_alter_table("goal_rating", schema=None) as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=False))
        batch_op.create_foreign_key(op.f("fk_goal_rating_author_id_person"), "person", ["author_id"], ["id"])
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_goal_ended_by_id_person"), "person", ["ended_by_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_goal_ended_on_together"), TOGETHER)


def downgrade() -> None:
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_goal_ended_on_together"), type_="check")
        batch_op.drop_constraint(op.f("fk_goal_ended_by_id_person"), type_="foreignkey")
        batch_op.drop_column("ended_by_id")
        batch_op.drop_column("ended_at")
    with op.batch_alter_table("goal_rating", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_goal_rating_author_id_person"), type_="foreignkey")
        batch_op.drop_column("author_id")
