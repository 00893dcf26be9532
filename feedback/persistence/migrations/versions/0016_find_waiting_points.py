"""Find the points that wait among those that were held (docs/performance, overview)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_evaluation_point_waiting",
        "evaluation_point",
        ["pathway_id"],
        unique=False,
        sqlite_where=sa.text("held_on IS NULL AND cancelled_on IS NULL"),
        postgresql_where=sa.text("held_on IS NULL AND cancelled_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_evaluation_point_waiting", table_name="evaluation_point")
