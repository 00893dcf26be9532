"""Own days of the retention rules, and the reason of a change."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "retention_days",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_retention_days_days_positive")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_retention_days")),
    )
    op.add_column("change", sa.Column("reason", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_column("reason")
    op.drop_table("retention_days")
