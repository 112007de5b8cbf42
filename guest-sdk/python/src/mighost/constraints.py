"""Constraints: primary keys, unique ones, checks, foreign keys, exclusions."""

from __future__ import annotations

from typing import Any

from ._host import object_name, optional_text, text, wit
from ._plain import Plain, lift_settings, lower_settings, settings_of
from .errors import Invalid
from .expression import expression_text

__all__ = [
    "CheckConstraint",
    "Constraint",
    "ExcludeConstraint",
    "ForeignKeyConstraint",
    "PrimaryKeyConstraint",
    "UniqueConstraint",
]

_ACTIONS = ("NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT")


def action(given: str | None) -> str:
    """What happens to a row whose referenced row goes or changes, by SQL's words."""
    if given is None:
        return "NO ACTION"
    word = " ".join(text(given, "an action").upper().replace("_", " ").split())
    if word not in _ACTIONS:
        raise Invalid(f"{given!r} is no action of a foreign key; there are {', '.join(_ACTIONS)}")
    return word


def deferral(deferrable: bool | None, initially: str | None) -> str:
    """When a constraint is checked, by SQLAlchemy's two arguments."""
    word = None if initially is None else text(initially, "initially").upper()
    if word not in (None, "DEFERRED", "IMMEDIATE"):
        raise Invalid(f"initially is DEFERRED or IMMEDIATE, and not {initially!r}")
    if word == "DEFERRED":
        return "INITIALLY_DEFERRED"
    return "INITIALLY_IMMEDIATE" if deferrable else "NOT_DEFERRABLE"


def column_names(given: Any) -> list[str]:
    """Columns given by their names, or as columns."""
    if isinstance(given, str) or not isinstance(given, (list, tuple)):
        given = [given]
    return [text(each if isinstance(each, str) else getattr(each, "name", each), "a column") for each in given]


class Constraint(Plain):
    """The base of all constraints."""

    name: str | None

    def _lower(self) -> Any:
        raise NotImplementedError

    def _key(self) -> Any:
        """What finds it in a table: its name, or what it is."""
        types = wit()
        if self.name is not None:
            return types.ConstraintKey_Name(text(self.name, "a constraint"))
        return self._shape()

    def _shape(self) -> Any:
        raise Invalid(f"{self!r} can only be found by its name")


class PrimaryKeyConstraint(Constraint):
    """A primary key over some columns."""

    _fields = ("columns", "name", "settings")

    def __init__(
        self, *columns: Any, name: str | None = None, settings: dict[str, str] | None = None, **keywords: Any
    ) -> None:
        self.columns = column_names(columns)
        self.name = name
        self.settings = settings_of(settings, keywords, "PrimaryKeyConstraint")

    def _lower(self) -> Any:
        types = wit()
        return types.Constraint_PrimaryKey(
            types.PrimaryKey(optional_text(self.name, "a name"), list(self.columns), lower_settings(self.settings))
        )

    def _shape(self) -> Any:
        return wit().ConstraintKey_PrimaryKey()


class UniqueConstraint(Constraint):
    """No two rows alike in some columns."""

    _fields = ("columns", "name", "nulls_not_distinct", "deferral", "settings")

    def __init__(
        self,
        *columns: Any,
        name: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        nulls_not_distinct: bool = False,
        settings: dict[str, str] | None = None,
        info: Any = None,
        **keywords: Any,
    ) -> None:
        nulls = keywords.pop("postgresql_nulls_not_distinct", nulls_not_distinct)
        self.columns = column_names(columns)
        self.name = name
        self.nulls_not_distinct = bool(nulls)
        self.deferral = deferral(deferrable, initially)
        self.settings = settings_of(settings, keywords, "UniqueConstraint")

    def _lower(self) -> Any:
        types = wit()
        return types.Constraint_Unique(
            types.Unique(
                optional_text(self.name, "a name"),
                list(self.columns),
                self.nulls_not_distinct,
                types.Deferral[self.deferral],
                lower_settings(self.settings),
            )
        )

    def _shape(self) -> Any:
        return wit().ConstraintKey_Unique(list(self.columns))


class CheckConstraint(Constraint):
    """A condition that every row must fulfil, as the database writes it."""

    _fields = ("expression", "name", "not_valid", "settings")

    def __init__(
        self,
        sqltext: Any,
        name: str | None = None,
        *,
        not_valid: bool = False,
        settings: dict[str, str] | None = None,
        info: Any = None,
        **keywords: Any,
    ) -> None:
        self.expression = expression_text(sqltext, "a condition")
        self.name = name
        self.not_valid = bool(keywords.pop("postgresql_not_valid", not_valid))
        self.settings = settings_of(settings, keywords, "CheckConstraint")

    @property
    def sqltext(self) -> str:
        """The condition."""
        return self.expression

    def _lower(self) -> Any:
        types = wit()
        return types.Constraint_Check(
            types.Check(
                optional_text(self.name, "a name"), self.expression, self.not_valid, lower_settings(self.settings)
            )
        )

    def _shape(self) -> Any:
        return wit().ConstraintKey_Check(self.expression)


