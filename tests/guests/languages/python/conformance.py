"""Everything that the contract has

Calls everything in the contract that SQLite can do, checks what came of it, and refuses to run where something differs.
What SQLite can't do must be refused as unsupported and change nothing. The same operations in the same order as the Rust
conformance guest's: a test compares the two.

The upgrade leaves its tables behind for the downgrade to find and undo.
"""

# mighost: uses sql, schemas

import datetime
import decimal
import uuid

import mighost as sa
from mighost import Column, Index, context, desc, func, inspect, op, part, report, rows, sql, text, veto
from mighost.schema import Identity

revision = "conformance"
down_revision = None
branch_labels = ("everything",)
created = "2026-01-31T12:00:00Z"
transaction = "step"

TABLES = ["c_types", "c_parent", "c_child", "c_strict", "c_rowless", "c_like_parent", "c_values", "c_rows", "c_changed"]


def upgrade():
    where_it_runs("up")
    parts = [
        ("tables", create_tables),
        ("changes", change_a_table),
        ("indexes", indexes),
        ("objects", objects),
        ("values", values_both_ways),
        ("rows", rows_of_a_table),
        ("raw SQL", statements),
    ]
    for done, (name, run) in enumerate(parts):
        report.debug(name)
        report.progress(done, len(parts))
        run()
    report.progress(len(parts))
    report.info("everything holds")
    report.warn("a warning that is kept")


def downgrade():
    where_it_runs("down")
    holds("the view was there", op.drop_view("c_view"))
    holds("the view is dropped once", not op.drop_view("c_view", if_exists=True))
    # A table that others refer to is dropped behind them.
    for name in ["c_child", *TABLES]:
        op.drop_table(name, if_exists=True)
    holds("a table that isn't there isn't dropped", not op.drop_table("c_types", if_exists=True))
    invalid("dropping a table that isn't there", op.drop_table, "c_types")
    same("tables left", [name for name in inspect().tables() if name.startswith("c_")], [])
    same("views left", inspect().views(), [])


def where_it_runs(direction):
    same("the dialect", context.dialect(), "sqlite")
    holds("the server's version begins with 3.", context.server_version().startswith("3."))
    same("the revision", context.revision(), "conformance")
    same("the package", context.package(), None)
    same("the direction", context.direction(), direction)
    same("an argument that wasn't given", context.argument("never given"), None)
    for key, _ in context.arguments():
        holds("an argument that was given is found by its key", context.argument(key) is not None)


# ---- how a difference is said ---------------------------------------------------------------------------------------


def same(what, is_, should):
    if type(is_) is not type(should) and not isinstance(is_, list) or is_ != should:
        veto(f"{what} is {is_!r}, not {should!r}")


def holds(what, it):
    if not it:
        veto(f"this doesn't hold: {what}")


def raises(kind, what, function, *arguments, **keywords):
    try:
        gave = function(*arguments, **keywords)
    except kind as error:
        holds(f"the error of {what} says something", error.message)
        return error
    except sa.Error as error:
        veto(f"{what} gave {error!r}, not {kind.__name__}")
    veto(f"{what} gave {gave!r}, not {kind.__name__}")


def unsupported(what, function, *arguments, **keywords):
    raises(sa.Unsupported, what, function, *arguments, **keywords)


def invalid(what, function, *arguments, **keywords):
    raises(sa.Invalid, what, function, *arguments, **keywords)


def database(what, code, function, *arguments, **keywords):
    same(f"the code of {what}", raises(sa.DatabaseError, what, function, *arguments, **keywords).code, code)


def table(name):
    return inspect().table(name) or veto(f"there is no table {name}")


def column_of(name, column):
    return table(name).columns[column]


def change(name, *calls):
    """Changes of a table, each a method's name and its arguments, in one go."""
    with op.alter_table(name) as it:
        for method, *arguments in calls:
            keywords = arguments.pop() if arguments and isinstance(arguments[-1], dict) else {}
            getattr(it, method)(*arguments, **keywords)


# ---- tables ---------------------------------------------------------------------------------------------------------


def create_tables():
    types()
    whole()
    options()
    existing()
    tables_refused()


