"""What a patient objects is a word of its own beside what clinicians note about a version."""

from collections.abc import Sequence

from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KNOWN, REASON = "ck_reviewed_together_how_known", "ck_reviewed_together_reason_when_not_confirmed"
BEFORE = {
    KNOWN: "how IN ('patient', 'spoken', 'not-confirmed')",
    REASON: "how <> 'not-confirmed' OR reason IS NOT NULL",
}
NOW = {
    KNOWN: "how IN ('patient', 'not-so', 'spoken', 'not-confirmed')",
    REASON: "how NOT IN ('not-so', 'not-confirmed') OR reason IS NOT NULL",
}


def upgrade() -> None:
    _check(NOW)
    op.execute(
        "UPDATE reviewed_together SET how = 'not-so'"
        " WHERE how = 'not-confirmed' AND by_id IN (SELECT person_id FROM patient)"
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM reviewed_together WHERE how = 'not-confirmed' AND EXISTS"
        " (SELECT 1 FROM reviewed_together AS own WHERE own.how = 'not-so'"
        " AND own.point_id = reviewed_together.point_id AND own.version = reviewed_together.version)"
    )
    op.execute("UPDATE reviewed_together SET how = 'not-confirmed' WHERE how = 'not-so'")
    _check(BEFORE)


def _check(words: dict[str, str]) -> None:
    with op.batch_alter_table("reviewed_together", schema=None) as batch_op:
        for name, condition in words.items():
            batch_op.drop_constraint(op.f(name), type_="check")
            batch_op.create_check_constraint(op.f(name), condition)
