"""SQLAlchemy's small words: ``text``, ``func``, ``true``, ``false``, ``null``, ``desc``, and what they mean as a default."""

from __future__ import annotations

import datetime
import decimal
import re
from typing import Any

from . import values
from ._host import text as checked_text
from ._host import wit
from .errors import Invalid

__all__ = ["Function", "TextClause", "desc", "false", "func", "literal", "null", "text", "true"]


class TextClause:
    """Raw SQL in the database's own dialect. ``:name`` is a parameter where it is run; ``\\:`` is a plain colon."""

    def __init__(self, text: str, parameters: dict[str, Any] | None = None) -> None:
        self.text = checked_text(text, "SQL")
        self.parameters = {} if parameters is None else parameters

    def bindparams(self, *given: Any, **parameters: Any) -> TextClause:
        """The same with values for its parameters."""
        named = {each.key: each.value for each in given}
        return TextClause(self.text, {**self.parameters, **named, **parameters})

    def columns(self, *_: Any, **__: Any) -> TextClause:
        """Types of the result: the database knows them."""
        return self

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"text({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextClause) and (self.text, self.parameters) == (other.text, other.parameters)

    def __hash__(self) -> int:
        return hash(self.text)


def text(sql: str) -> TextClause:
    """Raw SQL: as a default, a condition of a check, a part of an index, or to be run where the script declares it."""
    return TextClause(sql)


class bindparam:
    """A named parameter with its value, for ``text(…).bindparams(…)``."""

    def __init__(self, key: str, value: Any = None, type_: Any = None, **_: Any) -> None:
        self.key = key
        self.value = value


class Constant:
    """``true()``, ``false()``, ``null()`` or ``literal(…)``."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"literal({self.value!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constant) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)


def true() -> Constant:
    """The truth value, written as the database writes it."""
    return Constant(True)


def false() -> Constant:
    """The truth value, written as the database writes it."""
    return Constant(False)


def null() -> Constant:
    """NULL."""
    return Constant(None)


def literal(value: Any, type_: Any = None) -> Constant:
    """A value as it is."""
    return Constant(value)


class Function:
    """A call of one of the database's functions, such as ``func.lower("name")``."""

    def __init__(self, name: str, arguments: tuple[Any, ...]) -> None:
        self.name = name
        self.arguments = arguments

    def __str__(self) -> str:
        return f"{self.name}({', '.join(_written(each) for each in self.arguments)})"

    def __repr__(self) -> str:
        return f"func.{self.name}({', '.join(repr(each) for each in self.arguments)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class _Functions:
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments: Function(name, arguments)


func: Any = _Functions()
"""The database's functions: ``func.now()``, ``func.lower("name")``. A text among the arguments is a column's name."""


class Ordered:
    """A part of an index, downwards."""

    def __init__(self, what: Any) -> None:
        self.what = what


def desc(what: Any) -> Ordered:
    """Downwards, in an index: ``op.create_index("ix", "people", [desc("born")])``."""
    return Ordered(what)


def _written(value: Any) -> str:
    """A part of an expression as SQL."""
    name = getattr(value, "name", None)
    if isinstance(value, str):
        return value
    if isinstance(value, (TextClause, Function)):
        return str(value)
    if isinstance(value, Constant):
        return written_literal(value.value)
    if isinstance(name, str):
        return name
    return written_literal(value)