def types():
    kept = [
        Column("a_boolean", sa.Boolean),
        Column("a_tinyint", sa.TinyInteger),
        Column("a_smallint", sa.SmallInteger),
        Column("a_mediumint", sa.MediumInteger),
        Column("an_integer", sa.Integer),
        Column("a_bigint", sa.BigInteger),
        Column("a_decimal", sa.Numeric(10, 2)),
        Column("a_numeric", sa.Numeric()),
        Column("a_real", sa.REAL),
        Column("a_double", sa.Double),
        Column("a_char", sa.CHAR(3)),
        Column("a_varchar", sa.String(20)),
        Column("a_varchar_unbounded", sa.String),
        Column("a_text", sa.Text),
        Column("a_binary", sa.BINARY(16)),
        Column("a_varbinary", sa.VARBINARY(32)),
        Column("a_blob", sa.LargeBinary),
        Column("a_date", sa.Date),
        Column("a_time", sa.Time),
        Column("a_time_3", sa.Time(precision=3)),
        Column("a_time_zoned", sa.Time(timezone=True)),
        Column("a_timestamp", sa.DateTime),
        Column("a_timestamp_6", sa.DateTime(precision=6)),
        Column("a_timestamp_zoned", sa.DateTime(timezone=True)),
        Column("a_json", sa.JSON),
        Column("a_uuid", sa.Uuid),
        Column("a_native", sa.NativeType("POINT")),
    ]
    # What SQLite keeps as something else.
    changed = [
        (Column("a_long_text", sa.Text("long")), sa.Text()),
        (Column("a_tiny_blob", sa.LargeBinary("tiny")), sa.LargeBinary()),
        (Column("a_jsonb", sa.JSONB), sa.JSON()),
        (Column("an_enumeration", sa.Enum("red", "green")), sa.String(5)),
        (Column("a_named_enumeration", sa.Enum("red", "green", name="colour")), sa.String(5)),
    ]
    created = op.create_table("c_types", *kept, *(column for column, _ in changed))
    holds("the table is new", created.created)
    expected = [(column.name, column.type) for column in kept]
    expected += [(column.name, is_) for column, is_ in changed]
    is_ = [(column.name, column.type) for column in inspect().columns("c_types")]
    same("the number of columns", len(is_), len(expected))
    for each, should in zip(is_, expected, strict=True):
        same("a column", each, should)
    blue = rows("c_types").insert
    database("a label that isn't one", "SQLITE_CONSTRAINT_CHECK", blue, [{"an_enumeration": "blue"}])
    same("a label that is one", rows("c_types").insert([{"an_enumeration": "red"}]), 1)


def whole():
    """A table with everything, read back whole."""
    parent = sa.Table(
        "c_parent",
        Column("id", sa.Integer, autoincrement=True, nullable=False),
        Column("name", sa.String(40), nullable=False, collation="NOCASE"),
        Column("a", sa.Integer, nullable=False, server_default=-1),
        Column("b", sa.String(10), nullable=False, server_default="it's"),
        Column("flag", sa.Boolean, nullable=False, server_default=sa.true()),
        Column("bytes", sa.LargeBinary, server_default=b"\x00\xff"),
        Column("price", sa.Numeric(10, 2), server_default=decimal.Decimal("12.50")),
        Column("at", sa.DateTime, nullable=False, server_default=func.now()),
        Column("on_day", sa.Date, server_default=func.current_date()),
        Column("at_time", sa.Time, server_default=func.current_time()),
        Column("computed", sa.Integer, server_default=text("1 + 1")),
        Column("twice", sa.Integer, sa.Computed("a * 2")),
        Column("thrice", sa.Integer, sa.Computed("a * 3", persisted=True)),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("a", "b", name="uq_c_parent"),
        sa.UniqueConstraint("b", settings={"on-conflict": "ignore"}),
        sa.CheckConstraint("a > -10", name="ck_c_parent"),
        sa.CheckConstraint("length(name) > 0"),
        Index("ix_c_parent_name", "name"),
        Index("ix_c_parent_unique", "b", "name", unique=True),
        Index("ix_c_parent_partial", "a", where="flag"),
        Index("ix_c_parent_parts", desc("a"), part("b", collation="RTRIM")),
        Index("ix_c_parent_expression", func.lower("name")),
    )
    op.create_table(parent)
    is_ = table("c_parent")
    same("the columns' names", is_.columns.keys(), parent.columns.keys())
    for each, should in zip(is_.columns, parent.columns, strict=True):
        same("a column's nullability", (each.name, each.nullable), (should.name, should.nullable))
        same("a column's collation", each.collation, should.collation)
        same("a column's identity", each.identity is not None, should.identity is not None)
        stored = [column.computed and column.computed.persisted for column in (each, should)]
        same("whether a column is generated and stored", stored[0], stored[1])
    defaults = {each.name: each.server_default for each in is_.columns if each.server_default is not None}
    del defaults["price"]
    same(
        "the defaults",
        defaults,
        {
            "a": sa.literal(-1),
            "b": sa.literal("it's"),
            "flag": sa.literal(True),
            "bytes": sa.literal(b"\x00\xff"),
            "at": func.current_timestamp(),
            "on_day": func.current_date(),
            "at_time": func.current_time(),
            "computed": text("1 + 1"),
        },
    )
    same("how a column is computed", is_.columns["twice"].computed.sqltext, "a * 2")
    for constraint in parent.constraints:
        holds(f"the table has {constraint!r} among {is_.constraints!r}", constraint in is_.constraints)
    same("the number of constraints", len(is_.constraints), len(parent.constraints))
    found = {index.name: index for index in is_.indexes}
    for index in parent.indexes:
        same("an index", found.get(index.name), index)
    same("the number of indexes", len(is_.indexes), len(parent.indexes))
    again = inspect().indexes("c_parent")
    expressions = [index.parts[0].expression for index in again if index.name == "ix_c_parent_expression"]
    same("an index's expression", expressions, ["lower(name)"])

    child = sa.Table(
        "c_child",
        Column("id", sa.Integer, nullable=False),
        Column("part", sa.Integer, nullable=False),
        Column("parent_id", sa.Integer),
        Column("other_id", sa.Integer),
        Column("third_id", sa.Integer, server_default="1"),
        sa.PrimaryKeyConstraint("id", "part", name="pk_c_child"),
        sa.ForeignKeyConstraint(["parent_id"], ["c_parent.id"], ondelete="CASCADE", name="fk_c_parent"),
        sa.ForeignKeyConstraint(["other_id"], ["c_parent.id"], ondelete="SET NULL", deferrable=True, initially="DEFERRED"),
        sa.ForeignKeyConstraint(["third_id"], [], referred_table="c_parent", ondelete="SET DEFAULT", onupdate="RESTRICT"),
        sa.ForeignKeyConstraint(["id", "part"], ["c_child.id", "c_child.part"]),
    )
    op.create_table(child)
    is_ = inspect().constraints("c_child")
    for constraint in child.constraints:
        holds(f"the table has {constraint!r} among {is_!r}", constraint in is_)


