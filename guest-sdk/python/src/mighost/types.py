"""The types of columns, under SQLAlchemy's names.

``Integer`` and ``Integer()`` are the same, as everywhere in Alembic. What a type becomes on each database:

====================================  ======================================================================================
type                                  becomes
====================================  ======================================================================================
``Boolean``                           BOOLEAN; TINYINT(1) on MySQL
``SmallInteger``, ``Integer``,        integers of 16, 32 and 64 bits; ``TinyInteger`` and ``MediumInteger`` are MySQL's;
``BigInteger``                        ``unsigned=True`` too
``Numeric(10, 2)``                    an exact decimal
``Float``, ``Double``, ``REAL``       64 bits, 64 bits, 32 bits
``String(n)``, ``CHAR(n)``            VARCHAR, CHAR; MySQL wants a length
``Text``                              long text; ``Text("long")`` is MySQL's LONGTEXT
``LargeBinary``                       BYTEA, BLOB; ``BINARY(n)`` and ``VARBINARY(n)`` where there is a length
``Date``, ``Time``, ``DateTime``      ``timezone=True`` for a column that knows its zone; ``precision=6``
``Interval``                          PostgreSQL's
``JSON``, ``JSONB``, ``Uuid``         JSONB is JSON elsewhere; a UUID is CHAR(36) on MySQL
``Enum("a", "b", name="kind")``       a type of its own on PostgreSQL, ENUM on MySQL, a text with a check on SQLite
``SET("a", "b")``                     MySQL's
``ARRAY(Integer)``, ``BIT(3)``        PostgreSQL's
``NativeType("point")``               any other, as the database writes it
====================================  ======================================================================================
"""

from __future__ import annotations

import enum
from typing import Any

from ._host import call, interface, number, object_name, optional_number, text, texts, wit
from ._plain import Plain
from .errors import Invalid

__all__ = [
    "ARRAY", "BIGINT", "BINARY", "BIT", "BLOB", "BOOLEAN", "BYTEA", "BigInteger", "Boolean", "CHAR", "ColumnType",
    "DATE", "DATETIME", "DECIMAL", "DOUBLE", "DOUBLE_PRECISION", "Date", "DateTime", "Double", "Enum", "FLOAT",
    "Float", "INT", "INTEGER", "INTERVAL", "Integer", "Interval", "JSON", "JSONB", "LargeBinary", "MediumInteger",
    "NCHAR", "NUMERIC", "NVARCHAR", "NativeType", "NullType", "Numeric", "REAL", "SET", "SMALLINT", "SmallInteger",
    "String", "TEXT", "TIME", "TIMESTAMP", "Text", "Time", "TinyInteger", "UUID", "Unicode", "UnicodeText", "Uuid",
    "VARBINARY", "VARCHAR",
]  # fmt: skip

_U32 = 2**32 - 1


class ColumnType(Plain):
    """The base of all types."""

    def _lower(self) -> Any:
        raise NotImplementedError

    def with_variant(self, type_: Any, *dialects: str) -> ColumnType:
        """Another type on some databases: ``BigInteger().with_variant(Integer(), "sqlite")``."""
        return _Variant(self, {dialect: as_type(type_) for dialect in dialects})


class _Variant(ColumnType):
    _fields = ("base", "others")

    def __init__(self, base: ColumnType, others: dict[str, ColumnType]) -> None:
        self.base = base
        self.others = others

    def with_variant(self, type_: Any, *dialects: str) -> ColumnType:
        return _Variant(self.base, {**self.others, **{dialect: as_type(type_) for dialect in dialects}})

    def here(self) -> ColumnType:
        """The type on this database."""
        from .context import dialect

        return self.others.get(dialect(), self.base)

    def _lower(self) -> Any:
        return self.here()._lower()


class Boolean(ColumnType):
    """A truth value."""

    def __init__(self, create_constraint: bool = False, name: str | None = None) -> None:
        pass

    def _lower(self) -> Any:
        return wit().ColumnType_Boolean()


class _Integers(ColumnType):
    _fields = ("unsigned",)
    _width = "NORMAL"

    def __init__(self, display_width: int | None = None, *, unsigned: bool = False, zerofill: bool = False) -> None:
        self.unsigned = unsigned

    def _lower(self) -> Any:
        types = wit()
        return types.ColumnType_Integer(types.IntegerType(types.IntegerWidth[self._width], bool(self.unsigned)))


class TinyInteger(_Integers):
    """8 bits; SMALLINT on PostgreSQL."""

    _width = "TINY"


class SmallInteger(_Integers):
    """16 bits."""

    _width = "SMALL"


class MediumInteger(_Integers):
    """24 bits; INTEGER but on MySQL."""

    _width = "MEDIUM"


class Integer(_Integers):
    """32 bits."""


