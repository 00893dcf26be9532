"""Question sets made and edited here."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ORIGIN = "ck_question_set_origin_known"
TIME = "ck_question_set_published_has_time"


def upgrade() -> None:
    with op.batch_alter_table("question_set", schema=None) as batch_op:
        batch_op.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE question_set SET published_at = added_at WHERE state = 'published'")
    with op.batch_alter_table("question_set", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(ORIGIN), type_="check")
        batch_op.create_check_constraint(op.f(ORIGIN), "origin IN ('shipped', 'imported', 'demo', 'made')")
        batch_op.create_check_constraint(op.f(TIME), "(state = 'published') = (published_at IS NOT NULL)")


def downgrade() -> None:
    op.execute("UPDATE question_set SET origin = 'imported' WHERE origin = 'made'")
    with op.batch_alter_table("question_set", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(TIME), type_="check")
        batch_op.drop_constraint(op.f(ORIGIN), type_="check")
        batch_op.create_check_constraint(op.f(ORIGIN), "origin IN ('shipped', 'imported', 'demo')")
        batch_op.drop_column("published_at")