def options():
    op.create_table(
        "c_strict", Column("id", sa.Integer, primary_key=True), Column("name", sa.Text), settings={"strict": ""}
    )
    same("a strict table's settings", table("c_strict").settings, {"strict": ""})
    bytes_in_text = [{"id": 1, "name": b"bytes"}]
    database("bytes in a strict table's text", "SQLITE_CONSTRAINT_DATATYPE", rows("c_strict").insert, bytes_in_text)
    op.create_table(
        "c_rowless",
        Column("id", sa.String(10), primary_key=True),
        sqlite_with_rowid=False,
        comment="SQLite keeps no comments",
    )
    same("a rowless table's settings", table("c_rowless").settings, {"without-rowid": ""})


def existing():
    def again(**options):
        return op.create_table("c_strict", Column("id", sa.Integer, primary_key=True), **options)

    holds("a table that exists isn't created again", not again(if_not_exists=True).created)
    invalid("creating a table that exists", again)

    like = table("c_parent")
    like.name = "c_like_parent"
    like.indexes = []
    op.create_table(like)
    same("a table made like another", table("c_like_parent").columns.keys(), table("c_parent").columns.keys())

    op.create_table("c_first_name", Column("id", sa.Integer, primary_key=True))
    op.rename_table("c_first_name", "c_second_name")
    has = (inspect().has_table("c_first_name"), inspect().has_table("c_second_name"))
    same("which of the names there is", has, (False, True))
    invalid("renaming a table that isn't there", op.rename_table, "c_first_name", "c_third_name")
    holds("the table was there to drop", op.drop_table("c_second_name", cascade=True))


def tables_refused():
    def with_(*items):
        op.create_table("c_never", *items)

    a = Column("a", sa.Integer)
    unsupported("an interval", with_, Column("a", sa.Interval))
    unsupported("a set", with_, Column("a", sa.SET("x", "y")))
    unsupported("bits", with_, Column("a", sa.BIT(3)))
    unsupported("varying bits", with_, Column("a", sa.BIT(3, varying=True)))
    unsupported("an array", with_, Column("a", sa.ARRAY(sa.Integer)))
    unsupported("an unsigned integer", with_, Column("a", sa.Integer(unsigned=True)))
    unsupported("an enumeration by its name", with_, Column("a", sa.Enum(name="colour")))
    exclusion = sa.ExcludeConstraint(("a", "="), ("a", "&&"), using="gist")
    unsupported("an exclusion constraint", with_, a, exclusion)
    unsupported("NULLs that are equal", with_, a, sa.UniqueConstraint("a", nulls_not_distinct=True))
    invalid("a table without columns", with_)
    invalid("a column twice", with_, a, Column("a", sa.Text))
    invalid("a key over a column that isn't there", with_, a, sa.PrimaryKeyConstraint("b"))
    holds("nothing was created", not inspect().has_table("c_never"))


# ---- changes of a table ---------------------------------------------------------------------------------------------

CHANGED = "c_changed"


def change_a_table():
    op.create_table(
        CHANGED,
        Column("id", sa.Integer, nullable=False),
        Column("name", sa.String(20)),
        Column("team", sa.Integer, server_default="7"),
        Column("gone", sa.Text),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("team > 0"),
        sa.UniqueConstraint("name"),
        Index(None, "team"),
    )
    rows(CHANGED).insert([(1, "Ada", 3), (2, "Grace", 4)], ["id", "name", "team"])
    change_columns()
    what_columns_are()
    constraints()
    the_table()
    changes_refused()
    kept = [tuple(row) for row in rows(CHANGED).columns("id", "name", "team")]
    same("the rows", kept, [(1, "Ada", "3"), (2, "Grace", "4")])


