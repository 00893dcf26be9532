"""Goals shown to a relative, what was done beside the points once a day, and the newest answer found at once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = "scope IN ('take-part')"
SCOPES = "scope IN ('take-part', 'see-goals')"


def upgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_consent_scope_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_consent_scope_known"), SCOPES)
    # No page has written a fact without a point yet, so none stands twice.
    op.create_index(
        "uq_process_fact_beside_points",
        "process_fact",
        ["pathway_id", "kind", "done_on"],
        unique=True,
        sqlite_where=sa.text("point_id IS NULL"),
        postgresql_where=sa.text("point_id IS NULL"),
    )
    op.drop_index("ix_response_subject_id", table_name="response")
    op.create_index("ix_response_newest", "response", ["subject_id", "authored_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_response_newest", table_name="response")
    op.create_index("ix_response_subject_id", "response", ["subject_id"], unique=False)
    op.drop_index("uq_process_fact_beside_points", table_name="process_fact")
    op.execute("DELETE FROM consent WHERE scope = 'see-goals'")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_consent_scope_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_consent_scope_known"), BEFORE)
