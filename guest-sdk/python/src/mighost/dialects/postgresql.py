"""PostgreSQL's names of types: ``postgresql.JSONB()``, ``postgresql.ENUM("a", "b", name="kind")``, ``postgresql.INET()``."""

from typing import Any

from ..constraints import ExcludeConstraint
from ..types import *  # noqa: F403
from ..types import BIT, ColumnType, Enum, NativeType
from ..types import __all__ as _types

ENUM = Enum



def _native(name: str) -> Any:
    def make(*_: Any, **__: Any) -> ColumnType:
        return NativeType(name)

    make.__doc__ = f"PostgreSQL's {name}."
    return make


OID = _native("oid")
INET = _native("inet")
CIDR = _native("cidr")
MACADDR = _native("macaddr")
MONEY = _native("money")
TSVECTOR = _native("tsvector")
TSQUERY = _native("tsquery")
CITEXT = _native("citext")
HSTORE = _native("hstore")
INT4RANGE = _native("int4range")
INT8RANGE = _native("int8range")
NUMRANGE = _native("numrange")
DATERANGE = _native("daterange")
TSRANGE = _native("tsrange")
TSTZRANGE = _native("tstzrange")


def VARBIT(length: int | None = None) -> ColumnType:
    """A string of bits up to a length."""
    return BIT(length, varying=True)


__all__ = [
    *_types, "CIDR", "CITEXT", "DATERANGE", "ENUM", "ExcludeConstraint", "HSTORE", "INET", "INT4RANGE", "INT8RANGE",
    "MACADDR", "MONEY", "NUMRANGE", "OID", "TSQUERY", "TSRANGE", "TSTZRANGE", "TSVECTOR", "VARBIT",
]  # fmt: skip