def change_columns():
    change(
        CHANGED,
        ("add_column", Column("last", sa.Boolean, nullable=False, server_default=sa.false())),
        ("add_column", Column("first", sa.String(5)), {"first": True}),
        ("add_column", Column("behind_name", sa.String(5)), {"insert_after": "name"}),
        ("add_column", Column("name", sa.Text), {"if_not_exists": True}),
        ("add_column", Column("shade", sa.Enum("dark", "light")), {"if_not_exists": True}),
        ("drop_column", "gone"),
        ("drop_column", "gone", {"if_exists": True}),
        ("rename_column", "last", "active"),
    )
    same("the columns", order(), ["first", "id", "name", "behind_name", "team", "active", "shade"])
    same("a column that was there", column_of(CHANGED, "name").type, sa.String(20))
    change(
        CHANGED,
        ("move_column", "first"),
        ("move_column", "behind_name", {"after": "id"}),
        ("move_column", "team", {"first": True}),
    )
    same("the moved columns", order(), ["team", "id", "behind_name", "name", "active", "shade", "first"])
    change(CHANGED, ("drop_column", "first"), ("drop_column", "behind_name"), ("drop_column", "shade"))


def order():
    return [column.name for column in inspect().columns(CHANGED)]


def what_columns_are():
    change(
        CHANGED,
        ("set_nullable", "name", False),
        ("set_default", "name", "nobody"),
        ("set_type", "name", sa.String(150)),
        ("set_collation", "name", "NOCASE"),
        ("set_column_comment", "name", "SQLite keeps none"),
    )
    expected = Column("name", sa.String(150), nullable=False, server_default=sa.literal("nobody"), collation="NOCASE")
    same("the changed column", column_of(CHANGED, "name"), expected)
    change(
        CHANGED,
        ("set_column_setting", "name", "on-conflict", "ignore"),
        ("set_column_setting", "name", "on-update", "another database's"),
    )
    same("a column's settings", column_of(CHANGED, "name").settings, {"on-conflict": "ignore"})
    change(CHANGED, ("set_column_setting", "name", "on-conflict", None))
    same("a column's settings left", column_of(CHANGED, "name").settings, {})
    change(
        CHANGED,
        ("set_nullable", "name"),
        ("set_default", "name", None),
        ("set_collation", "name", None),
        ("set_column_comment", "name", None),
        ("set_type", "team", sa.String(8), {"using": "CAST(team AS TEXT)"}),
        ("set_default", "team", None),
    )
    same("the column as before", column_of(CHANGED, "name"), Column("name", sa.String(150)))
    same("the column of another type", column_of(CHANGED, "team"), Column("team", sa.String(8)))

    computed = sa.Computed("id * 2", persisted=True)
    change(CHANGED, ("add_column", Column("twice", sa.Integer)), ("set_generated", "twice", computed))
    same("a column computed from now on", column_of(CHANGED, "twice").computed, computed)

    def twice(id_):
        return rows(CHANGED).columns("twice").where(id=id_).first().twice

    same("what was computed", twice(2), 4)
    change(CHANGED, ("set_generated", "twice", None))
    same("an ordinary column", column_of(CHANGED, "twice"), Column("twice", sa.Integer))
    same("a computed value that was kept", twice(2), 4)
    change(CHANGED, ("drop_column", "twice"))

    change(CHANGED, ("set_identity", "id", Identity()))
    holds("the rows are numbered", column_of(CHANGED, "id").identity is not None)
    same("a numbered row", rows(CHANGED).insert([{"name": "Edsger"}]), 1)
    same("its number", rows(CHANGED).where(name="Edsger", id=3).delete(), 1)
    change(CHANGED, ("set_identity", "id", None))
    holds("the rows aren't numbered any more", column_of(CHANGED, "id").identity is None)


