"""Views, enumerations, sequences, schemas and comments: what Alembic has no directive for. All of them are in ``op``."""

from __future__ import annotations

from typing import Any

from ._host import call, interface, object_name, optional_text, text, texts, wit
from .errors import Invalid
from .schema import Sequence, View


def _mode(if_exists: bool | None, cascade: bool) -> Any:
    return interface("ddl").DropMode(bool(if_exists), bool(cascade))


def _target(from_: Any, to: Any, schema: str | None) -> tuple[Any, Any]:
    return object_name(from_, schema), object_name(to if isinstance(to, tuple) else (schema, to))


def create_view(
    name: Any,
    query: Any = None,
    *,
    columns: Any = (),
    schema: str | None = None,
    or_replace: bool = False,
    materialized: bool = False,
    comment: str | None = None,
) -> None:
    """Creates a view; with ``or_replace`` in the place of one that stands. The query is the database's own SQL."""
    made = name
    if not isinstance(name, View):
        made = View(name, query, columns, schema=schema, materialized=materialized, comment=comment)
    call("ddl", "create_view", made._lower(), bool(or_replace))


def drop_view(name: Any, *, schema: str | None = None, if_exists: bool | None = None, cascade: bool = False) -> bool:
    """Drops a view, materialized or not. Whether it was there."""
    return bool(call("ddl", "drop_view", object_name(name, schema), _mode(if_exists, cascade)))


def rename_view(from_: Any, to: Any, *, schema: str | None = None) -> None:
    """Renames a view (not on SQLite)."""
    call("ddl", "rename_view", *_target(from_, to, schema))


def refresh_view(name: Any, *, schema: str | None = None, concurrently: bool = False) -> None:
    """Fills a materialized view anew (PostgreSQL)."""
    call("ddl", "refresh_view", object_name(name, schema), bool(concurrently))


def set_view_comment(name: Any, comment: str | None, *, schema: str | None = None) -> None:
    """Sets or drops the comment of a view (PostgreSQL)."""
    call("ddl", "set_view_comment", object_name(name, schema), optional_text(comment, "a comment"))


def set_index_comment(table_name: Any, index_name: str, comment: str | None, *, schema: str | None = None) -> None:
    """Sets or drops the comment of an index (PostgreSQL)."""
    given = optional_text(comment, "a comment")
    call("ddl", "set_index_comment", object_name(table_name, schema), text(index_name, "an index"), given)


def create_enum(name: Any, labels: Any, *, schema: str | None = None, if_not_exists: bool | None = None) -> bool:
    """Creates an enumeration type (PostgreSQL). Whether it was created."""
    made = wit().Enumeration(object_name(name, schema), texts(labels, "a label"))
    return bool(call("ddl", "create_enumeration", made, bool(if_not_exists)))


def add_enum_label(
    name: Any,
    label: str,
    *,
    schema: str | None = None,
    before: str | None = None,
    after: str | None = None,
    if_not_exists: bool | None = None,
) -> bool:
    """Adds a label, behind the last where no place is said. Whether it was added."""
    ddl = interface("ddl")
    if before is not None and after is not None:
        raise Invalid("a label goes before one or behind another, not both")
    if before is not None:
        place = ddl.LabelPosition_Before(text(before, "a label"))
    elif after is not None:
        place = ddl.LabelPosition_After(text(after, "a label"))
    else:
        place = ddl.LabelPosition_Last()
    return bool(call("ddl", "add_label", object_name(name, schema), text(label, "a label"), place, bool(if_not_exists)))


def rename_enum_label(name: Any, from_: str, to: str, *, schema: str | None = None) -> None:
    """Renames a label of an enumeration type."""
    call("ddl", "rename_label", object_name(name, schema), text(from_, "a label"), text(to, "a label"))


def rename_enum(from_: Any, to: Any, *, schema: str | None = None) -> None:
    """Renames an enumeration type."""
    call("ddl", "rename_enumeration", *_target(from_, to, schema))


def drop_enum(name: Any, *, schema: str | None = None, if_exists: bool | None = None, cascade: bool = False) -> bool:
    """Drops an enumeration type. Whether it was there."""
    return bool(call("ddl", "drop_enumeration", object_name(name, schema), _mode(if_exists, cascade)))


def _sequence(name: Any, schema: str | None, numbers: dict[str, Any]) -> Any:
    made = name if isinstance(name, Sequence) else Sequence(name, schema=schema, **numbers)
    return made._lower()


def create_sequence(name: Any, *, schema: str | None = None, if_not_exists: bool | None = None, **numbers: Any) -> bool:
    """Creates a sequence (PostgreSQL, MariaDB): ``start``, ``increment``, ``minvalue``, ``maxvalue``, ``cycle``, ``cache``.

    Whether it was created.
    """
    return bool(call("ddl", "create_sequence", _sequence(name, schema, numbers), bool(if_not_exists)))


def alter_sequence(name: Any, *, schema: str | None = None, **numbers: Any) -> None:
    """Changes a sequence's numbers: what isn't said stays."""
    call("ddl", "alter_sequence", _sequence(name, schema, numbers))


def rename_sequence(from_: Any, to: Any, *, schema: str | None = None) -> None:
    """Renames a sequence."""
    call("ddl", "rename_sequence", *_target(from_, to, schema))


def drop_sequence(name: Any, *, schema: str | None = None, if_exists: bool | None = None, cascade: bool = False) -> bool:
    """Drops a sequence. Whether it was there."""
    return bool(call("ddl", "drop_sequence", object_name(name, schema), _mode(if_exists, cascade)))


def create_schema(name: str, *, if_not_exists: bool | None = None) -> bool:
    """Creates a schema (PostgreSQL; a database on MySQL). Whether it was created."""
    return bool(call("ddl", "create_schema", text(name, "a schema"), bool(if_not_exists)))


def drop_schema(name: str, *, if_exists: bool | None = None, cascade: bool = False) -> bool:
    """Drops a schema. Whether it was there."""
    return bool(call("ddl", "drop_schema", text(name, "a schema"), _mode(if_exists, cascade)))


class CreateSequence:
    """``op.execute(CreateSequence(Sequence("numbers")))``, as SQLAlchemy says it."""

    def __init__(self, element: Sequence, if_not_exists: bool = False) -> None:
        self.element = element
        self.if_not_exists = if_not_exists

    def _run(self) -> None:
        create_sequence(self.element, if_not_exists=self.if_not_exists)


class DropSequence:
    """``op.execute(DropSequence(Sequence("numbers")))``, as SQLAlchemy says it."""

    def __init__(self, element: Sequence, if_exists: bool = False) -> None:
        self.element = element
        self.if_exists = if_exists

    def _run(self) -> None:
        drop_sequence(self.element, if_exists=self.if_exists)