def written_literal(value: Any) -> str:
    """A constant as SQL that every database reads."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, decimal.Decimal)):
        return format(value, "f") if isinstance(value, decimal.Decimal) else repr(value)
    if isinstance(value, (str, datetime.date, datetime.time)) or hasattr(value, "hex") and not isinstance(value, bytes):
        return "'" + str(value).replace("'", "''") + "'"
    if isinstance(value, bytes):
        return "X'" + value.hex() + "'"
    raise Invalid(f"{value!r} can't be written as SQL; next: say it with text('…')")


def expression_text(value: Any, what: str) -> str:
    """An expression that is handed to the database as it stands: a text, ``text("…")`` or ``func.…``."""
    if isinstance(value, (TextClause, Function)):
        return str(value)
    return checked_text(value, what)


# The moment, in all the ways that databases and SQLAlchemy say it.
_MOMENTS = {
    "now()": "CurrentTimestamp",
    "current_timestamp": "CurrentTimestamp",
    "current_timestamp()": "CurrentTimestamp",
    "current_date": "CurrentDate",
    "current_date()": "CurrentDate",
    "current_time": "CurrentTime",
    "current_time()": "CurrentTime",
}
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_QUOTED = re.compile(r"'((?:[^'\\]|'')*)'")
_WORDS = {"true": True, "false": False, "null": None}


def lower_default(default: Any, type_: Any = None) -> Any:
    """What a column holds where an insert doesn't say, as the host takes it.

    A text is a constant, as in Alembic, and ``text("…")`` is SQL; where that is only a constant after all, it is taken as
    the constant, so that every database gets it in its own words.
    """
    types = wit()
    if isinstance(default, DefaultClause):
        default = default.arg
    if isinstance(default, (TextClause, Function)):
        whole = written = str(default).strip()
        while written.startswith("(") and written.endswith(")") and "(" not in written[1:-1] and ")" not in written[1:-1]:
            written = written[1:-1].strip()
        word = written.lower()
        if word in _MOMENTS:
            return getattr(types, "ColumnDefault_" + _MOMENTS[word])()
        if word in _WORDS:
            default = _WORDS[word]
        elif _INTEGER.fullmatch(written):
            return types.ColumnDefault_Literal(values.lower(_fitting(written, type_, True)))
        elif quoted := _QUOTED.fullmatch(written):
            default = quoted.group(1).replace("''", "'")
        else:
            # With the parentheses that it was given: the text is the author's.
            return types.ColumnDefault_Expression(whole)
    if isinstance(default, Constant):
        default = default.value
    return types.ColumnDefault_Literal(values.lower(_fitting(default, type_, False)))


def _fitting(default: Any, type_: Any, number: bool) -> Any:
    """A text that stands for a value of the column's own type as that value: ``"0"`` for a truth value is false."""
    from . import types as column_types

    if not isinstance(default, str):
        return default
    if isinstance(type_, column_types._Variant):
        type_ = type_.here()
    if isinstance(type_, column_types.Boolean):
        return {"0": False, "1": True, "false": False, "true": True, "f": False, "t": True}.get(default.lower(), default)
    if isinstance(type_, column_types._Integers) and _INTEGER.fullmatch(default):
        return int(default)
    if isinstance(type_, column_types.Numeric):
        try:
            return decimal.Decimal(default)
        except decimal.InvalidOperation:
            return default
    if isinstance(type_, (column_types.REAL, column_types.Double)):
        try:
            return float(default)
        except ValueError:
            return default
    return int(default) if number else default


class DefaultClause:
    """A default as an object of its own, as SQLAlchemy has it."""

    def __init__(self, arg: Any, **_: Any) -> None:
        self.arg = arg


def lift_default(is_: Any) -> Any:
    """A default of the host: a constant, ``text("…")``, or one of ``func.current_timestamp()``, ``…date()``, ``…time()``."""
    kind = type(is_).__name__.removeprefix("ColumnDefault_")
    if kind == "Literal":
        return Constant(values.lift(is_.value))
    if kind == "Expression":
        return TextClause(is_.value)
    return Function({v: k for k, v in _NAMES.items()}[kind], ())


_NAMES = {"current_timestamp": "CurrentTimestamp", "current_date": "CurrentDate", "current_time": "CurrentTime"}


def written_default(default: Any) -> str | None:
    """A default as SQL, as SQLAlchemy's inspector gives it."""
    if default is None:
        return None
    if isinstance(default, Constant):
        return written_literal(default.value)
    if isinstance(default, Function) and not default.arguments:
        return default.name.upper() if default.name in _NAMES else str(default)
    return str(default)
