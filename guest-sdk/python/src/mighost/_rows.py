"""The rows of a table, to read, count, insert, update and delete without SQL. Names are plain, values are bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ._host import call, guarded, interface, number, object_name, text, texts
from .errors import Invalid
from ._table import And, ColumnRef, Comparison
from .values import Row, lift, lower

__all__ = ["Rows", "rows"]

# How many rows cross to the host and back at a time, unless `batch` says otherwise: large enough that the crossing costs
# little, small enough for rows of tens of kilobytes.
BATCH = 1_000

_U32 = 2**32 - 1

_KINDS = {
    "=": "Equals",
    "==": "Equals",
    "!=": "Differs",
    "<>": "Differs",
    "<": "Less",
    ">": "Greater",
    "in": "OneOf",
    "is": "Equals",
    "is not": "Differs",
}


def rows(table: Any, *, schema: str | None = None) -> Rows:
    """The rows of a table.

    .. code-block:: python

        rows("people").insert([{"id": 1, "name": "Ada"}, {"id": 2, "name": "Grace"}])
        for row in rows("people").where("id", ">", 1).columns("id", "name"):
            report.info(f"{row.id}: {row.name}")
        rows("people").where(theme=None).update(theme="plain")
        rows("people").where(name=["Ada", "Grace"]).delete()

    Without a condition it is every row; several conditions must all hold.
    """
    return Rows(object_name(table, schema))


class Rows:
    """Some rows of a table. Nothing happens before they are read or changed."""

    def __init__(self, table: Any) -> None:
        self._table = table
        self._columns: list[str] = []
        self._filters: list[Any] = []
        self._order: list[str] = []
        self._batch: int = BATCH

    def _with(self, **changes: Any) -> Rows:
        made = Rows(self._table)
        made.__dict__.update(self.__dict__)
        made.__dict__.update(changes)
        return made

    # ---- which ------------------------------------------------------------------------------------------------------

    def where(self, *condition: Any, **equal: Any) -> Rows:
        """Those for which this holds too.

        ``where(name="Ada")`` is equality, ``where(name=None)`` is NULL, ``where(name=["Ada", "Grace"])`` one of these;
        ``where("age", ">", 30)`` compares by ``=``, ``!=``, ``<``, ``>``, ``in``, ``is`` or ``is not``; and
        ``where(people.c.age > 30)`` takes a condition on a column. ``!=`` doesn't hold for NULL, as in SQL.
        """
        added = []
        match condition:
            case ():
                pass
            case (str(column), str(operator), value):
                added.append(_filter(column, operator, value))
            case _:
                for each in condition:
                    added.extend(_conditions(each))
        for column, value in equal.items():
            one_of = isinstance(value, (list, tuple, set, frozenset))
            added.append(_filter(column, "in" if one_of else "=", value))
        return self._with(_filters=[*self._filters, *added])

    def columns(self, *names: str) -> Rows:
        """The columns wanted, in this order; without, all in the table's order."""
        return self._with(_columns=_flat(names))

    def order_by(self, *names: str) -> Rows:
        """The columns to order and to page by; their values together must be unique. Without: the primary key."""
        return self._with(_order=_flat(names))

    def batch(self, size: int) -> Rows:
        """How many rows cross to the host and back at a time (1 to 10,000); 1,000 where it isn't said."""
        return self._with(_batch=number(size, "a batch", 0, _U32))

    # ---- reading ----------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Row]:
        """Reads the rows in order, a batch at a time. The table may be changed meanwhile."""
        for batch in self.batches():
            yield from batch

    def batches(self, size: int | None = None) -> Iterator[list[Row]]:
        """Reads the rows in order, as lists of at most this many."""
        data = interface("data")
        limit = self._batch if size is None else number(size, "a batch", 0, _U32)
        selection = data.Selection(self._table, self._columns, self._filters, self._order)
        names: Any = self._columns or self._all_columns
        with call("data", "scan", selection) as cursor:
            while batch := guarded(cursor.next, limit):
                yield [Row.of(names, map(lift, row)) for row in batch]

    def _all_columns(self) -> list[str]:
        return [each.name for each in call("inspect", "columns", self._table)]

    def first(self) -> Row | None:
        """The first row, or ``None``."""
        for batch in self.batches(1):
            return batch[0]
        return None

    def all(self) -> list[Row]:
        """All of them at once, for when they are few."""
        return list(self)

    def count(self) -> int:
        """How many there are."""
        return int(call("data", "count", self._table, self._filters))

    # ---- changing ---------------------------------------------------------------------------------------------------

    def insert(self, rows: Iterable[Any], columns: Any = None) -> int:
        """Inserts rows: dictionaries, or sequences in the order of ``columns``. The number of rows inserted."""
        done = 0
        for names, batch in _by_columns(rows, None if columns is None else texts(columns, "a column"), self._batch):
            done += call("data", "insert", self._table, names, batch)
        return done

    def update(self, values: dict[str, Any] | None = None, **more: Any) -> int:
        """Sets columns in every one of the rows. The number of rows changed."""
        new = {**(values or {}), **more}
        names = texts(list(new), "a column")
        return int(call("data", "update_where", self._table, names, [lower(each) for each in new.values()], self._filters))

    def update_by(self, key: Any, rows: Iterable[Any], columns: Any = None) -> int:
        """Updates by key. The number of rows changed.

        ``update_by("id", [{"id": 1, "name": "Ada"}])``, or with sequences that have the key's values first:
        ``update_by("id", [(1, "Ada")], columns=["name"])``.
        """
        self._whole("update_by")
        keys = texts(key, "a key's column")
        done = 0
        given = None if columns is None else [*keys, *texts(columns, "a column")]
        for names, batch in _by_columns(rows, given, self._batch, first=keys):
            done += call("data", "update", self._table, keys, names[len(keys) :], batch)
        return done

    def delete(self) -> int:
        """Deletes the rows; every row of the table where there is no condition. The number of rows deleted."""
        return int(call("data", "delete_where", self._table, self._filters))

    def delete_by(self, key: Any, rows: Iterable[Any]) -> int:
        """Deletes by key: values of the one column, or sequences or dictionaries of several. The number deleted."""
        self._whole("delete_by")
        keys = texts(key, "a key's column")
        listed = (row if isinstance(row, (dict, list, tuple)) else (row,) for row in rows)
        done = 0
        for _, batch in _by_columns(listed, keys, self._batch):
            done += call("data", "delete", self._table, keys, batch)
        return done

    def _whole(self, method: str) -> None:
        if self._filters:
            raise Invalid(f"{method} takes its rows by key, and conditions would be ignored; next: leave out `where`")


