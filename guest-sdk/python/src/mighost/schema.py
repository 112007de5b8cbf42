"""Columns, tables and the other things that a schema is made of, as Alembic's scripts write them."""

from __future__ import annotations

from typing import Any

from ._host import object_name, optional_number, optional_text, text, texts, wit
from ._plain import Plain, lift_settings, lower_settings, settings_of
from .constraints import CheckConstraint, Constraint, ForeignKeyConstraint, UniqueConstraint
from .errors import Invalid
from .expression import lift_default, lower_default
from .indexes import Index
from .types import ColumnType, NullType, as_type, lift_type

__all__ = ["Column", "Computed", "Enumeration", "ForeignKey", "Identity", "Sequence", "Trigger", "View"]

_I64 = (-(2**63), 2**63 - 1)


class Computed(Plain):
    """A column computed from others: ``Column("twice", Integer, Computed("a * 2", persisted=True))``."""

    _fields = ("sqltext", "persisted")

    def __init__(self, sqltext: Any, persisted: bool | None = None) -> None:
        from .expression import expression_text

        self.sqltext = expression_text(sqltext, "an expression")
        self.persisted = bool(persisted)

    def _lower(self) -> Any:
        return wit().Generated(self.sqltext, self.persisted)


class Identity(Plain):
    """How a column or a sequence numbers rows: AUTOINCREMENT, AUTO_INCREMENT, GENERATED AS IDENTITY."""

    _fields = ("always", "start", "increment", "minvalue", "maxvalue", "cycle", "cache")

    def __init__(
        self,
        always: bool | None = False,
        start: int | None = None,
        increment: int | None = None,
        minvalue: int | None = None,
        maxvalue: int | None = None,
        nominvalue: bool | None = None,
        nomaxvalue: bool | None = None,
        cycle: bool | None = None,
        cache: int | None = None,
        on_null: bool | None = None,
        order: bool | None = None,
    ) -> None:
        self.always = bool(always)
        self.start = start
        self.increment = increment
        self.minvalue = minvalue
        self.maxvalue = maxvalue
        self.cycle = bool(cycle)
        self.cache = cache

    def _lower(self) -> Any:
        return wit().Identity(
            self.always,
            optional_number(self.start, "a start", *_I64),
            optional_number(self.increment, "an increment", *_I64),
            optional_number(self.minvalue, "a least number", *_I64),
            optional_number(self.maxvalue, "a greatest number", *_I64),
            self.cycle,
            optional_number(self.cache, "a cache", *_I64),
        )


def lift_identity(is_: Any) -> Identity:
    """How the host says that rows are numbered."""
    return Identity(
        is_.always, is_.start, is_.increment, is_.min_value, is_.max_value, cycle=is_.cycle, cache=is_.cache
    )


class ForeignKey(Plain):
    """A column that names a row of another table: ``Column("team_id", Integer, ForeignKey("team.id"))``."""

    _fields = ("column", "keywords")

    def __init__(self, column: Any, **keywords: Any) -> None:
        self.column = column
        self.keywords = keywords

    def over(self, column: str) -> ForeignKeyConstraint:
        """The same as a constraint of the table."""
        return ForeignKeyConstraint([column], [self.column], **self.keywords)


