"""Each way in which a version was confirmed is noted beside the others."""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("reviewed_together", schema=None, recreate="auto") as batch_op:
        batch_op.drop_constraint(op.f("pk_reviewed_together"), type_="primary")
        batch_op.create_primary_key(op.f("pk_reviewed_together"), ["point_id", "version", "how"])


def downgrade() -> None:
    op.execute(
        "DELETE FROM reviewed_together WHERE EXISTS (SELECT 1 FROM reviewed_together AS stronger"
        " WHERE stronger.point_id = reviewed_together.point_id"
        " AND stronger.version = reviewed_together.version"
        " AND (CASE stronger.how WHEN 'patient' THEN 2 WHEN 'spoken' THEN 1 ELSE 0 END)"
        " > (CASE reviewed_together.how WHEN 'patient' THEN 2 WHEN 'spoken' THEN 1 ELSE 0 END))"
    )
    with op.batch_alter_table("reviewed_together", schema=None, recreate="auto") as batch_op:
        batch_op.drop_constraint(op.f("pk_reviewed_together"), type_="primary")
        batch_op.create_primary_key(op.f("pk_reviewed_together"), ["point_id", "version"])