class BigInteger(_Integers):
    """64 bits."""

    _width = "BIG"


class Numeric(ColumnType):
    """An exact decimal. Without a precision, the database's default: on MySQL that has no digits behind the point."""

    _fields = ("precision", "scale")

    def __init__(self, precision: int | None = None, scale: int | None = None, asdecimal: bool = True, **_: Any) -> None:
        self.precision = precision
        self.scale = scale

    def _lower(self) -> Any:
        types = wit()
        return types.ColumnType_Decimal(
            types.DecimalType(
                optional_number(self.precision, "a precision", 0, _U32),
                optional_number(self.scale, "a scale", -(2**31), 2**31 - 1),
            )
        )


class REAL(ColumnType):
    """A 32-bit float."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def _lower(self) -> Any:
        return wit().ColumnType_Real()


class Double(ColumnType):
    """A 64-bit float."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def _lower(self) -> Any:
        return wit().ColumnType_Double()


def Float(precision: int | None = None, *_: Any, **__: Any) -> ColumnType:
    """A float: of 64 bits, or of 32 where a precision of at most 24 bits is asked for."""
    return REAL() if precision is not None and precision <= 24 else Double()


class CHAR(ColumnType):
    """Text of a fixed length in characters."""

    _fields = ("length",)

    def __init__(self, length: int = 1, collation: str | None = None, **_: Any) -> None:
        self.length = length
        self.collation = collation

    def _lower(self) -> Any:
        return wit().ColumnType_Char(number(self.length, "a length", 1, _U32))


class String(ColumnType):
    """Text up to a length in characters; without one it is unbounded, which MySQL refuses."""

    _fields = ("length",)

    def __init__(self, length: int | None = None, collation: str | None = None, **_: Any) -> None:
        self.length = length
        self.collation = collation

    def _lower(self) -> Any:
        return wit().ColumnType_Varchar(optional_number(self.length, "a length", 1, _U32))


_SIZES = ("tiny", "normal", "medium", "long")


def _size(size: Any, most: tuple[int, ...]) -> str:
    """A size by its name, or by the length that must fit, as MySQL chooses it."""
    if size is None:
        return "normal"
    if isinstance(size, int):
        return next((name for name, length in zip(_SIZES, most, strict=True) if size <= length), "long")
    if size not in _SIZES:
        raise Invalid(f"there are the sizes {', '.join(_SIZES)}, and not {size!r}")
    return str(size)


# What MySQL's four sizes hold.
_MOST = (2**8 - 1, 2**16 - 1, 2**24 - 1, 2**32 - 1)


class Text(ColumnType):
    """Long text. The size (``"tiny"``, ``"normal"``, ``"medium"``, ``"long"``, or a length) matters to MySQL only."""

    _fields = ("size",)

    def __init__(self, size: str | int | None = None, collation: str | None = None, *, length: int | None = None) -> None:
        # A plain length is what SQLAlchemy takes, and all but MySQL ignore it.
        self.size = _size(size if size is not None else length, _MOST)
        self.collation = collation

    @property
    def length(self) -> None:
        """Long text has none."""
        return None

    def _lower(self) -> Any:
        types = wit()
        return types.ColumnType_Text(types.TextSize[self.size.upper()])


class LargeBinary(ColumnType):
    """Long bytes. The size (``"tiny"``, ``"normal"``, ``"medium"``, ``"long"``, or a length) matters to MySQL only."""

    _fields = ("size",)

    def __init__(self, size: str | int | None = None, *, length: int | None = None) -> None:
        self.size = _size(size if size is not None else length, _MOST)

    def _lower(self) -> Any:
        types = wit()
        return types.ColumnType_Blob(types.TextSize[self.size.upper()])


class BINARY(ColumnType):
    """Bytes of a fixed length."""

    _fields = ("length",)

    def __init__(self, length: int = 1) -> None:
        self.length = length

    def _lower(self) -> Any:
        return wit().ColumnType_Binary(number(self.length, "a length", 1, _U32))


class VARBINARY(ColumnType):
    """Bytes up to a length."""

    _fields = ("length",)

    def __init__(self, length: int) -> None:
        self.length = length

    def _lower(self) -> Any:
        return wit().ColumnType_Varbinary(number(self.length, "a length", 1, _U32))


class Date(ColumnType):
    """A calendar date."""

    def _lower(self) -> Any:
        return wit().ColumnType_Date()


class _Times(ColumnType):
    _fields = ("precision", "timezone")

    def __init__(self, timezone: bool = False, precision: int | None = None, *, fsp: int | None = None) -> None:
        self.timezone = bool(timezone)
        self.precision = precision if precision is not None else fsp

    def _details(self) -> Any:
        return wit().TimeType(optional_number(self.precision, "a precision", 0, 6), self.timezone)


