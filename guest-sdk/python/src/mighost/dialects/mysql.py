"""MySQL's and MariaDB's names of types: ``mysql.TINYINT(1)``, ``mysql.LONGTEXT()``, ``mysql.DATETIME(fsp=6)``."""

from typing import Any

from ..types import *  # noqa: F403
from ..types import Boolean, ColumnType, DateTime, Enum, LargeBinary, MediumInteger, NativeType, Text, TinyInteger
from ..types import __all__ as _types

ENUM = Enum
MEDIUMINT = MediumInteger


def TINYINT(display_width: int | None = None, *, unsigned: bool = False, **_: Any) -> ColumnType:
    """8 bits; ``TINYINT(1)`` is MySQL's truth value."""
    return Boolean() if display_width == 1 and not unsigned else TinyInteger(unsigned=unsigned)


def TIMESTAMP(timezone: bool = False, fsp: int | None = None) -> ColumnType:
    """A moment: MySQL keeps it in UTC."""
    return DateTime(timezone=True, precision=fsp)


def _sized(kind: type[Any], size: str) -> Any:
    def make(**_: Any) -> ColumnType:
        made: ColumnType = kind(size)
        return made

    make.__doc__ = f"{size.capitalize()} {kind.__name__}."
    return make


TINYTEXT = _sized(Text, "tiny")
MEDIUMTEXT = _sized(Text, "medium")
LONGTEXT = _sized(Text, "long")
TINYBLOB = _sized(LargeBinary, "tiny")
MEDIUMBLOB = _sized(LargeBinary, "medium")
LONGBLOB = _sized(LargeBinary, "long")


def YEAR(*_: Any) -> ColumnType:
    """A year."""
    return NativeType("year")


__all__ = [
    *_types, "ENUM", "LONGBLOB", "LONGTEXT", "MEDIUMBLOB", "MEDIUMINT", "MEDIUMTEXT", "TIMESTAMP", "TINYBLOB", "TINYINT",
    "TINYTEXT", "YEAR",
]  # fmt: skip
