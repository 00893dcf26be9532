"""Sessions know how they began and when one last proved who one is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("DELETE FROM sign_in")  # nobody knows how they began: everybody signs in again
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("way", sa.String(), nullable=False))
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f("ck_sign_in_way_known"), "way IN ('local', 'openid', 'demo')")


def downgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_sign_in_way_known"), type_="check")
        batch_op.drop_column("proved_at")
        batch_op.drop_column("way")