def constraints():
    rows("c_rowless").insert([{"id": "3"}, {"id": "4"}])
    expected = [
        sa.PrimaryKeyConstraint("id", name="pk_changed"),
        sa.UniqueConstraint("name", "team", name="uq_changed"),
        sa.CheckConstraint("id > 0", name="ck_changed"),
        sa.ForeignKeyConstraint(["team"], ["c_rowless.id"], deferrable=True, name="fk_changed"),
        sa.UniqueConstraint("team", name="uq_team"),
    ]
    change(
        CHANGED,
        ("drop_check", "team > 0"),
        ("drop_unique", "name"),
        ("drop_primary_key",),
        ("create_primary_key", "pk_changed", ["id"]),
        ("create_unique_constraint", "uq_changed", ["name", "team"]),
        ("create_check_constraint", "ck_changed", "id > 0"),
        ("add_constraint", sa.CheckConstraint("id > 1000", name="ck_changed"), {"if_not_exists": True}),
        ("create_foreign_key", "fk_changed", "c_rowless", ["team"], ["id"], {"deferrable": True}),
        ("add_constraint", expected[-1]),
    )
    is_ = inspect().constraints(CHANGED)
    for constraint in expected:
        holds(f"the table has {constraint!r} among {is_!r}", constraint in is_)
    same("the number of constraints", len(is_), len(expected))
    holds("a constraint is found by its name", inspect().has_constraint(CHANGED, "uq_changed"))
    change(
        CHANGED,
        ("rename_constraint", "uq_team", "uq_the_team"),
        ("drop_constraint", "uq_changed"),
        ("drop_constraint", "uq_changed", {"if_exists": True}),
        ("drop_foreign_key", "team"),
        ("drop_constraint", "ck_changed", "check", {"if_exists": True}),
    )
    same("the number of constraints left", len(inspect().constraints(CHANGED)), 2)
    holds("a renamed constraint has its new name", inspect().has_constraint(CHANGED, "uq_the_team"))
    change(CHANGED, ("drop_unique", "team"))


def the_table():
    change(CHANGED, ("set_comment", "SQLite keeps none"), ("set_comment", None), ("set_setting", "strict"))
    same("the settings", table(CHANGED).settings, {"strict": ""})
    change(CHANGED, ("drop_setting", "strict"))
    same("the settings left", table(CHANGED).settings, {})
    change(CHANGED, ("set_type", "name", sa.String(150)), ("set_type", "team", sa.String(8)))
    change(CHANGED)


def changes_refused():
    before = table(CHANGED)
    unsupported("an array to add", op.add_column, CHANGED, Column("never", sa.ARRAY("integer")))
    invalid("adding a column that is there", op.add_column, CHANGED, Column("name", sa.Text))
    invalid("dropping a column that isn't there", op.drop_column, CHANGED, "never")
    invalid("changing a column that isn't there", op.alter_column, CHANGED, "never", nullable=False)
    invalid("dropping a constraint that isn't there", op.drop_constraint, "never", CHANGED)
    invalid("changing a table that isn't there", op.add_column, "c_never", Column("name", sa.Text))
    invalid("validating a constraint that isn't there", change, CHANGED, ("validate_constraint", "never"))
    # The first change could be made, the second can't: neither is.
    half = ("add_column", Column("half", sa.Text))
    invalid("half a change", change, CHANGED, half, ("drop_column", "never"))
    same("the table", table(CHANGED), before)


def indexes():
    holds("an index is built", op.create_index("ix_own", CHANGED, ["name", "id"], unique=True))
    holds("an index is found by its name", inspect().has_index(CHANGED, "ix_own"))
    holds("an index isn't built twice", not op.create_index("ix_own", CHANGED, ["name"], if_not_exists=True))
    invalid("building an index twice", op.create_index, "ix_own", CHANGED, ["name"])
    op.rename_index(CHANGED, "ix_own", "ix_renamed")
    more = part("name", descending=True, collation="NOCASE")
    change(
        CHANGED,
        ("create_index", None, ["name"]),
        ("create_index", "ix_c_changed_name", ["id"], {"if_not_exists": True}),
        ("create_index", "ix_more", [more], {"where": "id > 1"}),
        ("drop_index", "ix_never", {"if_exists": True}),
    )
    names = sorted(index.name for index in inspect().indexes(CHANGED))
    same("the indexes", names, ["ix_c_changed_name", "ix_c_changed_team", "ix_more", "ix_renamed"])

    def never(*columns, **options):
        return op.create_index("ix_never", CHANGED, list(columns), **options)

    unsupported("a method", never, "name", method="gin")
    unsupported("columns carried along", never, "name", include=["id"])
    unsupported("equal NULLs", never, "name", unique=True, nulls_not_distinct=True)
    unsupported("an operator class", never, part("name", operator_class="text_pattern_ops", nulls="last"))
    change(CHANGED, ("drop_index", "ix_more"))
    holds("an index is dropped", op.drop_index("ix_renamed", CHANGED))
    holds("an index isn't dropped twice", not op.drop_index("ix_renamed", CHANGED, if_exists=True))
    invalid("dropping an index twice", op.drop_index, "ix_renamed", CHANGED)


# ---- views, triggers, and what SQLite doesn't have ------------------------------------------------------------------


def objects():
    views()
    triggers()
    inspecting()
    objects_refused()


def views():
    op.create_view("c_view", "SELECT id, name FROM c_parent", columns=["number", "label"])
    view = inspect().view("c_view")
    same("the view's columns", view.columns, ["number", "label"])
    same("the view's query", view.query, "SELECT id, name FROM c_parent")
    op.create_view("c_view", "SELECT a FROM c_parent", or_replace=True)
    same("the view in its place", inspect().view("c_view").query, "SELECT a FROM c_parent")
    same("the views", inspect().views(), ["c_view"])
    invalid("creating a view that is there", op.create_view, "c_view", "SELECT 1")
    same("a view that isn't there", inspect().view("c_never"), None)


