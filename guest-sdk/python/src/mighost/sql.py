"""Raw SQL in the database's own dialect, one statement a call.

A script that calls it needs the line ``# mighost: uses sql``, and its artifact then imports the interface ``sql``, which
anyone can see with ``mighost inspect`` and which needs a grant.

Parameters are written as the database writes them (``?`` on SQLite and MySQL, ``$1`` on PostgreSQL) and given as a list; or
by name, ``:name``, and given as a dictionary, which is the same on every database. Transaction control is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ._host import call, guarded, number, text
from ._named import numbered
from .errors import Invalid
from .expression import TextClause, func
from .expression import text as text_clause
from ._rows import BATCH
from .statements import delete, insert, select, update
from ._table import column, table
from .values import Row, lift, lower

__all__ = ["cursor", "execute", "query", "query_row", "scalar"]

# What `from sqlalchemy.sql import …` gives.
_SQLALCHEMY = (column, delete, func, insert, select, table, text_clause, update)

_U32 = 2**32 - 1


def _prepared(statement: Any, parameters: Any) -> tuple[str, list[Any]]:
    if isinstance(statement, TextClause):
        if isinstance(parameters, (list, tuple)) and parameters:
            raise Invalid("text(…) has parameters by name; next: give a dictionary")
        parameters = {**statement.parameters, **dict(parameters or {})}
        statement = statement.text
    elif not isinstance(statement, str):
        raise Invalid(f"{statement!r} is no SQL; next: give a text")
    if parameters is None:
        parameters = ()
    if isinstance(parameters, Mapping):
        written, values = numbered(statement, parameters)
    else:
        written, values = statement, list(parameters)
    return text(written, "SQL"), [lower(value) for value in values]


def execute(statement: Any, parameters: Any = ()) -> int:
    """Runs one statement. The number of rows it changed; 0 for what changes none.

    ``sql.execute("UPDATE people SET name = trim(name) WHERE id > :id", {"id": 10})``
    """
    return int(call("sql", "execute", *_prepared(statement, parameters)))


def query(statement: Any, parameters: Any = ()) -> list[Row]:
    """Runs one query and gives all its rows, up to the step's limit."""
    found = call("sql", "query", *_prepared(statement, parameters))
    return [Row.of(found.columns, map(lift, row)) for row in found.rows]


def query_row(statement: Any, parameters: Any = ()) -> Row | None:
    """The first row of a query, or ``None``."""
    found = query(statement, parameters)
    return found[0] if found else None


def scalar(statement: Any, parameters: Any = ()) -> Any:
    """The first value of a query's first row; ``None`` where there is no row."""
    found = query_row(statement, parameters)
    return None if found is None else found[0]


class Cursor:
    """The rows of a query, a batch at a time: ``for row in sql.cursor("SELECT …")``."""

    def __init__(self, statement: Any, parameters: Any = (), batch: int = BATCH) -> None:
        self._batch = number(batch, "a batch", 0, _U32)
        self._cursor = call("sql", "open_cursor", *_prepared(statement, parameters))
        self.columns: list[str] = list(self._cursor.columns())

    def batches(self) -> Iterator[list[Row]]:
        """The rows as lists."""
        with self._cursor as cursor:
            while batch := guarded(cursor.next, self._batch):
                yield [Row.of(self.columns, map(lift, row)) for row in batch]

    def __iter__(self) -> Iterator[Row]:
        for batch in self.batches():
            yield from batch


def cursor(statement: Any, parameters: Any = (), batch: int = BATCH) -> Cursor:
    """Runs one query and gives its rows in batches of at most this many (1 to 10,000)."""
    return Cursor(statement, parameters, batch)
