"""Alembic's operations, and those that it doesn't have.

.. code-block:: python

    from mighost import op, Column, Integer, String

    def upgrade():
        op.create_table("people", Column("id", Integer, primary_key=True), Column("name", String(100), nullable=False))

    def downgrade():
        op.drop_table("people")

Every function here is one operation: the host checks it against the grants, looks up what stands there now, writes it in
the database's own SQL and runs it, in the step's transaction. A call fails with :class:`mighost.Invalid` where the schema
isn't as the call assumes, and ``if_exists`` and ``if_not_exists`` work on every database.
"""

from __future__ import annotations

from typing import Any

from ._host import call, interface, object_name, text
from .alter import AlterTable
from .bind import Connection, run
from .errors import Invalid, Unsupported
from .indexes import Index
from .objects import (
    add_enum_label,
    alter_sequence,
    create_enum,
    create_schema,
    create_sequence,
    create_view,
    drop_enum,
    drop_schema,
    drop_sequence,
    drop_view,
    refresh_view,
    rename_enum,
    rename_enum_label,
    rename_sequence,
    rename_view,
    set_index_comment,
    set_view_comment,
)
from .schema import Column
from .statements import insert_rows
from ._table import Table

__all__ = [
    "add_column", "add_enum_label", "alter_column", "alter_sequence", "alter_table", "batch_alter_table", "bulk_insert",
    "create_check_constraint", "create_enum", "create_exclude_constraint", "create_foreign_key", "create_index",
    "create_primary_key", "create_schema", "create_sequence", "create_table", "create_table_comment",
    "create_unique_constraint", "create_view", "drop_column", "drop_constraint", "drop_enum", "drop_index", "drop_schema",
    "drop_sequence", "drop_table", "drop_table_comment", "drop_view", "execute", "f", "get_bind", "get_context",
    "inline_literal", "refresh_view", "rename_enum", "rename_enum_label", "rename_index", "rename_sequence",
    "rename_table", "rename_view", "set_index_comment", "set_view_comment",
]  # fmt: skip


# ---- tables ---------------------------------------------------------------------------------------------------------


def create_table(table_name: Any, *items: Any, if_not_exists: bool | None = None, **options: Any) -> Table:
    """Creates a table with its columns, constraints and indexes.

    What stands in it: :class:`~mighost.Column`, :class:`~mighost.PrimaryKeyConstraint`, …, :class:`~mighost.Index`. Options:
    ``schema``, ``comment``, ``settings={"strict": ""}`` (what only some databases have; SQLAlchemy's keywords such as
    ``mysql_engine="InnoDB"`` mean the same). A :class:`~mighost.Table`, as ``inspect().table(…)`` gives one, is taken whole.

    Gives the table, for :func:`bulk_insert`; its ``created`` is false where ``if_not_exists`` found one.
    """
    made = table_name if isinstance(table_name, Table) else Table(table_name, *items, **options)
    made.created = bool(call("ddl", "create_table", made._lower(), bool(if_not_exists)))
    return made


def drop_table(table_name: Any, *, schema: str | None = None, if_exists: bool | None = None, cascade: bool = False, **_: Any) -> bool:
    """Drops a table and its indexes. Whether it was there."""
    mode = interface("ddl").DropMode(bool(if_exists), bool(cascade))
    return bool(call("ddl", "drop_table", object_name(table_name, schema), mode))


def rename_table(old_table_name: Any, new_table_name: Any, *, schema: str | None = None) -> None:
    """Renames a table; what refers to it follows. A target in another schema, ``("schema", "name")``, moves it."""
    target = new_table_name if isinstance(new_table_name, tuple) else (schema, new_table_name)
    call("ddl", "rename_table", object_name(old_table_name, schema), object_name(target))


def alter_table(table_name: Any, *, schema: str | None = None) -> AlterTable:
    """Several changes of one table in one go; :class:`mighost.alter.AlterTable` has them.

    .. code-block:: python

        with op.alter_table("people") as people:
            people.add_column(Column("email", String(200)))
            people.rename_column("nick", "nickname")
    """
    return AlterTable(table_name, schema)


