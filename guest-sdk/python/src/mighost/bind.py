"""``op.get_bind()``: SQLAlchemy's connection, as far as a migration may have one.

It runs ``text("…")`` as raw SQL (which the script must declare) and the statements of :mod:`mighost.statements` without.
There is no transaction to begin, commit or roll back: the host owns the step's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from . import sql
from ._named import has_names
from .errors import Invalid, Unsupported
from .expression import TextClause
from .statements import Statement
from .values import Row

__all__ = ["Connection", "Result"]

# What gives rows; everything else is run for what it changes.
_GIVES_ROWS = re.compile(r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(select|with|values|table|show|pragma|explain|describe)\b", re.I | re.S)
_RETURNING = re.compile(r"\breturning\b", re.IGNORECASE)


class Dialect:
    """The dialect's name, as scripts ask for it: ``bind.dialect.name == "postgresql"``."""

    @property
    def name(self) -> str:
        """``sqlite``, ``postgresql``, ``mysql`` or ``mariadb``."""
        from .context import dialect

        return dialect()


class Result:
    """What a statement gave."""

    def __init__(self, found: list[Row], changed: int) -> None:
        self._rows = found
        self._place = 0
        self.rowcount = changed
        """How many rows it changed, or gave."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.fetchall())

    def fetchall(self) -> list[Row]:
        """All rows that aren't read yet."""
        rest = self._rows[self._place :]
        self._place = len(self._rows)
        return rest

    all = fetchall

    def fetchone(self) -> Row | None:
        """The next row, or ``None``."""
        if self._place >= len(self._rows):
            return None
        self._place += 1
        return self._rows[self._place - 1]

    def fetchmany(self, size: int = 1) -> list[Row]:
        """The next rows, at most this many."""
        rest = self._rows[self._place : self._place + size]
        self._place += len(rest)
        return rest

    def first(self) -> Row | None:
        """The first row, or ``None``."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Row | None:
        """The only row, or ``None``; several are an error."""
        if len(self._rows) > 1:
            raise Invalid(f"the statement gave {len(self._rows)} rows, not one")
        return self.first()

    def one(self) -> Row:
        """The only row; none or several are an error."""
        found = self.one_or_none()
        if found is None:
            raise Invalid("the statement gave no row")
        return found

    def scalar(self) -> Any:
        """The first row's first value, or ``None``."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The only row's first value."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The only row's first value, or ``None``."""
        found = self.one_or_none()
        return None if found is None else found[0]

    def scalars(self) -> Result:
        """The first value of every row."""
        return _Values([row[0] for row in self._rows], self.rowcount)

    def mappings(self) -> Result:
        """Every row as a dictionary."""
        return _Values([row.as_dict() for row in self._rows], self.rowcount)

    def keys(self) -> list[str]:
        """The columns' names, where there is a row."""
        return self._rows[0].columns if self._rows else []

    def close(self) -> None:
        """Nothing is open."""


class _Values(Result):
    def __init__(self, values: list[Any], changed: int) -> None:
        super().__init__(values, changed)

    def scalar(self) -> Any:
        return self._rows[0] if self._rows else None


class Connection:
    """The database as this step sees it."""

    def __init__(self) -> None:
        self.dialect = Dialect()
        self.engine = self

    @property
    def name(self) -> str:
        """The dialect's name."""
        return self.dialect.name

    def execute(self, statement: Any, parameters: Any = None, **_: Any) -> Result:
        """Runs one statement: ``text("…")`` with a dictionary, or one of ``select``, ``insert``, ``update``, ``delete``."""
        return run(statement, parameters)

    def exec_driver_sql(self, statement: str, parameters: Any = None) -> Result:
        """Runs one statement with the database's own parameters."""
        return _run_sql(statement, parameters or ())

    def scalar(self, statement: Any, parameters: Any = None) -> Any:
        """The first value of the first row."""
        return self.execute(statement, parameters).scalar()

    def scalars(self, statement: Any, parameters: Any = None) -> Result:
        """The first value of every row."""
        return self.execute(statement, parameters).scalars()

    def begin(self) -> Any:
        """Nothing: the host began the step's transaction, and ends it."""
        return nullcontext(self)

    def begin_nested(self) -> Any:
        """Refused: there are no savepoints. A statement that fails takes nothing of the step with it anyway."""
        raise Unsupported("a migration has no savepoints; next: catch mighost.DatabaseError around the statement alone")

    def commit(self) -> None:
        """Refused: the host ends the step's transaction."""
        raise Unsupported(
            "the host owns the step's transaction, and no migration commits; next: leave it out, or where each statement "
            'must stand by itself: transaction = "none"'
        )

    def rollback(self) -> None:
        """Refused: raise an exception, and the whole step is rolled back."""
        raise Unsupported("no migration rolls back by itself; next: raise mighost.Veto(reason), and the step is rolled back")

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def close(self) -> None:
        """Nothing is open."""

    def connect(self) -> Connection:
        """Itself."""
        return self


def run(statement: Any, parameters: Any = None) -> Result:
    """Runs whatever Alembic's `op.execute` and SQLAlchemy's `connection.execute` take."""
    if isinstance(statement, Statement):
        return Result(*statement.run(parameters))
    run_itself = getattr(statement, "_run", None)
    if run_itself is not None:
        run_itself()
        return Result([], 0)
    if isinstance(parameters, (list, tuple)) and parameters and all(isinstance(each, dict) for each in parameters):
        return Result([], sum(_run_sql(statement, each).rowcount for each in parameters))
    return _run_sql(statement, parameters)


def _run_sql(statement: Any, parameters: Any) -> Result:
    written = statement.text if isinstance(statement, TextClause) else statement
    if not isinstance(written, str):
        raise Unsupported(f"{statement!r} can't be run here; next: say it as text('…')")
    by_name = parameters is None and has_names(written)
    given = {} if by_name or (parameters is None and isinstance(statement, TextClause)) else parameters
    if _GIVES_ROWS.match(written) or _RETURNING.search(written):
        found = sql.query(statement, given)
        return Result(found, len(found))
    return Result([], sql.execute(statement, given))