def _flat(names: tuple[Any, ...]) -> list[str]:
    flat: list[str] = []
    for each in names:
        flat.extend(texts(each.name if isinstance(each, ColumnRef) else each, "a column"))
    return flat


def _filter(column: str, operator: str, value: Any) -> Any:
    if operator.lower() not in _KINDS:
        raise Invalid(f"there is no operator {operator!r}; there are {', '.join(_KINDS)}")
    return _conditions(Comparison(column, _KINDS[operator.lower()], value))[0]


def _conditions(given: Any) -> list[Any]:
    """Conditions as the host takes them."""
    if isinstance(given, And):
        return [each for part in given.parts for each in _conditions(part)]
    if not isinstance(given, Comparison):
        raise Invalid(f"{given!r} is no condition; next: say where(name=…), where(\"age\", \">\", 30) or table.c.age > 30")
    data = interface("data")
    kind, value = given.kind, given.value
    if value is None and kind in ("Equals", "Differs"):
        kind = "IsNull" if kind == "Equals" else "IsNotNull"
    if kind in ("IsNull", "IsNotNull"):
        made = getattr(data, "Condition_" + kind)()
    elif kind == "OneOf":
        made = data.Condition_OneOf([lower(_bare(each)) for each in value])
    else:
        made = getattr(data, "Condition_" + kind)(lower(_bare(value)))
    return [data.Filter(text(given.column, "a column"), made)]


def _bare(value: Any) -> Any:
    """`true()` and `literal(…)` as the values that they are."""
    from .expression import Constant

    return value.value if isinstance(value, Constant) else value


def _by_columns(
    rows: Iterable[Any], columns: list[str] | None, size: int, first: list[str] | None = None
) -> Iterator[tuple[list[str], list[list[Any]]]]:
    """Rows in batches of the same columns: dictionaries say theirs, sequences are in the order of `columns`."""
    names: list[str] | None = None
    batch: list[list[Any]] = []
    for row in rows:
        if columns is None and isinstance(row, Row):
            row = row.as_dict()
        if isinstance(row, dict):
            own = columns or _names_of(row, first)
            if len(own) != len(row) or any(name not in row for name in own):
                raise Invalid(f"a row has the columns {', '.join(map(str, row))}, not {', '.join(own)}")
            values = [row[name] for name in own]
        else:
            if columns is None:
                raise Invalid(f"the columns of {row!r} aren't known; next: give dictionaries, or say columns=[…]")
            own, values = columns, list(row)
        if names is not None and (own != names or len(batch) >= size):
            yield names, batch
            batch = []
        names = own
        batch.append([lower(_bare(value)) for value in values])
    if names is not None and batch:
        yield names, batch


def _names_of(row: dict[str, Any], first: list[str] | None) -> list[str]:
    own = texts(list(row), "a column")
    if first is None:
        return own
    if missing := [name for name in first if name not in row]:
        raise Invalid(f"a row to update by {', '.join(first)} has no {', '.join(missing)}: {row!r}")
    return first + [name for name in own if name not in first]