class Column(Plain):
    """One column.

    ``Column("name", String(100), nullable=False, server_default="nobody", comment="what to call them")``

    Beside the type stand a :class:`ForeignKey`, :class:`Computed`, :class:`Identity`, ``CheckConstraint`` where they are
    wanted. ``unique`` and ``index`` make an unnamed unique constraint and an index ``ix_<table>_<column>``; both together
    a unique index. ``default``, ``onupdate``, ``key``, ``info`` and ``doc`` are taken and mean nothing here: they are
    Python's side of a model, and no database's (say ``server_default``).
    """

    _fields = ("name", "type", "nullable", "server_default", "computed", "identity", "collation", "comment", "settings")

    def __init__(
        self,
        name: str,
        type_: Any = None,
        *items: Any,
        nullable: bool | None = None,
        primary_key: bool = False,
        server_default: Any = None,
        unique: bool | None = None,
        index: bool | None = None,
        autoincrement: bool | str = "auto",
        collation: str | None = None,
        comment: str | None = None,
        settings: dict[str, str] | None = None,
        default: Any = None,
        onupdate: Any = None,
        server_onupdate: Any = None,
        key: Any = None,
        info: Any = None,
        doc: Any = None,
        quote: Any = None,
        **keywords: Any,
    ) -> None:
        self.name = text(name, "a column's name")
        if type_ is not None and not _is_type(type_):
            items, type_ = (type_, *items), None
        self.type: ColumnType = NullType() if type_ is None else as_type(type_)
        self.primary_key = bool(primary_key)
        self.nullable = not primary_key if nullable is None else bool(nullable)
        self._said_nullable = nullable is not None
        self.server_default = server_default
        self.unique = bool(unique)
        self.index = bool(index)
        self.autoincrement = autoincrement
        self.computed: Computed | None = None
        self.identity: Identity | None = None
        self.foreign_keys: list[ForeignKey] = []
        self.checks: list[Constraint] = []
        for item in items:
            self._take(item)
        self.collation = collation if collation is not None else getattr(self.type, "collation", None)
        self.comment = comment
        self.settings = settings_of(settings, keywords, "Column")

    def _take(self, item: Any) -> None:
        if isinstance(item, ForeignKey):
            self.foreign_keys.append(item)
        elif isinstance(item, Computed):
            self.computed = item
        elif isinstance(item, Identity):
            self.identity = item
        elif isinstance(item, Sequence):
            self.server_default = item._next()
        elif isinstance(item, (CheckConstraint, UniqueConstraint)):
            self.checks.append(item)
        else:
            hint = "; next: say a type of mighost.types, such as Integer" if isinstance(item, type) else ""
            raise Invalid(f"a column can't hold {item!r}{hint}")

    def _lower(self) -> Any:
        default = None if self.server_default is None else lower_default(self.server_default, self.type)
        return wit().Column(
            self.name,
            self.type._lower(),
            self.nullable,
            default,
            None if self.computed is None else self.computed._lower(),
            None if self.identity is None else self.identity._lower(),
            optional_text(self.collation, "a collation"),
            optional_text(self.comment, "a comment"),
            lower_settings(self.settings),
        )

    def _constraints(self) -> list[Constraint]:
        """What stands on this column alone, but for the primary key."""
        found = list(self.checks)
        if self.unique and not self.index:
            found.append(UniqueConstraint(self.name))
        found.extend(key.over(self.name) for key in self.foreign_keys)
        return found

    def _indexes(self) -> list[Index]:
        return [Index(None, self.name, unique=self.unique)] if self.index else []


def _is_type(given: Any) -> bool:
    from .types import Float

    return isinstance(given, ColumnType) or given is Float or (isinstance(given, type) and issubclass(given, ColumnType))


def lift_column(is_: Any) -> Column:
    """A column of the host as one of these."""
    made = Column(
        is_.name,
        lift_type(is_.column_type),
        nullable=is_.nullable,
        server_default=None if is_.default_value is None else lift_default(is_.default_value),
        collation=is_.collation,
        comment=is_.comment,
        settings=lift_settings(is_.settings),
        # What was read is whole: nothing is to be guessed of it.
        autoincrement=False,
    )
    if is_.generated is not None:
        made.computed = Computed(is_.generated.expression, is_.generated.stored)
    if is_.identity is not None:
        made.identity = lift_identity(is_.identity)
    return made


class View(Plain):
    """A view, as it was read."""

    _fields = ("name", "schema", "query", "columns", "materialized", "comment")

    def __init__(
        self,
        name: str,
        query: Any,
        columns: Any = (),
        *,
        schema: str | None = None,
        materialized: bool = False,
        comment: str | None = None,
    ) -> None:
        from .expression import expression_text

        self.name = name
        self.schema = schema
        self.query = expression_text(query, "a query")
        self.columns = texts(columns, "a column")
        self.materialized = materialized
        self.comment = comment

    def _lower(self) -> Any:
        return wit().View(
            object_name(self.name, self.schema),
            list(self.columns),
            self.query,
            bool(self.materialized),
            optional_text(self.comment, "a comment"),
        )


class Sequence(Plain):
    """A sequence (PostgreSQL, MariaDB): its name and its numbers."""

    _fields = ("name", "schema", "numbers")

    def __init__(
        self, name: str, start: int | None = None, *, schema: str | None = None, metadata: Any = None, **numbers: Any
    ) -> None:
        self.name = name
        self.schema = schema
        self.numbers = Identity(start=start, **numbers)

    def _lower(self) -> Any:
        return wit().Sequence(object_name(self.name, self.schema), self.numbers._lower())

    def _next(self) -> Any:
        from .expression import TextClause

        full = self.name if self.schema is None else f"{self.schema}.{self.name}"
        return TextClause(f"nextval('{full}')")


class Enumeration(Plain):
    """An enumeration type of PostgreSQL, as it was read."""

    _fields = ("name", "schema", "labels")

    def __init__(self, name: str, labels: Any, *, schema: str | None = None) -> None:
        self.name = name
        self.schema = schema
        self.labels = texts(labels, "a label")


class Trigger(Plain):
    """A trigger, as it was read. Triggers are made by raw SQL."""

    _fields = ("name", "table", "definition")

    def __init__(self, name: str, table: str, definition: str) -> None:
        self.name = name
        self.table = table
        self.definition = definition

