"""Care pathways that a course follows from a day on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "area_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pathway_id", sa.Integer(), nullable=False),
        sa.Column("to_area", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "to_area IN ('PHV', 'PHBU', 'TSB', 'PREGNANCY_SUD', 'EATING_DISORDER_CHILD', 'OCD')",
            name=op.f("ck_area_change_to_area_known"),
        ),
        sa.ForeignKeyConstraint(
            ["pathway_id"], ["care_pathway.id"], name=op.f("fk_area_change_pathway_id_care_pathway")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_change")),
        sa.UniqueConstraint("pathway_id", "happened_on", name=op.f("uq_area_change_pathway_id_happened_on")),
    )


def downgrade() -> None:
    op.drop_table("area_change")
