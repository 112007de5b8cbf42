"""Indexes and their parts."""

from __future__ import annotations

import re
from typing import Any

from ._host import optional_number, optional_text, text, wit
from ._plain import Plain, lift_settings, lower_settings, settings_of
from .errors import Invalid
from .expression import Function, Ordered, TextClause, expression_text

__all__ = ["Index", "part"]


class part(Plain):
    """A part of an index: a column by its name, or an expression as ``text("…")`` or ``func.…``.

    ``op.create_index("ix", "people", [part("name", descending=True, collation="NOCASE")])``
    """

    _fields = (
        "column", "expression", "descending", "nulls", "collation", "operator_class", "prefix_length",
    )  # fmt: skip

    def __init__(
        self,
        what: Any,
        *,
        descending: bool = False,
        nulls: str | None = None,
        collation: str | None = None,
        operator_class: str | None = None,
        prefix_length: int | None = None,
    ) -> None:
        if isinstance(what, Ordered):
            what, descending = what.what, True
        self.column: str | None = None
        self.expression: str | None = None
        if isinstance(what, (TextClause, Function)):
            self.expression = str(what)
        else:
            self.column = text(what if isinstance(what, str) else getattr(what, "name", what), "a part of an index")
        if nulls not in (None, "first", "last"):
            raise Invalid(f"nulls come first or last, and not {nulls!r}")
        self.descending = bool(descending)
        self.nulls = nulls
        self.collation = collation
        self.operator_class = operator_class
        self.prefix_length = prefix_length

    def _lower(self) -> Any:
        types = wit()
        if self.expression is not None:
            key = types.IndexKey_Expression(self.expression)
        else:
            key = types.IndexKey_Column(text(self.column, "a column"))
        return types.IndexPart(
            key,
            self.descending,
            types.NullsOrder[self.nulls.upper() if self.nulls else "DEFAULT"],
            optional_text(self.collation, "a collation"),
            optional_text(self.operator_class, "an operator class"),
            optional_number(self.prefix_length, "a prefix's length", 1, 2**32 - 1),
        )


# `text("name DESC NULLS LAST")`, which is how scripts say what SQLAlchemy has no simpler words for.
_ORDERED = re.compile(r"(.+?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"""[A-Za-z_]\w*|"[^"]+"|`[^`]+`""")


def as_part(given: Any) -> part:
    """A part given in any of the ways that Alembic takes."""
    if isinstance(given, part):
        return given
    if isinstance(given, TextClause) and (match := _ORDERED.fullmatch(str(given).strip())):
        what, order, nulls = match.groups()
        inner: Any = what.strip('"`') if _NAME.fullmatch(what) else TextClause(what)
        descending = order is not None and order.lower() == "desc"
        return part(inner, descending=descending, nulls=nulls and nulls.lower())
    return part(given)


class Index(Plain):
    """An index. Without a name it is called ``ix_<table>_<column>…``."""

    _fields = (
        "name", "parts", "unique", "method", "where", "include", "nulls_not_distinct", "comment", "settings",
    )  # fmt: skip

    def __init__(
        self,
        name: str | None,
        *parts: Any,
        unique: bool | None = False,
        method: str | None = None,
        where: Any = None,
        include: Any = (),
        nulls_not_distinct: bool = False,
        comment: str | None = None,
        settings: dict[str, str] | None = None,
        info: Any = None,
        quote: Any = None,
        **keywords: Any,
    ) -> None:
        options = _Options(keywords)
        self.name = name
        self.parts = [as_part(each) for each in parts]
        for each in self.parts:
            each.operator_class = options.operator_class(each.column, each.operator_class)
            each.prefix_length = options.length(each.column, each.prefix_length)
        self.unique = bool(unique)
        self.method = method if method is not None else options.method
        self.where = None if where is None else expression_text(where, "a condition")
        self._wheres = options.wheres
        self.include = [text(each, "a column") for each in (include or options.include)]
        self.nulls_not_distinct = bool(nulls_not_distinct or options.nulls_not_distinct)
        self.comment = comment
        self.settings = settings_of(settings, options.rest, "Index")

    def _predicate(self) -> str | None:
        """Which rows it holds, on this database: ``postgresql_where`` is none of SQLite's business."""
        if not self._wheres:
            return self.where
        from .context import dialect

        return self._wheres.get(dialect(), self.where)

    def _lower(self, table: str) -> Any:
        types = wit()
        name = self.name
        if name is None:
            name = "_".join(["ix", table, *(each.column or "expression" for each in self.parts)])
        return types.Index(
            text(name, "an index"),
            [each._lower() for each in self.parts],
            self.unique,
            optional_text(self.method, "a method"),
            self._predicate(),
            list(self.include),
            self.nulls_not_distinct,
            optional_text(self.comment, "a comment"),
            lower_settings(self.settings),
        )


class _Options:
    """SQLAlchemy's keywords of an index, taken out of what was given."""

    def __init__(self, keywords: dict[str, Any]) -> None:
        self.rest = dict(keywords)
        self.method: str | None = None
        for keyword in ("postgresql_using", "mysql_using", "mariadb_using", "mysql_prefix", "mariadb_prefix"):
            given = self.rest.pop(keyword, None)
            if given is not None and self.method is None:
                self.method = text(given, keyword).lower()
        self.wheres: dict[str, str] = {}
        for dialect in ("sqlite", "postgresql"):
            given = self.rest.pop(dialect + "_where", None)
            if given is not None:
                self.wheres[dialect] = expression_text(given, dialect + "_where")
        self.include = self.rest.pop("postgresql_include", None) or ()
        self.nulls_not_distinct = bool(self.rest.pop("postgresql_nulls_not_distinct", False))
        self._ops = self.rest.pop("postgresql_ops", None) or {}
        mariadb = self.rest.pop("mariadb_length", None)
        self._length = self.rest.pop("mysql_length", None) or mariadb or {}

    def operator_class(self, column: str | None, otherwise: str | None) -> str | None:
        return self._ops.get(column, otherwise)

    def length(self, column: str | None, otherwise: int | None) -> int | None:
        if isinstance(self._length, int):
            return self._length
        return self._length.get(column, otherwise)


def lift_index(is_: Any) -> Index:
    """An index of the host as one of these."""
    parts = []
    for each in is_.parts:
        expression = type(each.key).__name__ == "IndexKey_Expression"
        parts.append(
            part(
                TextClause(each.key.value) if expression else each.key.value,
                descending=each.descending,
                nulls=None if each.nulls.name == "DEFAULT" else each.nulls.name.lower(),
                collation=each.collation,
                operator_class=each.operator_class,
                prefix_length=each.prefix_length,
            )
        )
    return Index(
        is_.name,
        *parts,
        unique=is_.unique,
        method=is_.method,
        where=is_.predicate,
        include=is_.include,
        nulls_not_distinct=is_.nulls_not_distinct,
        comment=is_.comment,
        settings=lift_settings(is_.settings),
    )
