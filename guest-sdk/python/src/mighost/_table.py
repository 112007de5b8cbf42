"""Tables, whole; and their columns as parts of a condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ._host import object_name, optional_text, wit
from ._plain import Plain, lift_settings, lower_settings, settings_of
from .constraints import Constraint, PrimaryKeyConstraint, lift_constraint
from .errors import Invalid, Unsupported
from .indexes import Index, lift_index
from .schema import Column, Identity, lift_column
from .types import ColumnType, NullType, _Integers, as_type

__all__ = ["ColumnRef", "Columns", "Comparison", "MetaData", "Table", "and_", "column", "table"]


class MetaData:
    """Nothing: scripts pass one to ``Table``, and it is taken and forgotten."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass


class Comparison:
    """A condition on one column."""

    def __init__(self, column: str, kind: str, value: Any = None) -> None:
        self.column = column
        self.kind = kind
        self.value = value

    def __and__(self, other: Any) -> And:
        return And([self, other])

    def __or__(self, other: Any) -> Any:
        raise Unsupported("rows are chosen by conditions that all hold; next: say an OR in raw SQL, or ask twice")

    __invert__ = __or__  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise Invalid("a condition of the database has no truth value in Python; next: hand it to .where(…)")


class And:
    """Conditions that all hold."""

    def __init__(self, parts: Any) -> None:
        self.parts = list(parts)

    def __and__(self, other: Any) -> And:
        return And([*self.parts, other])

    __or__ = Comparison.__or__


def and_(*parts: Any) -> And:
    """Conditions that all hold."""
    return And(parts)


class ColumnRef:
    """A column named in a statement, such as ``people.c.id``: it makes conditions of ``==``, ``<``, ``.in_(…)``."""

    def __init__(self, name: str, type_: ColumnType, table: Any = None) -> None:
        self.name = name
        self.type = type_
        self.table = table

    key = property(lambda self: self.name)

    def __eq__(self, other: object) -> Any:
        return self.is_(None) if _is_null(other) else Comparison(self.name, "Equals", other)

    def __ne__(self, other: object) -> Any:
        return self.is_not(None) if _is_null(other) else Comparison(self.name, "Differs", other)

    def __lt__(self, other: Any) -> Comparison:
        return Comparison(self.name, "Less", other)

    def __gt__(self, other: Any) -> Comparison:
        return Comparison(self.name, "Greater", other)

    def _refused(self, other: Any) -> Any:
        raise Unsupported("there are ==, !=, < and > here; next: say anything else in raw SQL, or filter in Python")

    __le__ = __ge__ = __add__ = __sub__ = __mul__ = __mod__ = like = ilike = notin_ = not_in = _refused

    __hash__ = object.__hash__

    def in_(self, values: Any) -> Comparison:
        """One of these values."""
        return Comparison(self.name, "OneOf", list(values))

    def is_(self, value: Any) -> Comparison:
        """NULL, or a truth value."""
        return Comparison(self.name, "IsNull") if _is_null(value) else Comparison(self.name, "Equals", value)

    def is_not(self, value: Any) -> Comparison:
        """Not NULL."""
        return Comparison(self.name, "IsNotNull") if _is_null(value) else Comparison(self.name, "Differs", value)

    isnot = is_not

    def __repr__(self) -> str:
        return f"column({self.name!r})"


def _is_null(value: Any) -> bool:
    from .expression import Constant

    return value is None or (isinstance(value, Constant) and value.value is None)


def column(name: str, type_: Any = None, *_: Any) -> ColumnRef:
    """A column that is only named, for :func:`table`."""
    return ColumnRef(name, NullType() if type_ is None else as_type(type_))


class Columns(list[Any]):
    """Columns in order, found by their names too: ``columns["name"]``, ``columns.name``."""

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            for each in self:
                if each.name == key:
                    return each
            raise KeyError(key)
        return list.__getitem__(self, key)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"there is no column {name}; there are {', '.join(self.keys())}") from None

    def __contains__(self, key: object) -> bool:
        return key in self.keys() if isinstance(key, str) else list.__contains__(self, key)

    def keys(self) -> list[str]:
        """Their names."""
        return [each.name for each in self]

    def get(self, name: str, default: Any = None) -> Any:
        """One, or something else where it isn't there."""
        return self[name] if name in self.keys() else default


