"""What a command says when the database or the keys cannot be used."""

from __future__ import annotations

from sqlalchemy.exc import ArgumentError, DataError, OperationalError, ProgrammingError

from feedback.persistence.keys import KeyFileError


def sentence_of(error: Exception) -> str:
    """One sentence for a failure that has one; raises every other again."""
    match error:
        case KeyFileError():
            return str(error)
        case DataError():
            return "That number is larger than any here. List what there is first."
        case ArgumentError() | ModuleNotFoundError():
            return f"FEEDBACK_DATABASE_URL cannot be used ({error}). Write it like postgresql+psycopg://host/name."
        case OperationalError() | ProgrammingError():
            reason = str(error.orig).partition("\n")[0]
            return f"The database cannot be used ({reason}). Run 'feedback init-db' or check its address."
    raise error
