"""Who works where, who stands in, emergency access."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("deputy_id <> staff_id", name=op.f("ck_absence_deputy_is_another")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_absence_ends_after_start")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_absence_deputy_id_person")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_absence_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["person.id"], name=op.f("fk_absence_staff_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role IN ('clinician', 'coordinator', 'leader', 'administrator')",
            name=op.f("ck_assignment_role_known"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_assignment_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["person.id"], name=op.f("fk_assignment_staff_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "staff_id",
            "unit_id",
            "role",
            "starts_on",
            name=op.f("uq_assignment_staff_id_unit_id_role_starts_on"),
        ),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('danger', 'handover', 'asked', 'other')",
            name=op.f("ck_emergency_access_reason_known"),
        ),
        sa.CheckConstraint(
            "(followed_up_at IS NULL AND followed_up_by_id IS NULL AND outcome IS NULL) OR (followed_up_at IS NOT NULL AND followed_up_by_id IS NOT NULL AND outcome IS NOT NULL)",
            name=op.f("ck_emergency_access_followed_up_at_together"),
        ),
        sa.CheckConstraint(
            "(seen_at IS NULL AND seen_by_id IS NULL) OR (seen_at IS NOT NULL AND seen_by_id IS NOT NULL)",
            name=op.f("ck_emergency_access_seen_at_together"),
        ),
        sa.CheckConstraint("ends_at > began_at", name=op.f("ck_emergency_access_ends_after_begin")),
        sa.ForeignKeyConstraint(
            ["followed_up_by_id"], ["person.id"], name=op.f("fk_emergency_access_followed_up_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.person_id"], name=op.f("fk_emergency_access_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(
            ["seen_by_id"], ["person.id"], name=op.f("fk_emergency_access_seen_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["person.id"], name=op.f("fk_emergency_access_staff_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )
    with op.batch_alter_table("emergency_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_access_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_access_staff_id"), ["staff_id"], unique=False)
    # Whoever worked here before goes on in the same role and unit.
    op.execute(
        "INSERT INTO assignment (staff_id, unit_id, role, starts_on) "
        "SELECT id, unit_id, role, date(added_at) FROM person WHERE role NOT IN ('patient', 'relative')"
    )


def downgrade() -> None:
    with op.batch_alter_table("emergency_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_access_staff_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_access_patient_id"))

    op.drop_table("emergency_access")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_unit_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_staff_id"))
        batch_op.drop_index(batch_op.f("ix_absence_deputy_id"))

    op.drop_table("absence")