class Table(Plain):
    """One table, whole: to be created, or as it was read.

    What stands in it: :class:`Column`, constraints, :class:`Index`.
    """

    _fields = ("name", "schema", "columns", "constraints", "indexes", "comment", "settings")

    def __init__(
        self,
        name: str,
        *items: Any,
        schema: str | None = None,
        comment: str | None = None,
        settings: dict[str, str] | None = None,
        prefixes: Any = (),
        info: Any = None,
        quote: Any = None,
        extend_existing: Any = None,
        **keywords: Any,
    ) -> None:
        self.name = name
        self.schema = schema
        self.columns = Columns()
        self.constraints: list[Constraint] = []
        self.indexes: list[Index] = []
        self.comment = comment if comment is not None else keywords.pop("mysql_comment", None)
        self._numbered = bool(keywords.pop("sqlite_autoincrement", False))
        self.settings = settings_of(settings, keywords, "a table")
        for prefix in prefixes or ():
            if prefix.upper() != "UNLOGGED":
                raise Unsupported(f"a table can't be made {prefix} in a migration")
            self.settings["unlogged"] = ""
        self.created: bool | None = None
        for item in items:
            self._take(item)

    def _take(self, item: Any) -> None:
        match item:
            case Column() | ColumnRef():
                self.columns.append(item)
            case Constraint():
                self.constraints.append(item)
            case Index():
                self.indexes.append(item)
            case MetaData() | None:
                pass
            case _:
                raise Invalid(f"a table can't hold {item!r}")

    @property
    def c(self) -> Columns:
        """Its columns, as parts of conditions: ``people.c.id == 3``."""
        return Columns(ColumnRef(each.name, each.type, self) for each in self.columns)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.columns)

    def insert(self) -> Any:
        """See :func:`mighost.insert`."""
        from .statements import insert

        return insert(self)

    def update(self) -> Any:
        """See :func:`mighost.update`."""
        from .statements import update

        return update(self)

    def delete(self) -> Any:
        """See :func:`mighost.delete`."""
        from .statements import delete

        return delete(self)

    def select(self) -> Any:
        """See :func:`mighost.select`."""
        from .statements import select

        return select(self)

    def primary_key(self) -> PrimaryKeyConstraint | None:
        """Its primary key, of a constraint or of columns that say so."""
        named = [each.name for each in self.columns if getattr(each, "primary_key", False)]
        for constraint in self.constraints:
            if isinstance(constraint, PrimaryKeyConstraint):
                if not constraint.columns:
                    constraint.columns = named
                return constraint
        return PrimaryKeyConstraint(*named) if named else None

    def _lower(self) -> Any:
        key = self.primary_key()
        constraints = list(self.constraints)
        if key is not None and key not in constraints:
            constraints.insert(0, key)
        place = 1 if key is not None and constraints[0] is key else 0
        indexes = []
        for each in self.columns:
            if not isinstance(each, Column):
                raise Invalid(f"the column {each.name} of {self.name} is only named; next: say Column(name, type)")
            self._settle(each, key)
            found = each._constraints()
            constraints[place:place] = found
            place += len(found)
            indexes.extend(each._indexes())
        types = wit()
        return types.Table(
            object_name(self.name, self.schema),
            [each._lower() for each in self.columns],
            [each._lower() for each in constraints],
            [each._lower(self.name) for each in [*indexes, *self.indexes]],
            optional_text(self.comment, "a comment"),
            lower_settings(self.settings),
        )

    def _settle(self, each: Column, key: PrimaryKeyConstraint | None) -> None:
        """What a column is because it is the primary key: not NULL, and numbered by the database where it is a number."""
        if key is None or each.name not in key.columns:
            if each.autoincrement is True:
                each.identity = each.identity or Identity()
            return
        if not each._said_nullable:
            each.nullable = False
        if each.identity is not None or each.autoincrement is False:
            return
        alone = key.columns == [each.name] and isinstance(each.type, _Integers)
        plain = each.server_default is None and each.computed is None and not each.foreign_keys
        if each.autoincrement is True or (alone and plain and (self._numbered or not _on_sqlite())):
            each.identity = Identity()


def _on_sqlite() -> bool:
    from .context import dialect

    # SQLite numbers every `INTEGER PRIMARY KEY` by itself; AUTOINCREMENT is more, and must be asked for.
    return dialect() == "sqlite"


def table(name: str, *columns: Any, schema: str | None = None, **_: Any) -> Table:
    """A table that is only named, for rows: ``table("people", column("id"), column("name"))``."""
    return Table(name, *columns, schema=schema)


def lift_table(is_: Any) -> Table:
    """A table of the host as one of these."""
    made = Table(is_.name.name, schema=is_.name.schema, comment=is_.comment, settings=lift_settings(is_.settings))
    made.columns = Columns(lift_column(each) for each in is_.columns)
    made.constraints = [lift_constraint(each) for each in is_.constraints]
    made.indexes = [lift_index(each) for each in is_.indexes]
    return made
