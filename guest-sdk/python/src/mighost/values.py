"""Python's values as the database's, and back.

=====================  ===============================================================================================
Python                 database
=====================  ===============================================================================================
``None``               NULL
``bool``               a truth value
``int``                a 64-bit integer; from 2^63 to 2^64-1 an unsigned one (MySQL's ``BIGINT UNSIGNED``)
``float``              a 64-bit float
``decimal.Decimal``    an exact decimal
``str``                text
``bytes``              bytes; ``bytearray`` and ``memoryview`` too
``datetime.date``      a date
``datetime.time``      a time of day
``datetime.datetime``  a date and time, with an offset where it has a ``tzinfo``
``uuid.UUID``          a UUID
:class:`Json`          a JSON text; a ``dict`` or ``list`` must be wrapped: ``Json({"a": 1})``
:class:`Native`        anything else, by the database's name of its type: ``Native("inet", "10.0.0.1")``
:class:`Exact`         a date, time, timestamp or decimal that Python's types can't hold, such as ``infinity``
=====================  ===============================================================================================

SQLite has no types of its own for decimals, dates, times, JSON, UUIDs or truth values: it gives back what it stores, so
``int``, ``float`` or ``str``.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import uuid
from dataclasses import dataclass
from typing import Any

from ._host import text, wit
from .errors import Invalid

__all__ = ["Exact", "Json", "Native", "Row", "Value"]


class Json:
    """A JSON value.

    >>> Json({"a": [1, None]}).text
    '{"a": [1, null]}'
    >>> Json.parse('{"a": 1.10}').value
    {'a': 1.1}

    A value that was read keeps its text, so that writing it back changes no byte of it.
    """

    __slots__ = ("_text", "_value")

    def __init__(self, value: Any) -> None:
        self._value = value
        self._text: str | None = None

    @classmethod
    def parse(cls, text: str) -> Json:
        """A JSON value by its text, which is kept as it is."""
        made = cls.__new__(cls)
        made._text = text
        return made

    @property
    def value(self) -> Any:
        """As Python's dicts, lists, texts and numbers."""
        if not hasattr(self, "_value"):
            self._value = json.loads(self.text)
        return self._value

    @property
    def text(self) -> str:
        """As JSON."""
        if self._text is None:
            try:
                self._text = json.dumps(self._value, ensure_ascii=False)
            except (TypeError, ValueError) as error:
                raise Invalid(f"this can't be JSON: {error}") from None
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Json) and self.value == other.value

    def __hash__(self) -> int:
        return hash(json.dumps(self.value, sort_keys=True))

    def __repr__(self) -> str:
        return f"Json({self.value!r})"


@dataclass(frozen=True)
class Native:
    """A value that no type of Python holds: its text, and the database's name of its type."""

    type_name: str
    text: str


