"""Sealing every encrypted value with the active key, in small batches while others read and write.

The columns are found in the tables' metadata. A row that somebody holds is left for the next pass; nobody ever
waits for more than one batch, and stopping anywhere loses nothing: old and new key both open what is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnClause, LargeBinary, TableClause, and_, column, select, table, tuple_, update

from feedback.persistence.columns import Encrypted
from feedback.persistence.database import Database
from feedback.persistence.keys import Keyring
from feedback.persistence.tables import Base

READ_AT_ONCE = 1_000
SEALED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with encrypted columns, as plain bytes; `contexts` is what each column is sealed for."""

    table: TableClause
    key: tuple[str, ...]
    contexts: dict[str, str]

    def rows(self) -> Any:
        """Key columns and sealed columns of every row."""
        return select(*(self.table.c[name] for name in (*self.key, *self.contexts)))


def sealed_tables() -> Iterator[SealedTable]:
    """Every table that has an encrypted column."""
    for found in Base.metadata.sorted_tables:
        key = tuple(one.name for one in found.primary_key)
        contexts = {one.name: one.type.context for one in found.columns if isinstance(one.type, Encrypted)}
        if contexts:
            plain: list[ColumnClause[Any]] = [column(name) for name in key]
            plain += [column(name, LargeBinary) for name in contexts]
            yield SealedTable(table(found.name, *plain), key, contexts)


def count_by_key(database: Database) -> Counter[str]:
    """How many stored values each key has sealed."""
    counted: Counter[str] = Counter()
    for found in sealed_tables():
        for batch in _batches(database, found):
            counted.update(key_of(value) for row in batch for value in row[len(found.key) :] if value)
    return counted


def reseal(database: Database, keyring: Keyring) -> int:
    """One pass over everything; returns how many values were sealed anew."""
    return sum(_reseal_table(database, keyring, found) for found in sealed_tables())


def key_of(sealed: bytes) -> str:
    """The id of the key that sealed a value."""
    return bytes(sealed).partition(b":")[0].decode(errors="replace")


def _reseal_table(database: Database, keyring: Keyring, found: SealedTable) -> int:
    count, width = 0, len(found.key)
    for batch in _batches(database, found):
        old = [row[:width] for row in batch if _is_old(row[width:], keyring)]
        for start in range(0, len(old), SEALED_AT_ONCE):
            count += _reseal_rows(database, keyring, found, old[start : start + SEALED_AT_ONCE])
    return count


def _batches(database: Database, found: SealedTable) -> Iterator[Sequence[Any]]:
    """All rows in the order of their keys; no transaction is open in between."""
    key = tuple_(*(found.table.c[name] for name in found.key))
    query = found.rows().order_by(*(found.table.c[name] for name in found.key)).limit(READ_AT_ONCE)
    after = query
    while rows := _read(database, after):
        yield rows
        after = query.where(key > tuple_(*rows[-1][: len(found.key)]))


def _read(database: Database, query: Any) -> Sequence[Any]:
    session = database.open(writing=False)
    try:
        return [tuple(row) for row in session.connection().execute(query)]
    finally:
        database.close(session)


def _reseal_rows(database: Database, keyring: Keyring, found: SealedTable, keys: Sequence[Any]) -> int:
    wanted = tuple_(*(found.table.c[name] for name in found.key)).in_([tuple(key) for key in keys])
    count, width = 0, len(found.key)
    with database.transaction() as session:
        connection = session.connection()
        rows = connection.execute(found.rows().where(wanted).with_for_update(skip_locked=True)).all()
        for row in rows:
            changed = _resealed(dict(zip(found.contexts, row[width:], strict=True)), keyring, found)
            mine = and_(*(found.table.c[name] == row[place] for place, name in enumerate(found.key)))
            if changed:
                connection.execute(update(found.table).where(mine).values(changed))
            count += len(changed)
    return count


def _resealed(values: dict[str, bytes | None], keyring: Keyring, found: SealedTable) -> dict[str, bytes]:
    return {
        name: keyring.seal(keyring.open(bytes(value), found.contexts[name]), found.contexts[name])
        for name, value in values.items()
        if value and _is_old((value,), keyring)
    }


def _is_old(values: Sequence[bytes | None], keyring: Keyring) -> bool:
    return any(value and key_of(value) != keyring.active for value in values)
