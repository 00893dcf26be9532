"""Sign-in names, the calendar's numbers of appointments, and who confirmed the purpose are encrypted."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

from feedback.persistence.columns import keyrings

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# table, key, column, whether equal texts must stay equal
COLUMNS = (
    ("credential", "person_id", "sign_in_name", True),
    ("appointment", "id", "reference", True),
    ("unit", "id", "interpretation_confirmed_by", False),
)


def upgrade() -> None:
    for table, key, column, findable in COLUMNS:
        _retype(table, column, sa.String(), sa.LargeBinary(), f"convert_to({column}, 'UTF8')", not findable)
        _rewrite(table, key, column, _sealer(f"{table}.{column}", findable))


def downgrade() -> None:
    for table, key, column, findable in COLUMNS:
        _rewrite(table, key, column, _opener(f"{table}.{column}", findable))
        _retype(table, column, sa.LargeBinary(), sa.String(), f"convert_from({column}, 'UTF8')", not findable)


def _retype(
    table: str,
    column: str,
    old: sa.types.TypeEngine[str] | sa.LargeBinary,
    new: sa.types.TypeEngine[str] | sa.LargeBinary,
    how: str,
    nullable: bool,
) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(
            column, existing_type=old, type_=new, existing_nullable=nullable, postgresql_using=how
        )


def _rewrite(table: str, key: str, column: str, made: Callable[[bytes], bytes]) -> None:
    plain = sa.table(table, sa.column(key), sa.column(column, sa.LargeBinary))
    filled = sa.select(plain).where(plain.c[column].is_not(None))
    for number, value in op.get_bind().execute(filled).all():
        content = value.encode() if isinstance(value, str) else bytes(value)
        changed = sa.update(plain).where(plain.c[key] == number).values({column: made(content)})
        op.get_bind().execute(changed)


def _sealer(context: str, findable: bool) -> Callable[[bytes], bytes]:
    keyring = keyrings[op.get_bind().dialect]
    if findable:
        return lambda value: keyring.hide(value.decode(), context)
    return lambda value: keyring.seal(value, context)


def _opener(context: str, findable: bool) -> Callable[[bytes], bytes]:
    keyring = keyrings[op.get_bind().dialect]
    if findable:
        return lambda value: keyring.reveal(value, context).encode()
    return lambda value: keyring.open(value, context)