def batch_alter_table(table_name: Any, schema: str | None = None, **_: Any) -> AlterTable:
    """The same in Alembic's words. ``recreate``, ``copy_from``, ``reflect_args`` and so on are ignored: the host knows the table."""
    return AlterTable(table_name, schema)


def create_table_comment(table_name: Any, comment: str | None, *, schema: str | None = None, **_: Any) -> None:
    """Sets a table's comment."""
    with AlterTable(table_name, schema) as change:
        change.set_comment(comment)


def drop_table_comment(table_name: Any, *, schema: str | None = None, **_: Any) -> None:
    """Drops a table's comment."""
    create_table_comment(table_name, None, schema=schema)


# ---- columns --------------------------------------------------------------------------------------------------------


def add_column(table_name: Any, column: Column, *, schema: str | None = None, **options: Any) -> None:
    """Adds a column, with its foreign key, unique constraint, checks and index.

    Options: ``if_not_exists``, and where it goes: ``insert_before``, ``insert_after``, ``first`` (PostgreSQL adds at the end).
    """
    with AlterTable(table_name, schema) as change:
        change.add_column(column, **options)


def drop_column(table_name: Any, column_name: str, *, schema: str | None = None, if_exists: bool | None = None, **_: Any) -> None:
    """Drops a column, with the indexes and constraints that stand on it alone."""
    with AlterTable(table_name, schema) as change:
        change.drop_column(column_name, if_exists=if_exists)


def alter_column(table_name: Any, column_name: str, *, schema: str | None = None, **changes: Any) -> None:
    """Changes a column; see :meth:`mighost.alter.AlterTable.alter_column`. What isn't named stays."""
    with AlterTable(table_name, schema) as change:
        change.alter_column(column_name, **changes)


# ---- constraints ----------------------------------------------------------------------------------------------------


def create_primary_key(constraint_name: str | None, table_name: Any, columns: Any, *, schema: str | None = None, **options: Any) -> None:
    """Adds a primary key."""
    with AlterTable(table_name, schema) as change:
        change.create_primary_key(constraint_name, columns, **options)


def create_unique_constraint(constraint_name: str | None, table_name: Any, columns: Any, *, schema: str | None = None, **options: Any) -> None:
    """Adds a unique constraint."""
    with AlterTable(table_name, schema) as change:
        change.create_unique_constraint(constraint_name, columns, **options)


def create_check_constraint(constraint_name: str | None, table_name: Any, condition: Any, *, schema: str | None = None, **options: Any) -> None:
    """Adds a check, whose condition is SQL."""
    with AlterTable(table_name, schema) as change:
        change.create_check_constraint(constraint_name, condition, **options)


def create_foreign_key(
    constraint_name: str | None,
    source_table: Any,
    referent_table: str,
    local_cols: Any,
    remote_cols: Any,
    *,
    source_schema: str | None = None,
    **options: Any,
) -> None:
    """Adds a foreign key. Options: ``ondelete``, ``onupdate``, ``deferrable``, ``initially``, ``match``, ``referent_schema``."""
    with AlterTable(source_table, source_schema) as change:
        change.create_foreign_key(constraint_name, referent_table, local_cols, remote_cols, **options)


def create_exclude_constraint(constraint_name: str | None, table_name: Any, *elements: Any, schema: str | None = None, **options: Any) -> None:
    """Adds an exclusion constraint (PostgreSQL)."""
    with AlterTable(table_name, schema) as change:
        change.create_exclude_constraint(constraint_name, *elements, **options)


def drop_constraint(
    constraint_name: str,
    table_name: Any,
    type_: str | None = None,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
) -> None:
    """Drops a constraint by its name, on every database. One without a name: ``op.alter_table(…).drop_unique(columns)``."""
    with AlterTable(table_name, schema) as change:
        change.drop_constraint(constraint_name, type_, if_exists=if_exists)


# ---- indexes --------------------------------------------------------------------------------------------------------


