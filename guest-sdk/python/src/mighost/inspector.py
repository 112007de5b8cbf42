"""Reading the schema as it is now: what the step has changed is seen at once."""

from __future__ import annotations

from typing import Any

from ._host import call, object_name, optional_text, text
from .constraints import (
    CheckConstraint,
    Constraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
    lift_constraint,
)
from .expression import written_default
from .indexes import Index, lift_index
from .schema import Column, Enumeration, Sequence, Trigger, View, lift_column, lift_identity
from ._table import Table, lift_table

__all__ = ["Inspector", "inspect"]


def inspect(bind: Any = None) -> Inspector:
    """What reads the schema. The argument is SQLAlchemy's and ignored: there is one database here."""
    return Inspector()


class Inspector:
    """Reads the schema. Nothing is kept: every call looks anew.

    The short names give what scripts write (:class:`~mighost.Column`, :class:`~mighost.Table`, …); those that begin with
    ``get_`` are SQLAlchemy's and give its dictionaries.
    """

    # ---- in the words of mighost ------------------------------------------------------------------------------------

    def has_table(self, table_name: Any, schema: str | None = None, **_: Any) -> bool:
        """Whether a table exists."""
        return bool(call("inspect", "has_table", object_name(table_name, schema)))

    def has_column(self, table_name: Any, column_name: str, schema: str | None = None) -> bool:
        """Whether a table exists and has that column."""
        return bool(call("inspect", "has_column", object_name(table_name, schema), text(column_name, "a column")))

    def has_index(self, table_name: Any, index_name: str, schema: str | None = None, **_: Any) -> bool:
        """Whether a table exists and has an index of that name."""
        return bool(call("inspect", "has_index", object_name(table_name, schema), text(index_name, "an index")))

    def has_constraint(self, table_name: Any, constraint_name: str, schema: str | None = None) -> bool:
        """Whether a table exists and has a constraint of that name."""
        name = text(constraint_name, "a constraint")
        return bool(call("inspect", "has_constraint", object_name(table_name, schema), name))

    def tables(self, schema: str | None = None) -> list[str]:
        """The tables of a schema, by name; of the default one where none is said."""
        return _names("tables", schema)

    def table(self, table_name: Any, schema: str | None = None) -> Table | None:
        """One table whole; ``None`` where it doesn't exist."""
        found = call("inspect", "table", object_name(table_name, schema))
        return None if found is None else lift_table(found)

    def columns(self, table_name: Any, schema: str | None = None) -> list[Column]:
        """The columns of a table; :class:`mighost.Invalid` where it doesn't exist."""
        return [lift_column(each) for each in call("inspect", "columns", object_name(table_name, schema))]

    def indexes(self, table_name: Any, schema: str | None = None) -> list[Index]:
        """The indexes of a table; :class:`mighost.Invalid` where it doesn't exist."""
        return [lift_index(each) for each in call("inspect", "indexes", object_name(table_name, schema))]

    def constraints(self, table_name: Any, schema: str | None = None) -> list[Constraint]:
        """The constraints of a table; :class:`mighost.Invalid` where it doesn't exist."""
        return [lift_constraint(each) for each in call("inspect", "constraints", object_name(table_name, schema))]

    def triggers(self, table_name: Any, schema: str | None = None) -> list[Trigger]:
        """The triggers of a table or view; :class:`mighost.Invalid` where it doesn't exist."""
        found = call("inspect", "triggers", object_name(table_name, schema))
        return [Trigger(each.name, each.table.name, each.definition) for each in found]

    def views(self, schema: str | None = None) -> list[str]:
        """The views of a schema, by name, materialized ones too."""
        return _names("views", schema)

    def view(self, view_name: Any, schema: str | None = None) -> View | None:
        """One view; ``None`` where it doesn't exist."""
        is_ = call("inspect", "view", object_name(view_name, schema))
        if is_ is None:
            return None
        return View(
            is_.name.name,
            is_.query,
            is_.columns,
            schema=is_.name.schema,
            materialized=is_.materialized,
            comment=is_.comment,
        )

    def sequences(self, schema: str | None = None) -> list[str]:
        """The sequences of a schema, by name. Empty where the database has none."""
        return _names("sequences", schema)

    def sequence(self, sequence_name: Any, schema: str | None = None) -> Sequence | None:
        """One sequence; ``None`` where it doesn't exist."""
        is_ = call("inspect", "sequence", object_name(sequence_name, schema))
        if is_ is None:
            return None
        found = Sequence(is_.name.name, schema=is_.name.schema)
        found.numbers = lift_identity(is_.numbers)
        return found

    def enums(self, schema: str | None = None) -> list[Enumeration]:
        """The enumeration types of a schema, by name. Empty where the database has none."""
        found = call("inspect", "enumerations", optional_text(schema, "a schema"))
        return [Enumeration(each.name.name, each.labels, schema=each.name.schema) for each in found]

    def schemas(self) -> list[str]:
        """The schemas, by name, without the database's own. On SQLite: ``main``."""
        return list(call("inspect", "schemas"))

    # ---- in SQLAlchemy's --------------------------------------------------------------------------------------------

    get_table_names = tables
    get_view_names = views
    get_sequence_names = sequences
    get_schema_names = schemas

    def has_schema(self, schema_name: str) -> bool:
        """Whether a schema exists."""
        return schema_name in self.schemas()

    def has_sequence(self, sequence_name: str, schema: str | None = None) -> bool:
        """Whether a sequence exists."""
        return sequence_name in self.sequences(schema)

    def get_columns(self, table_name: Any, schema: str | None = None, **_: Any) -> list[dict[str, Any]]:
        """The columns as dictionaries: ``name``, ``type``, ``nullable``, ``default`` (as SQL), ``autoincrement``, ``comment``, …."""
        key = self.get_pk_constraint(table_name, schema)["constrained_columns"]
        found = []
        for each in self.columns(table_name, schema):
            described: dict[str, Any] = {
                "name": each.name,
                "type": each.type,
                "nullable": each.nullable,
                "default": written_default(each.server_default),
                "autoincrement": each.identity is not None,
                "primary_key": key.index(each.name) + 1 if each.name in key else 0,
                "comment": each.comment,
            }
            if each.computed is not None:
                described["computed"] = {"sqltext": each.computed.sqltext, "persisted": each.computed.persisted}
            if each.identity is not None:
                described["identity"] = {name: getattr(each.identity, name) for name in each.identity._fields}
            found.append(described)
        return found

    def get_pk_constraint(self, table_name: Any, schema: str | None = None, **_: Any) -> dict[str, Any]:
        """The primary key: ``constrained_columns`` and ``name``."""
        for each in self.constraints(table_name, schema):
            if isinstance(each, PrimaryKeyConstraint):
                return {"constrained_columns": list(each.columns), "name": each.name, "comment": None}
        return {"constrained_columns": [], "name": None, "comment": None}

    def get_foreign_keys(self, table_name: Any, schema: str | None = None, **_: Any) -> list[dict[str, Any]]:
        """The foreign keys: ``name``, ``constrained_columns``, ``referred_table``, ``referred_columns``, ``options``."""
        found = []
        for each in self.constraints(table_name, schema):
            if not isinstance(each, ForeignKeyConstraint):
                continue
            options: dict[str, Any] = {}
            for option, action in (("ondelete", each.ondelete), ("onupdate", each.onupdate)):
                if action != "NO ACTION":
                    options[option] = action
            if each.deferral != "NOT_DEFERRABLE":
                options["deferrable"] = True
                options["initially"] = each.deferral.removeprefix("INITIALLY_")
            found.append(
                {
                    "name": each.name,
                    "constrained_columns": list(each.columns),
                    "referred_schema": each.referred_schema,
                    "referred_table": each.referred_table,
                    "referred_columns": list(each.referred_columns),
                    "options": options,
                    "comment": None,
                }
            )
        return found

    def get_unique_constraints(self, table_name: Any, schema: str | None = None, **_: Any) -> list[dict[str, Any]]:
        """The unique constraints: ``name`` and ``column_names``."""
        return [
            {"name": each.name, "column_names": list(each.columns), "comment": None}
            for each in self.constraints(table_name, schema)
            if isinstance(each, UniqueConstraint)
        ]

    def get_check_constraints(self, table_name: Any, schema: str | None = None, **_: Any) -> list[dict[str, Any]]:
        """The checks: ``name`` and ``sqltext``."""
        return [
            {"name": each.name, "sqltext": each.expression, "comment": None}
            for each in self.constraints(table_name, schema)
            if isinstance(each, CheckConstraint)
        ]

    def get_indexes(self, table_name: Any, schema: str | None = None, **_: Any) -> list[dict[str, Any]]:
        """The indexes: ``name``, ``column_names`` (``None`` for an expression), ``expressions``, ``unique``."""
        found = []
        for each in self.indexes(table_name, schema):
            described: dict[str, Any] = {
                "name": each.name,
                "column_names": [part.column for part in each.parts],
                "unique": each.unique,
                "include_columns": list(each.include),
                "dialect_options": {},
            }
            if any(part.expression is not None for part in each.parts):
                described["expressions"] = [part.expression or part.column for part in each.parts]
            found.append(described)
        return found

    def get_table_comment(self, table_name: Any, schema: str | None = None, **_: Any) -> dict[str, str | None]:
        """The comment, as ``text``."""
        table = self.table(table_name, schema)
        return {"text": None if table is None else table.comment}

    def get_view_definition(self, view_name: Any, schema: str | None = None, **_: Any) -> str | None:
        """A view's query."""
        view = self.view(view_name, schema)
        return None if view is None else view.query

    def get_enums(self, schema: str | None = None, **_: Any) -> list[dict[str, Any]]:
        """The enumeration types: ``name``, ``schema`` and ``labels``."""
        return [{"name": each.name, "schema": each.schema, "labels": each.labels} for each in self.enums(schema)]

    def clear_cache(self) -> None:
        """Nothing is kept."""


def _names(function: str, schema: str | None) -> list[str]:
    return [each.name for each in call("inspect", function, optional_text(schema, "a schema"))]