class ForeignKeyConstraint(Constraint):
    """Columns that name a row of another table: ``ForeignKeyConstraint(["team_id"], ["team.id"])``."""

    _fields = (
        "columns", "referred_schema", "referred_table", "referred_columns", "name", "ondelete", "onupdate", "deferral",
        "match_full", "not_valid", "settings",
    )  # fmt: skip

    def __init__(
        self,
        columns: Any,
        refcolumns: Any,
        name: str | None = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        *,
        not_valid: bool = False,
        referred_table: Any = None,
        use_alter: bool = False,
        link_to_name: bool = False,
        settings: dict[str, str] | None = None,
        info: Any = None,
        **keywords: Any,
    ) -> None:
        self.columns = column_names(columns)
        self.referred_schema: str | None
        self.referred_table: str
        if referred_table is None:
            self.referred_schema, self.referred_table, self.referred_columns = _referred(refcolumns)
        else:
            named = object_name(referred_table)
            self.referred_schema, self.referred_table = named.schema, named.name
            self.referred_columns = column_names(list(refcolumns))
        self.name = name
        self.ondelete = action(ondelete)
        self.onupdate = action(onupdate)
        self.deferral = deferral(deferrable, initially)
        if match is not None and match.upper() not in ("FULL", "SIMPLE"):
            raise Invalid(f"match is FULL or SIMPLE, and not {match!r}")
        self.match_full = match is not None and match.upper() == "FULL"
        self.not_valid = bool(keywords.pop("postgresql_not_valid", not_valid))
        self.settings = settings_of(settings, keywords, "ForeignKeyConstraint")

    def _lower(self) -> Any:
        types = wit()
        return types.Constraint_ForeignKey(
            types.ForeignKey(
                optional_text(self.name, "a name"),
                list(self.columns),
                object_name(self.referred_table, self.referred_schema),
                list(self.referred_columns),
                types.ForeignKeyAction[self.ondelete.replace(" ", "_")],
                types.ForeignKeyAction[self.onupdate.replace(" ", "_")],
                types.Deferral[self.deferral],
                self.match_full,
                self.not_valid,
                lower_settings(self.settings),
            )
        )

    def _shape(self) -> Any:
        return wit().ConstraintKey_ForeignKey(list(self.columns))


def _referred(columns: Any) -> tuple[str | None, str, list[str]]:
    """`["schema.table.column", …]` taken apart."""
    if isinstance(columns, str):
        columns = [columns]
    targets, names = set(), []
    for column in columns:
        table = getattr(column, "table", None)
        if table is not None:
            targets.add((getattr(table, "schema", None), table.name))
            names.append(column.name)
            continue
        target, dot, name = text(column, "a referred column").rpartition(".")
        if not dot:
            raise Invalid(f"{column!r} names no table; next: say \"table.column\"")
        schema, dot, table_name = target.rpartition(".")
        targets.add((schema if dot else None, table_name))
        names.append(name)
    if len(targets) != 1:
        raise Invalid(f"a foreign key refers to one table, and {columns!r} name {len(targets)}")
    schema, table_name = targets.pop()
    return schema, table_name, names


class ExcludeConstraint(Constraint):
    """No two rows whose values all satisfy their operators; PostgreSQL only.

    ``ExcludeConstraint(("period", "&&"), ("room", "="), using="gist")``
    """

    _fields = ("elements", "name", "using", "where", "deferral")

    def __init__(
        self,
        *elements: tuple[Any, str],
        name: str | None = None,
        using: str | None = None,
        where: Any = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        **_: Any,
    ) -> None:
        self.elements = [
            (expression_text(getattr(what, "name", what), "an element"), text(operator, "an operator"))
            for what, operator in elements
        ]
        self.name = name
        self.using = using
        self.where = None if where is None else expression_text(where, "a condition")
        self.deferral = deferral(deferrable, initially)

    def _lower(self) -> Any:
        types = wit()
        return types.Constraint_Exclusion(
            types.Exclusion(
                optional_text(self.name, "a name"),
                optional_text(self.using, "a method"),
                [types.ExclusionElement(what, operator) for what, operator in self.elements],
                self.where,
                types.Deferral[self.deferral],
            )
        )


def _timing(is_: Any) -> dict[str, Any]:
    name = is_.deferral.name
    return {
        "deferrable": True if name != "NOT_DEFERRABLE" else None,
        "initially": "DEFERRED" if name == "INITIALLY_DEFERRED" else None,
    }


def lift_constraint(is_: Any) -> Constraint:
    """A constraint of the host as one of these."""
    kind, is_ = type(is_).__name__.removeprefix("Constraint_"), is_.value
    if kind == "PrimaryKey":
        return PrimaryKeyConstraint(*is_.columns, name=is_.name, settings=lift_settings(is_.settings))
    if kind == "Unique":
        return UniqueConstraint(
            *is_.columns,
            name=is_.name,
            nulls_not_distinct=is_.nulls_not_distinct,
            settings=lift_settings(is_.settings),
            **_timing(is_),
        )
    if kind == "Check":
        return CheckConstraint(
            is_.expression, name=is_.name, not_valid=is_.not_valid, settings=lift_settings(is_.settings)
        )
    if kind == "ForeignKey":
        return ForeignKeyConstraint(
            is_.columns,
            is_.referred_columns,
            name=is_.name,
            onupdate=is_.on_update.name,
            ondelete=is_.on_delete.name,
            match="FULL" if is_.match_full else None,
            not_valid=is_.not_valid,
            referred_table=(is_.referred_table.schema, is_.referred_table.name),
            settings=lift_settings(is_.settings),
            **_timing(is_),
        )
    elements = [(element.expression, element.operator) for element in is_.elements]
    return ExcludeConstraint(*elements, name=is_.name, using=is_.method, where=is_.predicate, **_timing(is_))