def triggers():
    definition = (
        "CREATE TRIGGER c_trigger AFTER INSERT ON c_strict BEGIN UPDATE c_strict SET name = 'set' WHERE id = new.id; END"
    )
    op.execute(definition)
    found = inspect().triggers("c_strict")
    same("the triggers", [trigger.name for trigger in found], ["c_trigger"])
    holds("a trigger's text is kept", found[0].definition == definition and found[0].table == "c_strict")
    # A rebuild of the table takes the trigger along.
    late = Column("late", sa.Text, nullable=False, server_default="")
    change(
        "c_strict", ("add_column", late), ("set_default", "name", "none"), ("move_column", "late", {"first": True})
    )
    same("the triggers behind a rebuild", len(inspect().triggers("c_strict")), 1)
    rows("c_strict").insert([{"id": 9}])
    same("a trigger at work", rows("c_strict").where(name="set").count(), 1)


def inspecting():
    tables = inspect().tables()
    same("tables come by name", tables, sorted(tables))
    holds("the host's own tables aren't listed", all(name.startswith("c_") for name in tables))
    same("the tables of main", len(inspect().tables("main")), len(tables))
    same("a table in main", inspect().has_table("c_parent", schema="main"), True)
    same("a table that isn't there", inspect().table("c_never"), None)
    holds("a column is found", inspect().has_column("c_parent", "name"))
    holds("a column that isn't there isn't", not inspect().has_column("c_parent", "never"))
    holds("a column of no table isn't", not inspect().has_column("c_never", "name"))
    holds("an index of no table isn't", not inspect().has_index("c_never", "ix"))
    holds("a constraint of no table isn't", not inspect().has_constraint("c_never", "ck"))
    invalid("the columns of no table", inspect().columns, "c_never")
    invalid("the indexes of no table", inspect().indexes, "c_never")
    invalid("the constraints of no table", inspect().constraints, "c_never")
    invalid("the triggers of no table", inspect().triggers, "c_never")
    same("the views of main", len(inspect().views("main")), 1)
    same("the sequences", inspect().sequences(), [])
    same("the sequences of main", inspect().sequences("main"), [])
    same("a sequence", inspect().sequence("c_never"), None)
    same("the enumerations", inspect().enums(), [])
    same("the enumerations of main", inspect().enums("main"), [])
    same("the schemas", inspect().schemas(), ["main"])


def objects_refused():
    unsupported("a materialized view", op.create_view, "c_never", "SELECT 1", materialized=True)
    unsupported("renaming a view", op.rename_view, "c_view", "c_never")
    unsupported("refreshing a view", op.refresh_view, "c_view", concurrently=True)
    unsupported("creating an enumeration", op.create_enum, "c_colour", ["red"])
    unsupported("creating an enumeration if missing", op.create_enum, "c_colour", ["red"], if_not_exists=True)
    unsupported("adding a label", op.add_enum_label, "c_colour", "blue")
    unsupported("adding a label somewhere", op.add_enum_label, "c_colour", "blue", before="red", if_not_exists=True)
    unsupported("renaming a label", op.rename_enum_label, "c_colour", "red", "blue")
    invalid("renaming an enumeration", op.rename_enum, "c_colour", "c_color")
    holds("an enumeration that can't be isn't dropped", not op.drop_enum("c_colour", if_exists=True))
    invalid("dropping an enumeration", op.drop_enum, "c_colour", cascade=True)
    unsupported("creating a sequence", op.create_sequence, "c_numbers", start=10, increment=2)
    unsupported("creating a sequence if missing", op.create_sequence, "c_numbers", if_not_exists=True)
    invalid("changing a sequence", op.alter_sequence, "c_numbers", minvalue=1, maxvalue=9, cycle=True, cache=5)
    invalid("renaming a sequence", op.rename_sequence, "c_numbers", "c_others")
    holds("a sequence that can't be isn't dropped", not op.drop_sequence("c_numbers", if_exists=True))
    invalid("dropping a sequence", op.drop_sequence, "c_numbers", cascade=True)
    unsupported("creating a schema", op.create_schema, "c_schema")
    unsupported("creating a schema if missing", op.create_schema, "c_schema", if_not_exists=True)
    holds("a schema that can't be isn't dropped", not op.drop_schema("c_schema", if_exists=True))
    invalid("dropping a schema", op.drop_schema, "c_schema")
    # SQLite keeps no comments: setting one changes nothing, and says nothing.
    op.set_view_comment("c_view", "a comment")
    op.set_index_comment("c_parent", "ix_c_parent_name", "a comment")
    same("a view's comment", inspect().view("c_view").comment, None)


# ---- values ---------------------------------------------------------------------------------------------------------