class Time(_Times):
    """A time of day."""

    def _lower(self) -> Any:
        return wit().ColumnType_Time(self._details())


class DateTime(_Times):
    """A date and time. With ``timezone=True`` it is PostgreSQL's TIMESTAMP WITH TIME ZONE and MySQL's TIMESTAMP."""

    def _lower(self) -> Any:
        return wit().ColumnType_Timestamp(self._details())


class Interval(ColumnType):
    """A span of time; PostgreSQL only."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def _lower(self) -> Any:
        return wit().ColumnType_Interval()


class JSON(ColumnType):
    """JSON."""

    NULL = None

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def _lower(self) -> Any:
        return wit().ColumnType_Json()


class JSONB(JSON):
    """PostgreSQL's binary JSON; JSON elsewhere."""

    def _lower(self) -> Any:
        return wit().ColumnType_Jsonb()


class Uuid(ColumnType):
    """A UUID; CHAR(36) on MySQL."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def _lower(self) -> Any:
        return wit().ColumnType_Uuid()


class Enum(ColumnType):
    """One of some labels: ``Enum("draft", "sent", name="status")``, or a class of Python's ``enum``, whose names are taken.

    On PostgreSQL it is a type of its own with that name, made with its first column where it isn't there yet; a name and no
    labels mean a type that is there. Elsewhere the name is ignored.
    """

    _fields = ("name", "schema", "enums")

    def __init__(self, *labels: Any, name: str | None = None, schema: str | None = None, **ignored: Any) -> None:
        if len(labels) == 1 and isinstance(labels[0], (list, tuple)):
            labels = tuple(labels[0])
        if len(labels) == 1 and isinstance(labels[0], type) and issubclass(labels[0], enum.Enum):
            kind = labels[0]
            name = name if name is not None else kind.__name__.lower()
            labels = tuple(member.name for member in kind)
        for keyword in ignored:
            if keyword not in _OF_ENUM:
                raise Invalid(f"Enum doesn't know `{keyword}`")
        self.enums = texts(labels, "a label")
        self.name = name
        self.schema = schema

    @property
    def length(self) -> int:
        """The length of the longest label."""
        return max((len(label) for label in self.enums), default=0)

    def _lower(self) -> Any:
        types = wit()
        name = None if self.name is None else object_name(self.name, self.schema)
        return types.ColumnType_Enumeration(types.EnumType(name, list(self.enums)))

    def create(self, bind: Any = None, checkfirst: bool = True) -> None:
        """Creates the type on PostgreSQL; elsewhere there is nothing to do."""
        if self.name is not None and _on_postgresql():
            made = wit().Enumeration(object_name(self.name, self.schema), list(self.enums))
            call("ddl", "create_enumeration", made, bool(checkfirst))

    def drop(self, bind: Any = None, checkfirst: bool = True) -> None:
        """Drops the type on PostgreSQL; elsewhere there is nothing to do."""
        if self.name is not None and _on_postgresql():
            mode = interface("ddl").DropMode(bool(checkfirst), False)
            call("ddl", "drop_enumeration", object_name(self.name, self.schema), mode)


# What SQLAlchemy's Enum takes and means nothing for a migration.
_OF_ENUM = frozenset(
    "create_constraint create_type native_enum length schema metadata inherit_schema values_callable validate_strings "
    "sort_key_function omit_aliases quote collation charset".split()
)


def _on_postgresql() -> bool:
    from .context import dialect

    return dialect() == "postgresql"


class SET(ColumnType):
    """Any of some labels; MySQL and MariaDB only."""

    _fields = ("labels",)

    def __init__(self, *labels: str) -> None:
        self.labels = texts(labels, "a label")

    def _lower(self) -> Any:
        return wit().ColumnType_Set(list(self.labels))


class BIT(ColumnType):
    """A string of bits; ``varying=True`` up to that length, on PostgreSQL only."""

    _fields = ("length", "varying")

    def __init__(self, length: int | None = 1, varying: bool = False) -> None:
        self.length = length
        self.varying = varying

    def _lower(self) -> Any:
        if self.varying:
            return wit().ColumnType_Varbit(optional_number(self.length, "a length", 1, _U32))
        return wit().ColumnType_Bit(number(self.length, "a length", 1, _U32))


class ARRAY(ColumnType):
    """An array, PostgreSQL only: ``ARRAY(Integer)``, or by the database's own word ``ARRAY("varchar(20)")``."""

    _fields = ("element", "dimensions")

    def __init__(self, item_type: Any, as_tuple: bool = False, dimensions: int | None = 1, **_: Any) -> None:
        self.element = item_type if isinstance(item_type, str) else _element(as_type(item_type))
        self.dimensions = dimensions or 1

    def _lower(self) -> Any:
        types = wit()
        return types.ColumnType_Array(
            types.ArrayType(text(self.element, "an element"), number(self.dimensions, "dimensions", 1, _U32))
        )