def create_index(
    index_name: str | None,
    table_name: Any,
    columns: Any,
    *,
    schema: str | None = None,
    unique: bool = False,
    if_not_exists: bool | None = None,
    concurrently: bool = False,
    **options: Any,
) -> bool:
    """Builds an index. Whether it was built.

    A column is a name, ``text("lower(name)")``, ``func.lower("name")``, ``desc("born")`` or
    :class:`part(…) <mighost.part>`. Options: ``where``, ``method``, ``include``, ``nulls_not_distinct``, ``comment``,
    ``settings``, and SQLAlchemy's ``postgresql_where``, ``sqlite_where``, ``postgresql_using``, ``mysql_length``, ….
    ``concurrently`` doesn't stop writers (PostgreSQL), in a revision with ``transaction = "none"``.
    """
    without_stopping = bool(options.pop("postgresql_concurrently", concurrently))
    listed = columns if isinstance(columns, (list, tuple)) else [columns]
    index = Index(index_name, *listed, unique=unique, **options)
    table = object_name(table_name, schema)
    mode = interface("ddl").IndexMode(bool(if_not_exists), without_stopping)
    return bool(call("ddl", "create_index", table, index._lower(table.name), mode))


def drop_index(
    index_name: str,
    table_name: Any = None,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
    concurrently: bool = False,
    **options: Any,
) -> bool:
    """Drops an index. Whether it was there. Without a table, the one that has it is looked for."""
    name = text(index_name, "an index")
    table = _table_of(name, schema) if table_name is None else object_name(table_name, schema)
    if table is None:
        if if_exists:
            return False
        raise Invalid(f"no table has an index {name}; next: check the name, or say if_exists=True")
    mode = interface("ddl").IndexMode(bool(if_exists), bool(options.get("postgresql_concurrently", concurrently)))
    return bool(call("ddl", "drop_index", table, name, mode))


def _table_of(index: str, schema: str | None) -> Any:
    for table in call("inspect", "tables", schema):
        if call("inspect", "has_index", table, index):
            return table
    return None


def rename_index(table_name: Any, from_: str, to: str, *, schema: str | None = None) -> None:
    """Renames an index of a table."""
    call("ddl", "rename_index", object_name(table_name, schema), text(from_, "an index"), text(to, "an index"))


# ---- rows and SQL ---------------------------------------------------------------------------------------------------


def bulk_insert(table: Any, rows: list[dict[str, Any]], *, multiinsert: bool = True) -> int:
    """Inserts rows, given as dictionaries: through the interface ``data``, without SQL. The number of rows inserted."""
    return insert_rows(table, rows)


def execute(sqltext: Any, *, execution_options: Any = None) -> None:
    """Runs one statement: a text or ``text("…")`` as raw SQL, which the script must declare (``# mighost: uses sql``); or
    ``insert``, ``update`` or ``delete`` of a :func:`mighost.table`, without.

    Raw SQL is one statement a call.
    """
    run(sqltext)


def get_bind() -> Connection:
    """SQLAlchemy's connection, as far as a migration may have one: see :mod:`mighost.bind`."""
    return Connection()


def inline_literal(value: Any, type_: Any = None) -> Any:
    """The value: it is bound, never written into SQL."""
    return value


def f(name: str) -> str:
    """The name as it is: no naming convention is applied anyway."""
    return name


class _Context:
    """What scripts ask Alembic's migration context for."""

    def __init__(self) -> None:
        self.bind = Connection()
        self.connection = self.bind
        self.dialect = self.bind.dialect
        self.as_sql = False

    def autocommit_block(self) -> Any:
        """Nothing in a revision with ``transaction = "none"``, where each operation commits by itself; elsewhere refused."""
        from ._script import commits_by_itself

        if not commits_by_itself():
            raise Unsupported(
                'the host owns the step\'s transaction; next: say transaction = "none" beside revision = …, and each '
                "operation of this revision commits by itself"
            )
        from contextlib import nullcontext

        return nullcontext()


def get_context() -> Any:
    """The dialect, the bind and ``autocommit_block()``."""
    return _Context()


def is_offline_mode() -> bool:
    """Never: `mighost plan` runs the migration itself."""
    return False