def kinds():
    """Each value and what SQLite gives back for it."""
    zone = datetime.timezone(datetime.timedelta(hours=2))
    number = "0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10"
    return [
        (None, None),
        (True, 1),
        (False, 0),
        (0, 0),
        (-(2**63), -(2**63)),
        (2**63 - 1, 2**63 - 1),
        (7, 7),
        (1.5, 1.5),
        (-0.1, -0.1),
        (1.7976931348623157e308, 1.7976931348623157e308),
        (float("inf"), float("inf")),
        (decimal.Decimal("-12.50"), "-12.50"),
        ("", ""),
        ("it's “ünïcode” \U0001f600\n", "it's “ünïcode” \U0001f600\n"),
        ("with a\0zero", "with a\0zero"),
        (b"", b""),
        (bytes(range(256)), bytes(range(256))),
        (datetime.date(2026, 1, 31), "2026-01-31"),
        (sa.Exact("time", "23:59:58.5"), "23:59:58.5"),
        (sa.Exact("timestamp", "2026-01-31T23:59:58.5"), "2026-01-31 23:59:58.5"),
        (datetime.datetime(2026, 1, 31, 23, 59, 58, tzinfo=zone), "2026-01-31 23:59:58+02:00"),
        (sa.Json({"a": [1, None]}), '{"a": [1, null]}'),
        (uuid.UUID(number), number),
        (sa.Native("inet", "10.0.0.1"), "10.0.0.1"),
    ]


def values_both_ways():
    for sent, expected in kinds():
        same("a value", sql.query_row("SELECT ?1 AS echo", [sent])["echo"], expected)
    invalid("an integer that is too large", sql.query, "SELECT ?1", [2**64 - 1])
    invalid("a float that isn't a number", sql.query, "SELECT ?1", [float("nan")])

    # A column without an affinity keeps values as they are.
    op.create_table("c_values", Column("id", sa.Integer, primary_key=True), Column("value", sa.LargeBinary))
    sent = [(number, value) for number, (value, _) in enumerate(kinds())]
    same("the rows inserted", rows("c_values").insert(sent, ["id", "value"]), len(kinds()))
    read = [row.value for row in rows("c_values").columns("value")]
    same("the values read", read, [expected for _, expected in kinds()])
    for number, (value, expected) in enumerate(kinds()):
        if value is not None:
            found = rows("c_values").where("value", "=", value).where(id=number).count()
            same(f"the rows equal to {expected!r}", found, 1)

    # A column with an affinity makes of them what the database makes of them.
    row = {"a_decimal": decimal.Decimal("12.50"), "a_boolean": True, "a_double": 2, "a_varchar": 5}
    rows("c_types").insert([row])
    found = rows("c_types").columns(*row).where("a_decimal", "is not", None).order_by("a_decimal").first()
    same("a decimal", found["a_decimal"], 12.5)
    same("a truth value", found.a_boolean, 1)
    same("a float", found[2], 2.0)
    same("a text", found[3], "5")
    invalid("a column that wasn't read", lambda: found["a_bigint"])


# ---- rows without SQL -----------------------------------------------------------------------------------------------

ROWS = "c_rows"


def rows_of_a_table():
    op.create_table(
        ROWS, Column("id", sa.Integer, primary_key=True), Column("name", sa.String(20)), Column("age", sa.Integer)
    )
    people = ((number, f"n{number:02}", number if number % 5 else None) for number in range(1, 26))
    same("the rows inserted", rows(ROWS).batch(4).insert(people, ["id", "name", "age"]), 25)
    conditions()
    reading()
    changing()
    rows_refused()


def conditions():
    same("all", rows(ROWS).count(), 25)
    same("equal", rows(ROWS).where(name="n07").count(), 1)
    same("different and not NULL", rows(ROWS).where("age", "!=", 7).count(), 19)
    same("less", rows(ROWS).where("id", "<", 3).count(), 2)
    same("greater", rows(ROWS).where("id", ">", 23).count(), 2)
    same("one of", rows(ROWS).where(id=[1, 2, 99]).count(), 2)
    same("one of none", rows(ROWS).where(id=[]).count(), 0)
    same("NULL", rows(ROWS).where(age=None).count(), 5)
    same("not NULL", rows(ROWS).where("age", "is not", None).count(), 20)
    same("several at once", rows(ROWS).where("id", ">", 4).where("id", "<", 11).where(age=None).count(), 2)


def reading():
    # Batches that end with the rows, within them and behind them.
    for batch in [1, 4, 5, 25, 26, 10_000]:
        read = [row.id for row in rows(ROWS).columns("id").batch(batch)]
        same("the ids in batches", read, list(range(1, 26)))
    found = iter(rows(ROWS).where(id=1))
    same("a row with all its columns", tuple(next(found)), (1, "n01", 1))
    holds("a scan ends", next(found, None) is None and next(found, None) is None)
    by_name = rows(ROWS).columns("name", "id").where("id", ">", 22).order_by("name").batch(2)
    same("the names in order", [row.name for row in by_name], ["n23", "n24", "n25"])
    # Two scans at once, and changes behind and before the place read.
    seen = 0
    for row in rows(ROWS).columns("id").batch(3):
        seen += rows(ROWS).where(id=row.id).count()
        rows(ROWS).where(id=row.id).update(age=100 + row.id)
    found = (seen, rows(ROWS).where("age", ">", 100).count())
    same("the rows seen while they were changed", found, (25, 25))