def _element(item: ColumnType) -> str:
    """A type as PostgreSQL writes it, for the elements of an array."""
    match item:
        case NativeType(type_name=name):
            return name
        case String(length=None) | Text():
            return "text"
        case String(length=length):
            return f"varchar({length})"
        case Numeric(precision=None):
            return "numeric"
        case Numeric(precision=precision, scale=scale):
            return f"numeric({precision})" if scale is None else f"numeric({precision},{scale})"
        case DateTime(timezone=zone):
            return "timestamptz" if zone else "timestamp"
        case Enum(name=str(name)):
            return name
    words = {
        Boolean: "boolean",
        SmallInteger: "smallint",
        Integer: "integer",
        BigInteger: "bigint",
        Double: "double precision",
        REAL: "real",
        Date: "date",
        JSON: "json",
        JSONB: "jsonb",
        Uuid: "uuid",
        LargeBinary: "bytea",
    }
    if type(item) not in words:
        raise Invalid(f"an array of {item!r} isn't known here; next: name the elements as PostgreSQL does: ARRAY('…')")
    return words[type(item)]


class NativeType(ColumnType):
    """Any other type, as the database writes it: ``NativeType("point")``."""

    _fields = ("type_name",)

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def _lower(self) -> Any:
        return wit().ColumnType_Native(text(self.type_name, "a type"))


class NullType(ColumnType):
    """No type: of columns that are only named, as in ``table("people", column("id"))``."""

    def _lower(self) -> Any:
        raise Invalid("a column needs a type here")


def as_type(given: Any) -> ColumnType:
    """A type given as such or as its class: ``Integer()`` or ``Integer``."""
    if isinstance(given, ColumnType):
        return given
    if isinstance(given, type) and issubclass(given, ColumnType) or given is Float:
        return given()  # type: ignore[no-any-return]
    raise Invalid(f"{given!r} is no type of a column; next: take one of mighost.types, or NativeType('…')")


# SQLAlchemy's other names of the same.
Unicode = VARCHAR = NVARCHAR = String
UnicodeText = TEXT = Text
NCHAR = CHAR
BOOLEAN = Boolean
SMALLINT, INT, INTEGER, BIGINT = SmallInteger, Integer, Integer, BigInteger
DECIMAL = NUMERIC = Numeric
FLOAT = Float
DOUBLE = DOUBLE_PRECISION = Double
BLOB = BYTEA = LargeBinary
DATE, TIME, DATETIME = Date, Time, DateTime
TIMESTAMP = DateTime
UUID = Uuid
INTERVAL = Interval


def lift_type(is_: Any) -> ColumnType:
    """A type of the host as one of these."""
    return _LIFT[type(is_).__name__.removeprefix("ColumnType_")](is_)


_WIDTHS: dict[str, type[_Integers]] = {
    "TINY": TinyInteger,
    "SMALL": SmallInteger,
    "MEDIUM": MediumInteger,
    "NORMAL": Integer,
    "BIG": BigInteger,
}


def _enum(is_: Any) -> ColumnType:
    name = is_.value.name
    return Enum(*is_.value.labels, name=name and name.name, schema=name and name.schema)


_LIFT: dict[str, Any] = {
    "Boolean": lambda _: Boolean(),
    "Integer": lambda is_: _WIDTHS[is_.value.width.name](unsigned=is_.value.unsigned),
    "Decimal": lambda is_: Numeric(is_.value.precision, is_.value.scale),
    "Real": lambda _: REAL(),
    "Double": lambda _: Double(),
    "Char": lambda is_: CHAR(is_.value),
    "Varchar": lambda is_: String(is_.value),
    "Text": lambda is_: Text(is_.value.name.lower()),
    "Binary": lambda is_: BINARY(is_.value),
    "Varbinary": lambda is_: VARBINARY(is_.value),
    "Blob": lambda is_: LargeBinary(is_.value.name.lower()),
    "Date": lambda _: Date(),
    "Time": lambda is_: Time(is_.value.with_zone, is_.value.precision),
    "Timestamp": lambda is_: DateTime(is_.value.with_zone, is_.value.precision),
    "Interval": lambda _: Interval(),
    "Json": lambda _: JSON(),
    "Jsonb": lambda _: JSONB(),
    "Uuid": lambda _: Uuid(),
    "Enumeration": _enum,
    "Set": lambda is_: SET(*is_.value),
    "Bit": lambda is_: BIT(is_.value),
    "Varbit": lambda is_: BIT(is_.value, varying=True),
    "Array": lambda is_: ARRAY(is_.value.element, dimensions=is_.value.dimensions),
    "Native": lambda is_: NativeType(is_.value),
}
