"""``select``, ``insert``, ``update`` and ``delete`` of SQLAlchemy, as far as they are rows of one table.

.. code-block:: python

    people = table("people", column("id", Integer), column("theme", String))
    op.execute(people.update().where(people.c.theme == None).values(theme="plain"))
    for row in op.get_bind().execute(select(people.c.id).where(people.c.theme == "plain")):
        ...

They run through the interface ``data``, without SQL, so that a script which says no more needs no grant for raw SQL. What
they can't say (joins, functions, OR) is raw SQL.
"""

from __future__ import annotations

from typing import Any

from .errors import Invalid, Unsupported
from .expression import Constant, Function, TextClause
from ._rows import rows
from ._table import ColumnRef, Table
from .values import Json, Row

__all__ = ["Statement", "delete", "insert", "insert_rows", "select", "update"]


class Statement:
    """A statement on the rows of one table."""

    def __init__(self, target: Table) -> None:
        self.table = target
        self._rows = rows(target)
        self._values: list[dict[str, Any]] = []

    def where(self, *conditions: Any) -> Any:
        """The rows for which all of these hold."""
        self._rows = self._rows.where(*conditions)
        return self

    filter = where

    def run(self, parameters: Any = None) -> tuple[list[Row], int]:
        """The rows it gives, and how many it changed."""
        raise NotImplementedError


class Select(Statement):
    """Reads rows."""

    def __init__(self, *wanted: Any) -> None:
        if len(wanted) == 1 and isinstance(wanted[0], (list, tuple)):
            wanted = tuple(wanted[0])
        targets, names = [], []
        for each in wanted:
            if isinstance(each, Table):
                targets.append(each)
                names.extend(column.name for column in each.columns)
            elif isinstance(each, ColumnRef) and each.table is not None:
                targets.append(each.table)
                names.append(each.name)
            else:
                raise Unsupported(f"select takes columns of a table, and not {each!r}; next: say it in raw SQL")
        if not targets or any(target.name != targets[0].name for target in targets):
            raise Unsupported("select reads one table; next: say a join in raw SQL")
        super().__init__(targets[0])
        self._rows = self._rows.columns(*names)
        self._limit: int | None = None

    def order_by(self, *columns: Any) -> Select:
        """The order: columns whose values together are unique."""
        self._rows = self._rows.order_by(*columns)
        return self

    def select_from(self, _: Any) -> Select:
        """It is known already."""
        return self

    def limit(self, most: int) -> Select:
        """At most this many."""
        self._limit = most
        return self

    def run(self, parameters: Any = None) -> tuple[list[Row], int]:
        found: list[Row] = []
        for row in self._rows:
            if self._limit is not None and len(found) >= self._limit:
                break
            found.append(row)
        return found, len(found)


class Insert(Statement):
    """Inserts rows."""

    def values(self, *given: Any, **values: Any) -> Insert:
        """A row by names, or a dictionary, or a list of them."""
        for each in given:
            self._values.extend(each if isinstance(each, list) else [each])
        if values:
            self._values.append(values)
        return self

    def run(self, parameters: Any = None) -> tuple[list[Row], int]:
        listed = [parameters] if isinstance(parameters, dict) else list(parameters or [])
        return [], insert_rows(self.table, self._values + listed)


class Update(Statement):
    """Changes rows."""

    def values(self, given: Any = None, **values: Any) -> Update:
        """The new values, by the columns' names."""
        named = {getattr(key, "name", key): value for key, value in dict(given or {}).items()}
        self._values.append({**named, **values})
        return self

    def run(self, parameters: Any = None) -> tuple[list[Row], int]:
        if parameters:
            raise Unsupported("an update with bound parameters isn't known here; next: rows(…).update_by(key, rows)")
        new = {key: value for each in self._values for key, value in each.items()}
        return [], self._rows.update({key: _as_sent(self.table, key, value) for key, value in new.items()})


class Delete(Statement):
    """Deletes rows."""

    def run(self, parameters: Any = None) -> tuple[list[Row], int]:
        return [], self._rows.delete()


def _as_sent(target: Table, name: str, value: Any) -> Any:
    """A value as its column's type wants it: what goes into a JSON column is JSON."""
    import enum

    from .types import JSON, Enum

    if isinstance(value, Constant):
        return value.value
    if isinstance(value, (ColumnRef, Function, TextClause)):
        raise Unsupported(f"{name} can only be set to a value; next: compute it in Python, or say it in raw SQL")
    type_ = target.columns.get(name)
    type_ = None if type_ is None else type_.type
    if isinstance(type_, JSON) and value is not None and not isinstance(value, (Json, str)):
        return Json(value)
    if isinstance(type_, Enum) and isinstance(value, enum.Enum):
        return value.name
    return value


def insert_rows(target: Any, given: list[dict[str, Any]]) -> int:
    """Inserts dictionaries into a table, as `bulk_insert` takes them."""
    if not isinstance(target, Table):
        target = Table(target) if isinstance(target, str) else target
    if not isinstance(given, (list, tuple)):
        raise Invalid("rows are a list of dictionaries")
    made = []
    for row in given:
        named = {getattr(key, "name", key): value for key, value in dict(row).items()}
        made.append({key: _as_sent(target, key, value) for key, value in named.items()})
    return rows(target).insert(made)


def select(*columns: Any) -> Select:
    """Reads rows of one table: ``select(people.c.id, people.c.name).where(people.c.id > 3)``."""
    return Select(*columns)


def insert(target: Table) -> Insert:
    """Inserts rows: ``insert(people).values(id=1, name="Ada")``."""
    return Insert(target)


def update(target: Table) -> Update:
    """Changes rows: ``update(people).where(people.c.id == 1).values(name="Ada")``."""
    return Update(target)


def delete(target: Table) -> Delete:
    """Deletes rows: ``delete(people).where(people.c.id == 1)``."""
    return Delete(target)