def changing():
    by_key = [(1, "one", 11), (2, "two", None), (99, "nobody", 0)]
    same("rows changed by key", rows(ROWS).update_by("id", by_key, ["name", "age"]), 2)
    same("a row changed", rows(ROWS).where(id=2, name="two", age=None).count(), 1)
    same("rows set", rows(ROWS).where("id", "<", 6).update(name="few", age=0), 5)
    same("rows set so", rows(ROWS).where(name="few", age=0).count(), 5)
    same("rows deleted by key", rows(ROWS).delete_by(["id", "name"], [(1, "few"), (2, "many")]), 1)
    same("rows deleted", rows(ROWS).where("id", ">", 20).delete(), 5)
    same("rows left", rows(ROWS).count(), 19)
    same("every row changed", rows(ROWS).update(age=1), 19)


def rows_refused():
    twice = [{"id": 3, "name": "again"}]
    database("a key twice", "SQLITE_CONSTRAINT_PRIMARYKEY", rows(ROWS).insert, twice)
    invalid("a row of another width", rows(ROWS).insert, [(100,)], ["id", "name"])
    invalid("a column that isn't there", rows(ROWS).insert, [{"never": 1}])
    invalid("a condition on no column", rows(ROWS).where(never=1).count)
    invalid("a table that isn't there", rows("c_never").count)
    invalid("a scan of no table", rows("c_never").first)
    invalid("a batch of none", list, rows(ROWS).batch(0))
    same("rows inserted from nothing", rows(ROWS).insert([]), 0)
    same("the rows", rows(ROWS).count(), 19)
    same("every row deleted", rows(ROWS).delete(), 19)


# ---- raw SQL --------------------------------------------------------------------------------------------------------


def statements():
    insert = "INSERT INTO c_rows (id, name) VALUES (?1, ?2), (?3, ?4)"
    same("rows inserted", sql.execute(insert, [1, "a", 2, "b"]), 2)
    same("rows updated", sql.execute("UPDATE c_rows SET name = upper(name) WHERE id > ?", [0]), 2)
    same("rows of a change of the schema", sql.execute("CREATE INDEX ix_raw ON c_rows (name)"), 0)
    holds("a change by raw SQL is seen", inspect().has_index("c_rows", "ix_raw"))
    same("rows of a change of the schema", sql.execute("DROP INDEX ix_raw"), 0)
    found = sql.query("SELECT id, name AS label FROM c_rows ORDER BY id")
    same("the rows", len(found), 2)
    same("the columns", found[0].columns, ["id", "label"])
    same("a value by name", found[1].label, "B")
    same("no rows", sql.query("SELECT * FROM c_rows WHERE id = 99"), [])
    same("one value", sql.scalar("SELECT count(*) FROM c_rows"), 2)
    same("no row", sql.query_row("SELECT id FROM c_rows WHERE id = ?", [None]), None)
    same("one value of no row", sql.scalar("SELECT id FROM c_rows WHERE 0"), None)
    cursors()
    statements_refused()
    same("rows deleted", sql.execute("DELETE FROM c_rows"), 2)


def cursors():
    numbers = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, i * i AS square FROM n"
    )
    for batch in [1, 7, 50, 51]:
        cursor = sql.cursor(numbers, [50], batch)
        same("a cursor's columns", cursor.columns, ["i", "square"])
        same("what a cursor gave", [row.square for row in cursor], [number * number for number in range(1, 51)])
    unread = iter(sql.cursor(numbers, [50], 2))
    holds("a cursor may be left before its end", next(unread, None) is not None)


def statements_refused():
    database("a statement that is none", "SQLITE_ERROR", sql.execute, "SELEC 1")
    database("a table that isn't there", "SQLITE_ERROR", sql.query, "SELECT * FROM c_never")
    twice = "INSERT INTO c_rows (id) VALUES (1)"
    database("a key twice", "SQLITE_CONSTRAINT_PRIMARYKEY", sql.execute, twice)
    invalid("too few parameters", sql.execute, "DELETE FROM c_rows WHERE id = ?")
    for statement in [
        "COMMIT",
        "ROLLBACK",
        "BEGIN",
        "SAVEPOINT s",
        "ATTACH ':memory:' AS other",
        "PRAGMA writable_schema = 1",
    ]:
        raises(sa.Denied, statement, sql.execute, statement)
    # A refused statement takes nothing of the step with it.
    same("the rows", sql.scalar("SELECT count(*) FROM c_rows"), 2)
