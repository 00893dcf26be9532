"""A relative sees the agreed meeting, the copy that they get, and the agreed steps that bear their name."""

from collections.abc import Sequence

from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = "scope IN ('take-part', 'see-goals')"
SCOPES = "scope IN ('take-part', 'see-goals', 'see-meeting', 'see-copy', 'see-steps')"


def upgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_consent_scope_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_consent_scope_known"), SCOPES)


def downgrade() -> None:
    op.execute("DELETE FROM consent WHERE scope IN ('see-meeting', 'see-copy', 'see-steps')")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_consent_scope_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_consent_scope_known"), BEFORE)
