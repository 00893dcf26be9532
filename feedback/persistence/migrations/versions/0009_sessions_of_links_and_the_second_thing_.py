"""Sessions of links and the second thing they ask for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "link_code",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_code_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_link_code")),
    )
    op.create_table(
        "link_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_link_session_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_session_token_hash")),
    )
    with op.batch_alter_table("link_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_session_invitation_id"), ["invitation_id"], unique=False)

    with op.batch_alter_table("unit", schema=None) as batch_op:
        # units that are at work ask for nothing until somebody has made codes; new ones ask for a code
        batch_op.add_column(sa.Column("link_second", sa.String(), nullable=False, server_default="none"))
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.alter_column("link_second", server_default=None)
        batch_op.create_check_constraint(
            op.f("ck_unit_link_second_known"), "link_second IN ('none', 'birth-date', 'code')"
        )


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_unit_link_second_known"), type_="check")
        batch_op.drop_column("link_second")

    with op.batch_alter_table("link_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_session_invitation_id"))

    op.drop_table("link_session")
    op.drop_table("link_code")
