"""What can go wrong, as exceptions.

Every call of the host that fails raises one of these. A migration may catch any of them and go on, except
:class:`LimitReached`: after that the step is over. What leaves ``upgrade`` or ``downgrade`` rolls the whole step back,
and the operator sees its message and the line of the script that it came from.
"""

from __future__ import annotations

from typing import NoReturn

__all__ = [
    "DatabaseError",
    "Denied",
    "Error",
    "IntegrityError",
    "Invalid",
    "LimitReached",
    "Other",
    "Unsupported",
    "Veto",
    "veto",
]


class Error(Exception):
    """The base of everything that the host says, and of :class:`Veto`."""

    @property
    def message(self) -> str:
        """What went wrong, without its kind."""
        return str(self.args[0]) if self.args else ""


class DatabaseError(Error):
    """The database refused.

    >>> try:
    ...     raise DatabaseError("23505", "duplicate key", detail="Key (id)=(1) already exists.")
    ... except DatabaseError as error:
    ...     print(error.code, error.detail)
    23505 Key (id)=(1) already exists.
    """

    code: str
    """The database's own code: SQLSTATE on PostgreSQL (``23505``), the error number on MySQL (``1062``), the extended
    result code's name on SQLite (``SQLITE_CONSTRAINT_UNIQUE``)."""
    detail: str | None
    """More about it, where the database says more."""
    hint: str | None
    """The database's own advice."""
    position: int | None
    """Where in the statement, in characters from 1."""
    statement: str | None
    """The statement that failed."""
    constraint: str | None
    """The constraint that was broken, where the database names it."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        detail: str | None = None,
        hint: str | None = None,
        position: int | None = None,
        statement: str | None = None,
        constraint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.detail = detail
        self.hint = hint
        self.position = position
        self.statement = statement
        self.constraint = constraint

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class IntegrityError(DatabaseError):
    """The database refused because of a constraint: a key twice, a NULL where none may be, a missing parent row."""


class Denied(Error):
    """The policy refused: what was asked for, and why it isn't granted."""


class Unsupported(Error):
    """This database can't do that; the text says what it can do instead."""


class Invalid(Error):
    """The request makes no sense here: an unknown table, a column that exists, a row of the wrong width."""


class LimitReached(Error):
    """A limit of the step was reached. It ends the step, whoever catches it."""


class Veto(Error):
    """The migration itself refuses to run, with its reason: ``raise Veto("3 people have no name")``."""


class Other(Error):
    """Anything else that the host says."""


def veto(reason: str) -> NoReturn:
    """Refuses to run: the step is rolled back and the operator sees the reason. The same as ``raise Veto(reason)``."""
    raise Veto(reason)


_INTEGRITY_ON_MYSQL = frozenset({"1022", "1048", "1062", "1169", "1216", "1217", "1451", "1452", "1557", "3819", "4025"})


def broken_constraint(code: str) -> bool:
    """Whether a database's code says that a constraint was broken (class 23 in PostgreSQL's list)."""
    if code.startswith("SQLITE_"):
        return code.startswith("SQLITE_CONSTRAINT")
    return (len(code) == 5 and code.startswith("23")) or code in _INTEGRITY_ON_MYSQL