@dataclass(frozen=True)
class Exact:
    """A value as its text where Python's own type can't hold it: ``Exact("timestamp", "infinity")``.

    The kinds are ``decimal``, ``date``, ``time`` and ``timestamp``. What is read comes as ``Exact`` only where it must.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


Value = (
    bool
    | int
    | float
    | decimal.Decimal
    | str
    | bytes
    | datetime.date
    | datetime.time
    | datetime.datetime
    | uuid.UUID
    | Json
    | Native
    | Exact
    | None
)
"""What a value may be."""

_EXACT = {"decimal": "Value_Decimal", "date": "Value_Date", "time": "Value_Time", "timestamp": "Value_Timestamp"}


def lower(value: Any) -> Any:
    """A value as the host takes it."""
    types = wit()
    # The commonest first: rows are many.
    kind = type(value)
    if kind is str:
        return types.Value_Text(text(value, "a text"))
    if kind is int:
        return _integer(types, value)
    if value is None:
        return types.Value_Null()
    if kind is bool:
        return types.Value_Boolean(value)
    if kind is float:
        return types.Value_Float(value)
    return _lower_rare(types, value)


def _integer(types: Any, value: int) -> Any:
    if -(2**63) <= value < 2**63:
        return types.Value_Integer(value)
    if 0 <= value < 2**64:
        return types.Value_Unsigned(value)
    raise Invalid(f"an integer of a database has 64 bits, and {value} doesn't fit; next: send it as decimal.Decimal")


def _lower_rare(types: Any, value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        # Never with an exponent: `1E+2` is Python's way of writing, not the contract's.
        return types.Value_Decimal(format(value, "f"))
    if isinstance(value, (bytes, bytearray, memoryview)):
        return types.Value_Bytes(bytes(value))
    # A datetime is a date too: first.
    if isinstance(value, datetime.datetime):
        return types.Value_Timestamp(value.isoformat())
    if isinstance(value, datetime.date):
        return types.Value_Date(value.isoformat())
    if isinstance(value, datetime.time):
        return types.Value_Time(value.isoformat())
    if isinstance(value, uuid.UUID):
        return types.Value_Uuid(str(value))
    if isinstance(value, Json):
        return types.Value_Json(text(value.text, "a JSON text"))
    if isinstance(value, Native):
        return types.Value_Native(types.NativeValue(text(value.type_name, "a type"), text(value.text, "a text")))
    if isinstance(value, Exact):
        if value.kind not in _EXACT:
            raise Invalid(f"Exact has the kinds {', '.join(_EXACT)}, and not {value.kind!r}")
        return getattr(types, _EXACT[value.kind])(text(value.text, "a text"))
    # Subclasses: an IntEnum is its number, a StrEnum its text.
    if isinstance(value, bool):
        return types.Value_Boolean(bool(value))
    if isinstance(value, str):
        return types.Value_Text(text(value.value if isinstance(value, enum.Enum) else str(value), "a text"))
    if isinstance(value, int):
        return _integer(types, int(value))
    if isinstance(value, float):
        return types.Value_Float(float(value))
    raise Invalid(_no_value(value))


def _no_value(value: Any) -> str:
    said = repr(value)
    if len(said) > 80:
        said = said[:79] + "…"
    kind = type(value).__name__
    if isinstance(value, (dict, list, tuple)):
        return f"a {kind} is no value of a database: {said}; next: if it is JSON, say Json(…)"
    if isinstance(value, enum.Enum):
        return f"{said} is no value of a database; next: say which you mean, its .name or its .value"
    if isinstance(value, datetime.timedelta):
        return f"a timedelta is no value of every database; next: on PostgreSQL Native('interval', '{value}')"
    if value.__class__.__module__.startswith("mighost"):
        return f"{said} is an expression, and a value is needed here; next: compute the value, or say it in raw SQL"
    return f"a {kind} is no value of a database: {said}; next: send one of the types in mighost.values"


def lift(value: Any) -> Any:
    """A value of the host as Python's."""
    return _LIFT[type(value).__name__](value)


def _timestamp(value: Any) -> Any:
    try:
        return datetime.datetime.fromisoformat(value.value)
    except ValueError:
        return Exact("timestamp", value.value)


def _date(value: Any) -> Any:
    try:
        return datetime.date.fromisoformat(value.value)
    except ValueError:
        return Exact("date", value.value)


def _time(value: Any) -> Any:
    try:
        return datetime.time.fromisoformat(value.value)
    except ValueError:
        return Exact("time", value.value)


def _decimal(value: Any) -> Any:
    try:
        return decimal.Decimal(value.value)
    except decimal.InvalidOperation:
        return Exact("decimal", value.value)


def _plain(value: Any) -> Any:
    return value.value


_LIFT: dict[str, Any] = {
    "Value_Null": lambda _: None,
    "Value_Boolean": _plain,
    "Value_Integer": _plain,
    "Value_Unsigned": _plain,
    "Value_Float": _plain,
    "Value_Decimal": _decimal,
    "Value_Text": _plain,
    "Value_Bytes": _plain,
    "Value_Date": _date,
    "Value_Time": _time,
    "Value_Timestamp": _timestamp,
    "Value_Json": lambda value: Json.parse(value.value),
    "Value_Uuid": lambda value: uuid.UUID(value.value),
    "Value_Native": lambda value: Native(value.value.type_name, value.value.text),
}


class Row(tuple[Any, ...]):
    """One row: a tuple whose values are found by their columns' names too.

    >>> row = Row.of(["id", "name"], [1, "Ada"])
    >>> row.id, row["name"], row[0]
    (1, 'Ada', 1)
    >>> number, name = row
    >>> row.as_dict()
    {'id': 1, 'name': 'Ada'}
    """

    _names: Any

    @classmethod
    def of(cls, columns: Any, values: Any) -> Row:
        """A row of these columns (a list of names, or a function that gives one) and values."""
        made = cls(values)
        made._names = columns
        return made

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        if callable(self._names):
            self._names = self._names()
        return self._names

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return tuple.__getitem__(self, self._place(key))
        return tuple.__getitem__(self, key)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return tuple.__getitem__(self, self._place(name))
        except Invalid as error:
            raise AttributeError(error.message) from None

    def _place(self, name: str) -> int:
        try:
            return self.columns.index(name)
        except ValueError:
            raise Invalid(f"the row has no column {name}; it has {', '.join(self.columns)}") from None

    def as_dict(self) -> dict[str, Any]:
        """The values by their columns' names."""
        return dict(zip(self.columns, self, strict=True))

    _asdict = as_dict

    @property
    def _mapping(self) -> dict[str, Any]:
        return self.as_dict()
