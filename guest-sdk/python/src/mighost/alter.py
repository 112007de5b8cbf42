"""Changes of a table: all of one :class:`AlterTable` are made in one go, at the end of its ``with`` block."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from ._host import call, interface, object_name, optional_text, text, wit
from .constraints import (
    CheckConstraint,
    Constraint,
    ExcludeConstraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
    column_names,
)
from .errors import Invalid
from .expression import expression_text, lower_default
from .indexes import Index
from .schema import Column, Computed, Identity
from .types import as_type

__all__ = ["AlterTable"]

_TYPES = ("foreignkey", "primary", "unique", "check", None)


class AlterTable:
    """What ``op.batch_alter_table`` and ``op.alter_table`` give: SQLite rebuilds the table once at most, MySQL alters it once.

    Nothing happens before the ``with`` block ends; where it ends with an exception, nothing happens at all. What Alembic
    has no directive for is here too, from :meth:`rename_column` on.
    """

    def __init__(self, table: Any, schema: str | None = None) -> None:
        self._table = object_name(table, schema)
        self._changes: list[Any] = []

    def __enter__(self) -> AlterTable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.run()

    def run(self) -> None:
        """Makes the changes now. At the end of a ``with`` block it is called by itself."""
        changes, self._changes = self._changes, []
        if changes:
            call("ddl", "alter_table", self._table, changes)

    def _add(self, kind: str, value: Any) -> None:
        self._changes.append(getattr(interface("ddl"), "Change_" + kind)(value))

    def _make(self, record: str, *fields: Any) -> Any:
        return getattr(interface("ddl"), record)(*fields)

    # ---- columns, in Alembic's words --------------------------------------------------------------------------------

    def add_column(
        self,
        column: Column,
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        first: bool = False,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Adds a column, with its foreign key, unique constraint, checks and index."""
        if not isinstance(column, Column):
            raise Invalid(f"{column!r} is no column; next: say Column(name, type)")
        if column.autoincrement is True and column.identity is None:
            column.identity = Identity()
        position = self._position(insert_before, insert_after, first)
        known = bool(if_not_exists)
        # What belongs to a column that stands already stands already too, or is none of this call's business.
        more = column.primary_key or column._constraints() or column._indexes()
        if known and (not more or call("inspect", "has_column", self._table, column.name)):
            self._add("AddColumn", self._make("AddColumn", column._lower(), position, True))
            return
        self._add("AddColumn", self._make("AddColumn", column._lower(), position, known))
        if column.primary_key:
            self.add_constraint(PrimaryKeyConstraint(column.name))
        for constraint in column._constraints():
            self.add_constraint(constraint)
        for index in column._indexes():
            self.add_index(index)

    def _position(self, before: str | None, after: str | None, first: bool) -> Any:
        if before is not None:
            names = [each.name for each in call("inspect", "columns", self._table)]
            if before not in names:
                raise Invalid(f"there is no column {before} in {self._table.name}")
            place = names.index(before)
            first, after = place == 0, names[place - 1] if place else None
        if first:
            return self._make("Position_First")
        return self._make("Position_Last") if after is None else self._make("Position_After", text(after, "a column"))

    def drop_column(self, column_name: str, *, if_exists: bool | None = None, **_: Any) -> None:
        """Drops a column, with the indexes and constraints that stand on it alone."""
        self._add("DropColumn", self._make("DropColumn", text(column_name, "a column"), bool(if_exists)))

    def alter_column(
        self,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: Any = False,
        server_default: Any = False,
        new_column_name: str | None = None,
        type_: Any = None,
        autoincrement: bool | None = None,
        using: str | None = None,
        existing_type: Any = None,
        **ignored: Any,
    ) -> None:
        """Changes what is named, and keeps everything else: no ``existing_*`` is needed, and what is given of it is ignored.

        ``False`` means "not given" for ``server_default`` and ``comment``, as in Alembic; ``None`` removes.
        """
        name = text(column_name, "a column")
        using = ignored.pop("postgresql_using", using)
        for keyword in ignored:
            if not keyword.startswith("existing_") and keyword not in ("insert_before", "insert_after"):
                raise Invalid(f"alter_column doesn't know `{keyword}`")
        if type_ is not None:
            self.set_type(name, type_, using=using)
        if nullable is not None:
            self.set_nullable(name, nullable)
        if server_default is not False:
            self._default(name, server_default, type_ if type_ is not None else existing_type)
        if comment is not False:
            self.set_column_comment(name, comment)
        if autoincrement is not None:
            self.set_identity(name, Identity() if autoincrement else None)
        if new_column_name is not None and new_column_name != name:
            self.rename_column(name, new_column_name)

    def _default(self, name: str, default: Any, type_: Any) -> None:
        if isinstance(default, Computed):
            self.set_generated(name, default)
        elif isinstance(default, Identity):
            self.set_identity(name, default)
        else:
            self.set_default(name, default, type_=type_)

    # ---- constraints and indexes, in Alembic's words ----------------------------------------------------------------

    def create_primary_key(self, constraint_name: str | None, columns: Any, **options: Any) -> None:
        """Adds a primary key."""
        self.add_constraint(PrimaryKeyConstraint(*column_names(columns), name=constraint_name, **options))

    def create_unique_constraint(self, constraint_name: str | None, columns: Any, **options: Any) -> None:
        """Adds a unique constraint."""
        self.add_constraint(UniqueConstraint(*column_names(columns), name=constraint_name, **options))

    def create_check_constraint(self, constraint_name: str | None, condition: Any, **options: Any) -> None:
        """Adds a check, whose condition is SQL."""
        if options.pop("deferrable", None) or options.pop("initially", None):
            raise Invalid("no database here has checks that wait; next: leave out deferrable and initially")
        self.add_constraint(CheckConstraint(condition, name=constraint_name, **options))

    def create_foreign_key(
        self,
        constraint_name: str | None,
        referent_table: str,
        local_cols: Any,
        remote_cols: Any,
        *,
        referent_schema: str | None = None,
        **options: Any,
    ) -> None:
        """Adds a foreign key."""
        self.add_constraint(
            ForeignKeyConstraint(
                column_names(local_cols),
                column_names(remote_cols),
                name=constraint_name,
                referred_table=(referent_schema, text(referent_table, "a table")),
                **options,
            )
        )

    def create_exclude_constraint(self, constraint_name: str | None, *elements: Any, **options: Any) -> None:
        """Adds an exclusion constraint (PostgreSQL)."""
        self.add_constraint(ExcludeConstraint(*elements, name=constraint_name, **options))

    def drop_constraint(
        self, constraint_name: str, type_: str | None = None, *, if_exists: bool | None = None
    ) -> None:
        """Drops a constraint by its name. The type is looked up; for one without a name see :meth:`drop_unique`."""
        if type_ not in _TYPES:
            raise Invalid(f"type_ is one of foreignkey, primary, unique and check, and not {type_!r}")
        if constraint_name is None:
            if type_ != "primary":
                raise Invalid("a constraint without a name is dropped by what it is; next: drop_unique, drop_foreign_key, drop_check")
            self.drop_primary_key(if_exists=bool(if_exists))
            return
        self._drop(wit().ConstraintKey_Name(text(constraint_name, "a constraint")), if_exists)

    def create_index(self, index_name: str | None, columns: Any, *, if_not_exists: bool | None = None, **options: Any) -> None:
        """Adds an index; the options are those of ``op.create_index``."""
        if options.pop("postgresql_concurrently", False):
            raise Invalid("an index can't be built concurrently inside a change of the table; next: op.create_index")
        listed = columns if isinstance(columns, (list, tuple)) else [columns]
        self.add_index(Index(index_name, *listed, **options), if_not_exists=bool(if_not_exists))

    def drop_index(self, index_name: str, *, if_exists: bool | None = None, **_: Any) -> None:
        """Drops an index of this table."""
        self._add("DropIndex", self._make("DropTableIndex", text(index_name, "an index"), bool(if_exists)))

    def create_table_comment(self, comment: str | None, **_: Any) -> None:
        """Sets the table's comment."""
        self.set_comment(comment)

    def drop_table_comment(self, **_: Any) -> None:
        """Drops the table's comment."""
        self.set_comment(None)

    def execute(self, sqltext: Any, **_: Any) -> None:
        """Runs SQL at once, before the changes of this block are made."""
        from .bind import run

        run(sqltext)

    def f(self, name: str) -> str:
        """The name as it is."""
        return name

    def get_bind(self) -> Any:
        """See :func:`mighost.op.get_bind`."""
        from .bind import Connection

        return Connection()

    # ---- what Alembic has no directive for --------------------------------------------------------------------------

    def rename_column(self, from_: str, to: str) -> None:
        """Renames a column, everywhere that it is named."""
        self._add("RenameColumn", self._make("Rename", text(from_, "a column"), text(to, "a column")))

    def set_type(self, column: str, type_: Any, *, using: Any = None) -> None:
        """A new type; ``using`` is how the new value is computed from the old, as the database writes it."""
        how = None if using is None else expression_text(using, "using")
        self._add("SetType", self._make("SetType", text(column, "a column"), as_type(type_)._lower(), how))

    def set_nullable(self, column: str, nullable: bool = True) -> None:
        """Allows or forbids NULL."""
        self._add("SetNullable", self._make("SetNullable", text(column, "a column"), bool(nullable)))

    def set_default(self, column: str, default: Any, *, type_: Any = None) -> None:
        """A default; ``None`` drops it, ``null()`` is NULL."""
        lowered = None if default is None else lower_default(default, None if type_ is None else as_type(type_))
        self._add("SetDefault", self._make("SetDefault", text(column, "a column"), lowered))

    def set_generated(self, column: str, computed: Computed | None) -> None:
        """How a column is computed; ``None`` makes it an ordinary column that keeps its values."""
        how = None if computed is None else computed._lower()
        self._add("SetGenerated", self._make("SetGenerated", text(column, "a column"), how))

    def set_identity(self, column: str, identity: Identity | None) -> None:
        """How a column numbers its rows; ``None`` makes it an ordinary column."""
        how = None if identity is None else identity._lower()
        self._add("SetIdentity", self._make("SetIdentity", text(column, "a column"), how))

    def set_collation(self, column: str, collation: str | None) -> None:
        """A collation; ``None`` drops it."""
        made = self._make("SetText", text(column, "a column"), optional_text(collation, "a collation"))
        self._add("SetCollation", made)

    def set_column_comment(self, column: str, comment: str | None) -> None:
        """A column's comment; ``None`` drops it."""
        made = self._make("SetText", text(column, "a column"), optional_text(comment, "a comment"))
        self._add("SetColumnComment", made)

    def move_column(
        self, column: str, *, first: bool = False, after: str | None = None, before: str | None = None
    ) -> None:
        """Moves a column (SQLite, MySQL); without a place, behind the last."""
        made = self._make("MoveColumn", text(column, "a column"), self._position(before, after, first))
        self._add("MoveColumn", made)

    def set_column_setting(self, column: str, name: str, value: str | None = "") -> None:
        """A setting of a column that only some databases have; ``None`` drops it."""
        given = optional_text(value, "a setting's value")
        self._add("SetColumnSetting", self._make("SetColumnSetting", text(column, "a column"), text(name, "a setting"), given))

    def add_constraint(self, constraint: Constraint, *, if_not_exists: bool = False) -> None:
        """Adds a constraint."""
        self._add("AddConstraint", self._make("AddConstraint", constraint._lower(), bool(if_not_exists)))

    def _drop(self, key: Any, if_exists: bool | None) -> None:
        self._add("DropConstraint", self._make("DropConstraint", key, bool(if_exists)))

    def drop_primary_key(self, *, if_exists: bool = False) -> None:
        """Drops the primary key, whatever its name."""
        self._drop(wit().ConstraintKey_PrimaryKey(), if_exists)

    def drop_unique(self, columns: Any, *, if_exists: bool = False) -> None:
        """Drops the unique constraint over exactly these columns, whatever its name."""
        self._drop(wit().ConstraintKey_Unique(column_names(columns)), if_exists)

    def drop_foreign_key(self, columns: Any, *, if_exists: bool = False) -> None:
        """Drops the foreign key of exactly these columns, whatever its name."""
        self._drop(wit().ConstraintKey_ForeignKey(column_names(columns)), if_exists)

    def drop_check(self, condition: Any, *, if_exists: bool = False) -> None:
        """Drops the check with exactly this condition, whatever its name."""
        self._drop(wit().ConstraintKey_Check(expression_text(condition, "a condition")), if_exists)

    def rename_constraint(self, from_: str, to: str) -> None:
        """Renames a constraint."""
        self._add("RenameConstraint", self._make("Rename", text(from_, "a constraint"), text(to, "a constraint")))

    def validate_constraint(self, name: str) -> None:
        """Checks the rows that a ``not_valid`` constraint passed over (PostgreSQL)."""
        self._add("ValidateConstraint", text(name, "a constraint"))

    def add_index(self, index: Index, *, if_not_exists: bool = False) -> None:
        """Adds an index."""
        self._add("AddIndex", self._make("AddIndex", index._lower(self._table.name), bool(if_not_exists)))

    def set_comment(self, comment: str | None) -> None:
        """The table's comment; ``None`` drops it."""
        self._add("SetTableComment", optional_text(comment, "a comment"))

    def set_setting(self, name: str, value: str = "") -> None:
        """A setting of the table that only some databases have, such as ``strict`` or ``engine``."""
        self._add("SetSetting", wit().Setting(text(name, "a setting"), text(value, "a setting's value")))

    def drop_setting(self, name: str) -> None:
        """Drops a setting of the table."""
        self._add("DropSetting", text(name, "a setting"))
