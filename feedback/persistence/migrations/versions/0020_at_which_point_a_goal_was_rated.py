"""At which evaluation point a goal was rated."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

POINT = "fk_goal_rating_point_id_evaluation_point"


def upgrade() -> None:
    # Which of the older ones were said at a point nobody knows: their day alone would be a guess (rule A2).
    with op.batch_alter_table("goal_rating", schema=None) as batch_op:
        batch_op.add_column(sa.Column("point_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f(POINT), "evaluation_point", ["point_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("goal_rating", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(POINT), type_="foreignkey")
        batch_op.drop_column("point_id")
