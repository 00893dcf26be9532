"""Column types: encrypted text, data and dates, and instants in UTC."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import DateTime, Dialect, LargeBinary, String
from sqlalchemy.types import TypeDecorator

from feedback.persistence.keys import Keyring
from feedback.persistence.live_keys import KeyFile

T = TypeVar("T")

keyrings: WeakKeyDictionary[Dialect, Keyring | KeyFile] = WeakKeyDictionary()


class Encrypted(TypeDecorator[T]):
    """Sealed with the keyring of the engine in use; `context` is `table.column`."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: T | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        return keyrings[dialect].seal(self.dump(value), self.context)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> T | None:
        if value is None:
            return None
        return self.load(keyrings[dialect].open(bytes(value), self.context))

    def dump(self, value: T) -> bytes:
        raise NotImplementedError

    def load(self, plain: bytes) -> T:
        raise NotImplementedError


class EncryptedText(Encrypted[str]):
    """A text of any length."""

    cache_ok = True

    def dump(self, value: str) -> bytes:
        return value.encode()

    def load(self, plain: bytes) -> str:
        return plain.decode()


class EncryptedJSON(Encrypted[Any]):
    """JSON-ready data; always replaced whole, never changed in place."""

    cache_ok = True

    def dump(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def load(self, plain: bytes) -> Any:
        return json.loads(plain)


class EncryptedDate(Encrypted[date]):
    """A day, for example a birth date."""

    cache_ok = True

    def dump(self, value: date) -> bytes:
        return value.isoformat().encode()

    def load(self, plain: bytes) -> date:
        return date.fromisoformat(plain.decode())


class FindableText(TypeDecorator[str]):
    """An encrypted text that can be compared and be unique; equal texts look equal to a thief, too."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyrings[dialect].hide(value, self.context)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else keyrings[dialect].reveal(bytes(value), self.context)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number kept digit by digit, the same on both databases."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)
