"""Everything that the contract has, on any database

Calls everything in the contract on whichever database it runs, and reports the answer to each call in a line of its own: the same
calls and the same lines as Rust's, which is the reference. Nothing is judged here. What a database can't do is refused, the line
says with which kind of error, and the step goes on.
"""

# mighost: uses sql, schemas

import datetime
import decimal
import uuid

import mighost as sa
from mighost import (
    CheckConstraint,
    Column,
    Exact,
    ExcludeConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Json,
    Native,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    context,
    desc,
    func,
    inspect,
    op,
    part,
    report,
    rows,
    sql,
    text,
)

revision = "everywhere"
down_revision = None
branch_labels = "whole"
created = "2026-01-31T12:00:00Z"
transaction = "step"


def upgrade():
    place()
    parts = [
        ("types", types),
        ("tables", tables),
        ("changes", changes),
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
    report.warn("a warning that is kept")


def downgrade():
    place()
    tell("drop view e_view", lambda: op.drop_view("e_view"))
    for table in ["e_child", "e_parent", "e_changed", "e_values", "e_rows"]:
        tell(f"drop table {table}", lambda table=table: op.drop_table(table))
    tell("drop table e_rows again", lambda: op.drop_table("e_rows", if_exists=True))
    tell("drop table e_rows without asking", lambda: op.drop_table("e_rows"))


def place():
    """Where the step runs."""
    say("dialect", context.dialect())
    say("server version", "known" if context.server_version() else "none")
    say("revision", context.revision())
    package = context.package()
    say("package", "none" if package is None else package)
    say("direction", context.direction())
    for key in ["tenant", "dry", "never"]:
        value = context.argument(key)
        say(f"argument {key}", "none" if value is None else f"`{value}`")
    say("arguments", listed(f"{key}={value}" for key, value in context.arguments()))


# ---- the lines of the report ----------------------------------------------------------------------------------------


def tell(what, ask):
    """Reports `WHAT: ANSWER`, or the kind of error instead, with the database's code where it has one."""
    try:
        answer = ask()
    except sa.Error as error:
        say(what, kind(error))
        return False
    match answer:
        case None | sa.Table():
            said = "done" if answer is None else yes(answer.created)
        case bool():
            said = yes(answer)
        case _:
            said = str(answer)
    say(what, said)
    return True


def made(ask):
    """What is made in any case: whether it was isn't reported."""

    def done():
        ask()

    return done


def say(what, said):
    report.info(f"{what}: {said}")


def yes(it):
    return "yes" if it else "no"


def listed(items):
    return ", ".join(str(item) for item in items)


def kind(error):
    match error:
        case sa.DatabaseError():
            return f"database {error.code}"
        case sa.Denied():
            return "denied"
        case sa.Unsupported():
            return "unsupported"
        case sa.Invalid():
            return "invalid"
        case sa.LimitReached():
            return "limit"
        case sa.Veto():
            return "veto"
        case _:
            return "other"


def value(it):
    """A value by its kind and text. Fractions of seconds are written without zeros at their end, JSON without spaces."""
    match it:
        case None:
            return "null"
        case bool():
            return f"boolean {str(it).lower()}"
        case int():
            return f"integer {it}" if it < 2**63 else f"unsigned {it}"
        case float():
            return "float NaN" if it != it else f"float {it}"
        case decimal.Decimal():
            return f"decimal {it:f}"
        case str():
            return f"text {it}"
        case bytes():
            return f"bytes {it.hex()}"
        case datetime.datetime():
            return f"timestamp {moment(it)}"
        case datetime.date():
            return f"date {it}"
        case datetime.time():
            return f"time {moment(it)}"
        case Json():
            return f"json {it.text.replace(' ', '')}"
        case uuid.UUID():
            return f"uuid {it}"
        case Native():
            return f"native {it.type_name} {it.text}"
        case Exact():
            return f"{it.kind} {it.text}"


def moment(it):
    clock = it.replace(tzinfo=None).isoformat()
    if "." in clock:
        clock = clock.rstrip("0")
    return clock + it.isoformat()[len(it.replace(tzinfo=None).isoformat()) :]


# ---- types ----------------------------------------------------------------------------------------------------------


def types():
    """Makes a table for each type, reads the type back and drops the table."""
    for name, sent in [
        ("boolean", sa.Boolean()),
        ("tinyint", sa.TinyInteger()),
        ("smallint", sa.SmallInteger()),
        ("mediumint", sa.MediumInteger()),
        ("integer", Integer()),
        ("bigint", sa.BigInteger()),
        ("unsigned integer", Integer(unsigned=True)),
        ("decimal", sa.Numeric(10, 2)),
        ("numeric", sa.Numeric()),
        ("real", sa.REAL()),
        ("double", sa.Double()),
        ("char", sa.CHAR(3)),
        ("varchar", String(20)),
        ("unbounded varchar", String()),
        ("text", Text()),
        ("long text", Text("long")),
        ("binary", sa.BINARY(16)),
        ("varbinary", sa.VARBINARY(32)),
        ("blob", sa.LargeBinary()),
        ("tiny blob", sa.LargeBinary("tiny")),
        ("date", sa.Date()),
        ("time", sa.Time()),
        ("time of milliseconds", sa.Time(precision=3)),
        ("time with zone", sa.Time(timezone=True)),
        ("timestamp", sa.DateTime()),
        ("timestamp of microseconds", sa.DateTime(precision=6)),
        ("timestamp with zone", sa.DateTime(timezone=True)),
        ("interval", sa.Interval()),
        ("json", sa.JSON()),
        ("jsonb", sa.JSONB()),
        ("uuid", sa.Uuid()),
        ("enumeration", sa.Enum("red", "green")),
        ("named enumeration", sa.Enum("red", "green", name="e_colour")),
        ("enumeration that isn't there", sa.Enum(name="e_never")),
        ("set", sa.SET("x", "y")),
        ("bits", sa.BIT(3)),
        ("varying bits", sa.BIT(5, varying=True)),
        ("array", sa.ARRAY("integer")),
        ("native", sa.NativeType("POINT")),
    ]:
        if tell(f"type {name}", lambda sent=sent: op.create_table("e_type", *numbered(Column("it", sent)))):
            table = inspect().table("e_type")
            same = table is not None and table.columns[1].type == sent
            say(f"type {name} read", "the same" if same else "another")
            op.drop_table("e_type")
    # What stood for it on PostgreSQL, the only one where the type is left.
    tell("drop enumeration e_colour", lambda: op.drop_enum("e_colour", if_exists=True))


def numbered(*others, name="id"):
    """A number that is the key, and that the script gives: Alembic's default would let the database number the rows."""
    return Column(name, Integer, primary_key=True, autoincrement=False), *others


# ---- tables ---------------------------------------------------------------------------------------------------------


def tables():
    parent()
    child()
    existing()
    refused_tables()
    read("e_parent")
    read("e_child")


def parent():
    tell(
        "create e_parent",
        lambda: op.create_table(
            "e_parent",
            Column("id", Integer, Identity(), nullable=False),
            Column("name", String(40), nullable=False),
            Column("a", Integer, nullable=False, server_default=-1),
            Column("b", String(10), nullable=False, server_default="it's"),
            Column("flag", sa.Boolean, nullable=False, server_default=sa.true()),
            Column("large", sa.BigInteger, server_default=2**63 - 1),
            Column("half", sa.Double, server_default=0.5),
            Column("price", sa.Numeric(10, 2), server_default=decimal.Decimal("12.50")),
            Column("since", sa.Date, server_default=datetime.date(2026, 1, 31)),
            Column("at", sa.DateTime, nullable=False, server_default=func.now()),
            Column("computed", Integer, server_default=text("(1 + 1)")),
            Column("twice", Integer, sa.Computed("a * 2", persisted=True)),
            PrimaryKeyConstraint("id"),
            UniqueConstraint("a", "b", name="uq_e_parent"),
            CheckConstraint("a > -10", name="ck_e_parent"),
            Index(None, "name"),
            Index("ix_e_parent_unique", "b", "name", unique=True),
            Index("ix_e_parent_down", desc("a"), "b"),
            comment="Parents of children",
        ),
    )


def child():
    tell(
        "create e_child",
        lambda: op.create_table(
            "e_child",
            Column("id", Integer, nullable=False),
            Column("part", Integer, nullable=False),
            Column("parent_id", Integer),
            Column("other_id", Integer),
            PrimaryKeyConstraint("id", "part", name="pk_e_child"),
            ForeignKeyConstraint(["parent_id"], ["e_parent.id"], name="fk_e_parent", ondelete="CASCADE"),
            ForeignKeyConstraint(
                ["other_id"], [], name="fk_e_other", referred_table="e_parent", ondelete="SET NULL", onupdate="RESTRICT"
            ),
            ForeignKeyConstraint(["id", "part"], ["e_child.id", "e_child.part"], name="fk_e_self"),
        ),
    )


def existing():
    tell("create e_parent if it isn't there", lambda: op.create_table("e_parent", *numbered(), if_not_exists=True))
    tell("create e_parent again", lambda: op.create_table("e_parent", *numbered()))
    tell("create e_first", lambda: op.create_table("e_first", *numbered()))
    tell("rename e_first", lambda: op.rename_table("e_first", "e_second"))
    tell("has e_first", lambda: inspect().has_table("e_first"))
    tell("has e_second", lambda: inspect().has_table("e_second"))
    tell("rename e_never", lambda: op.rename_table("e_never", "e_third"))
    tell("drop e_second with all on it", lambda: op.drop_table("e_second", cascade=True))


def refused_tables():
    a = Column("a", Integer, nullable=False)
    tell("table without columns", lambda: op.create_table("e_never"))
    tell("table with a column twice", lambda: op.create_table("e_never", a, Column("a", Text)))
    tell("table with a key of nothing", lambda: op.create_table("e_never", a, PrimaryKeyConstraint("b")))
    always = Identity(always=True, start=10, increment=5, cache=2)

    def foreign_key(**options):
        return ForeignKeyConstraint(["a"], ["e_parent.id"], name="fk_e", **options)

    for name, items, settings in [
        ("exclusion", [a, ExcludeConstraint(("a", "="), using="btree", name="ex_e")], {}),
        ("equal NULLs", [a, UniqueConstraint("a", nulls_not_distinct=True, name="uq_e")], {}),
        ("deferred unique", [a, UniqueConstraint("a", initially="DEFERRED", name="uq_e")], {}),
        ("deferred foreign key", [a, foreign_key(initially="DEFERRED")], {}),
        ("deferrable foreign key", [a, foreign_key(deferrable=True, match="FULL")], {}),
        ("always numbered", [Column("a", Integer, always, primary_key=True)], {}),
        ("virtual column", [a, Column("b", Integer, sa.Computed("a + 1"))], {}),
        ("collation", [a, Column("b", String(5, collation="e_never"))], {}),
        ("column's comment", [a, Column("b", Integer, comment="A comment")], {}),
        ("strict", [a], {"strict": ""}),
        ("engine", [a], {"engine": "InnoDB"}),
    ]:
        tell(f"table with {name}", lambda it=items, its=settings: op.create_table("e_never", *it, settings=its))
        tell(f"drop the table with {name}", lambda: op.drop_table("e_never", if_exists=True))


def read(name):
    table = inspect().table(name) or sa.veto(f"there is no table {name}")
    for column in table.columns:
        marks = ["nullable" if column.nullable else "not null"]
        marks += ["default"] if column.server_default is not None else []
        marks += ["generated"] if column.computed is not None else []
        marks += ["numbered"] if column.identity is not None else []
        say(f"{name}.{column.name}", listed(marks))
    for constraint in table.constraints:
        match constraint:
            case PrimaryKeyConstraint():
                said = f"primary key {listed(constraint.columns)}"
            case UniqueConstraint():
                said = f"unique {listed(constraint.columns)}"
            case CheckConstraint():
                said = f"check {constraint.name or ''}"
            case ForeignKeyConstraint():
                target = f"{constraint.referred_table} {listed(constraint.referred_columns)}"
                said = f"foreign key {listed(constraint.columns)} to {target}"
            case _:
                said = "exclusion"
        say(name, said)
    for index in table.indexes:
        say(name, f"{'unique index' if index.unique else 'index'} {index.name} of {len(index.parts)} parts")


# ---- changes of a table ---------------------------------------------------------------------------------------------

CHANGED = "e_changed"


def changes():
    op.create_table(
        CHANGED,
        Column("id", Integer, nullable=False, autoincrement=False),
        Column("name", String(20)),
        Column("team", Integer, server_default=7),
        Column("gone", Text),
        PrimaryKeyConstraint("id"),
        CheckConstraint("team > 0", name="ck_e_team"),
        UniqueConstraint("name", name="uq_e_name"),
        Index(None, "team"),
    )
    rows(CHANGED).insert([(1, "Ada", 3), (2, "Grace", 4)], ["id", "name", "team"])
    columns()
    what_columns_are()
    constraints()
    the_table()
    indexes()
    refused_changes()
    order()


def one(what, change, table=CHANGED):
    """One change of the table, or several in one go."""

    def ask():
        with op.alter_table(table) as it:
            change(it)

    tell(what, ask)


def columns():
    def several(it):
        it.add_column(Column("last", sa.Boolean, nullable=False, server_default=sa.false()))
        it.add_column(Column("name", Text), if_not_exists=True)
        it.drop_column("gone")
        it.drop_column("gone", if_exists=True)
        it.rename_column("last", "active")

    one("several changes at once", several)
    one("add first", lambda it: it.add_column(Column("first", String(5)), first=True))
    one("add behind", lambda it: it.add_column(Column("behind", String(5)), insert_after="name"))
    one("move last", lambda it: it.move_column("active"))
    one("move first", lambda it: it.move_column("team", first=True))
    one("move behind", lambda it: it.move_column("active", after="id"))
    order()


def order():
    say("columns", listed(column.name for column in inspect().columns(CHANGED)))


def what_columns_are():
    one("not null and a default", lambda it: it.alter_column("name", nullable=False, server_default="nobody"))
    one("a longer text", lambda it: it.alter_column("name", type_=String(150)))
    one("a type by an expression", lambda it: it.alter_column("team", type_=Integer, using="team + 1"))
    one("nullable without a default", lambda it: it.alter_column("name", nullable=True, server_default=None))
    one("a default that is computed", lambda it: it.alter_column("team", server_default=text("(2 + 3)")))
    one("a collation that isn't there", lambda it: it.set_collation("name", "e_never"))
    one("no collation", lambda it: it.set_collation("name", None))
    one("a column's comment", lambda it: it.alter_column("name", comment="A name"))
    one("no comment", lambda it: it.alter_column("name", comment=None))
    one("add a column to compute", lambda it: it.add_column(Column("twice", Integer)))
    one("a computed column", lambda it: it.set_generated("twice", sa.Computed("id * 2", persisted=True)))
    one("a column that isn't computed", lambda it: it.set_generated("twice", None))
    one("numbered rows", lambda it: it.alter_column("id", autoincrement=True))
    one("rows without numbers", lambda it: it.alter_column("id", autoincrement=False))
    one("a column's setting", lambda it: it.set_column_setting("name", "on-conflict", "ignore"))
    one("no setting of a column", lambda it: it.set_column_setting("name", "on-conflict", None))


def constraints():
    def by_what_they_are(it):
        it.drop_unique("name")
        it.drop_primary_key()
        it.create_primary_key("pk_e_changed", "id")

    def by_a_key(it):
        it.drop_constraint("uq_e_never", if_exists=True)

    def to_check(name, text, **options):
        return lambda it: it.add_constraint(CheckConstraint(text, name=name), **options)

    def foreign_key(**options):
        return lambda it: it.create_foreign_key("fk_e_changed", "e_parent", ["team"], ["id"], **options)

    one("drop by what they are", by_what_they_are)
    one("add a unique", lambda it: it.create_unique_constraint("uq_e_changed", ["name", "team"]))
    one("add a check", to_check("ck_e_changed", "id > 0"))
    one("add a check that is there", to_check("ck_e_changed", "id > 1000", if_not_exists=True))
    one("add a foreign key", foreign_key())
    one("add a foreign key that isn't checked", foreign_key(not_valid=True))
    one("check it now", lambda it: it.validate_constraint("fk_e_changed"))
    one("add an exclusion", lambda it: it.create_exclude_constraint("ex_e_changed", ("team", "="), using="btree"))
    tell("has uq_e_changed", lambda: inspect().has_constraint(CHANGED, "uq_e_changed"))
    one("rename a constraint", lambda it: it.rename_constraint("uq_e_changed", "uq_e_renamed"))
    one("drop a constraint if it is there", by_a_key)
    one("drop a constraint", lambda it: it.drop_constraint("ck_e_changed"))
    one("drop a foreign key", lambda it: it.drop_foreign_key("team"))
    one("drop a check by its text", lambda it: it.drop_check("team > 0"))
    one("drop by a key", by_a_key)


def the_table():
    one("the table's comment", lambda it: it.set_comment("Changed"))
    one("no comment of the table", lambda it: it.set_comment(None))
    one("a setting", lambda it: it.set_setting("strict"))
    one("no setting", lambda it: it.drop_setting("strict"))
    one("nothing", lambda it: None)


def indexes():
    def build(what, name, columns, **options):
        tell(what, lambda: op.create_index(name, CHANGED, columns, **options))

    def in_a_change(it):
        it.create_index(None, "name")
        it.create_index("ix_e_changed_name", "id", if_not_exists=True)
        it.create_index("ix_e_more", [desc("name"), "id"])
        it.drop_index("ix_e_never", if_exists=True)

    build("build an index", "ix_e_own", ["name", "id"], unique=True)
    build("build it if it isn't there", "ix_e_own", "name", if_not_exists=True)
    build("build it again", "ix_e_own", "name")
    tell("has ix_e_own", lambda: inspect().has_index(CHANGED, "ix_e_own"))
    tell("rename an index", lambda: op.rename_index(CHANGED, "ix_e_own", "ix_e_renamed"))
    one("indexes in a change", in_a_change)
    build("part of a table", "ix_e_part", "name", where="id > 1")
    build("an expression", "ix_e_expression", text("(id + 1)"))
    build("a prefix", "ix_e_prefix", part("name", prefix_length=5))
    build("a method", "ix_e_method", "name", method="hash")
    build("a method that isn't there", "ix_e_none", "name", method="e_never")
    build("columns carried along", "ix_e_include", "name", include=["id"])
    build("equal NULLs", "ix_e_nulls", "name", unique=True, nulls_not_distinct=True)
    build("an operator class", "ix_e_class", part("name", operator_class="text_pattern_ops", nulls="last"))
    build("a collation of a part", "ix_e_collation", part("name", collation="C"))
    build("an index's comment", "ix_e_comment", "name", comment="A comment")
    build("build without stopping writers", "ix_e_concurrent", "name", concurrently=True)
    tell("set an index's comment", lambda: op.set_index_comment(CHANGED, "ix_e_renamed", "Another"))
    one("drop an index in a change", lambda it: it.drop_index("ix_e_more"))
    tell("drop an index", lambda: op.drop_index("ix_e_renamed", CHANGED))
    tell("drop it if it is there", lambda: op.drop_index("ix_e_renamed", CHANGED, if_exists=True))
    tell("drop it again", lambda: op.drop_index("ix_e_renamed", CHANGED))
    say("indexes", listed(sorted(index.name for index in inspect().indexes(CHANGED))))


def refused_changes():
    def half(it):
        it.add_column(Column("half", Text))
        it.drop_column("never")

    one("add a column that is there", lambda it: it.add_column(Column("name", Text)))
    one("drop a column that isn't there", lambda it: it.drop_column("never"))
    one("change a column that isn't there", lambda it: it.alter_column("never", nullable=False))
    one("drop a constraint that isn't there", lambda it: it.drop_constraint("never"))
    one("half a change", half)
    one("change a table that isn't there", lambda it: it.add_column(Column("name", Text)), "e_never")


# ---- views, enumerations, sequences, schemas ------------------------------------------------------------------------


def objects():
    views()
    enumerations()
    sequences()
    schemas()
    tell("has triggers", lambda: len(inspect().triggers("e_parent")))
    say("tables", listed(sorted(name for name in inspect().tables() if name.startswith("e_"))))


def views():
    def create():
        op.create_view("e_view", "SELECT id, name FROM e_parent", columns=["number", "label"])

    another = "SELECT id AS number, name AS label FROM e_parent WHERE id > 0"
    first = "SELECT id FROM e_parent"
    tell("create a view", create)
    tell("create it again", create)
    tell("put another in its place", lambda: op.create_view("e_view", another, or_replace=True))
    if (view := inspect().view("e_view")) is not None:
        say("the view's columns", listed(view.columns))
    tell("views", lambda: listed(inspect().views()))
    tell("a view that is stored", lambda: op.create_view("e_stored", first, materialized=True))
    tell("fill it", lambda: op.refresh_view("e_stored"))
    tell("drop it", lambda: op.drop_view("e_stored", if_exists=True))
    tell("a view's comment", lambda: op.set_view_comment("e_view", "A view"))
    tell("no comment of a view", lambda: op.set_view_comment("e_view", None))
    tell("create a view to rename", lambda: op.create_view("e_first", first, comment="First"))
    tell("rename a view", lambda: op.rename_view("e_first", "e_second"))
    tell("drop the one name", lambda: op.drop_view("e_first", if_exists=True))
    tell("drop the other name", lambda: op.drop_view("e_second", if_exists=True, cascade=True))
    tell("drop a view that isn't there", lambda: op.drop_view("e_never"))


def enumerations():
    def add(label, **options):
        return lambda: op.add_enum_label("e_mood", label, **options)

    tell("create an enumeration", made(lambda: op.create_enum("e_mood", ["sad", "happy"])))
    tell("create it if it isn't there", lambda: op.create_enum("e_mood", ["sad"], if_not_exists=True))
    tell("add a label", made(add("glad")))
    tell("add a label before", add("angry", before="sad"))
    tell("add a label behind", add("calm", after="sad", if_not_exists=True))
    tell("add a label that is there", add("calm", if_not_exists=True))
    tell("rename a label", lambda: op.rename_enum_label("e_mood", "glad", "merry"))
    tell("labels", lambda: listed(label for each in inspect().enums() for label in each.labels))
    tell("rename an enumeration", lambda: op.rename_enum("e_mood", "e_spirit"))
    tell("drop an enumeration", lambda: op.drop_enum("e_spirit"))
    tell("drop it if it is there", lambda: op.drop_enum("e_spirit", if_exists=True))


def sequences():
    numbers = {"start": 5, "increment": 2, "minvalue": 1, "maxvalue": 99}

    def its_numbers():
        found = inspect().sequence("e_numbers")
        if found is None:
            return "none"
        its = (found.numbers.start, found.numbers.increment, found.numbers.maxvalue)
        return listed(number for number in its if number is not None)

    tell("create a sequence", made(lambda: op.create_sequence("e_numbers", **numbers)))
    tell("create it if it isn't there", lambda: op.create_sequence("e_numbers", if_not_exists=True, **numbers))
    tell("change it", lambda: op.alter_sequence("e_numbers", increment=3, cycle=True))
    tell("its numbers", its_numbers)
    tell("sequences", lambda: listed(name for name in inspect().sequences() if name.startswith("e_n")))
    tell("rename a sequence", lambda: op.rename_sequence("e_numbers", "e_figures"))
    tell("drop a sequence", lambda: op.drop_sequence("e_figures"))
    tell("drop it if it is there", lambda: op.drop_sequence("e_figures", if_exists=True))


def schemas():
    """A schema is a database of the whole server on MySQL: its name is the run's own."""
    schema = context.argument("schema")
    if schema is None:
        return
    tell("create a schema", made(lambda: op.create_schema(schema)))
    tell("create it if it isn't there", lambda: op.create_schema(schema, if_not_exists=True))
    tell("has it", lambda: inspect().has_schema(schema))
    tell("a table in it", lambda: op.create_table("e_inside", *numbered(), schema=schema))
    tell("tables in it", lambda: listed(inspect().tables(schema)))
    tell("drop the table in it", lambda: op.drop_table("e_inside", schema=schema, if_exists=True))
    tell("drop a schema", lambda: op.drop_schema(schema, cascade=True))
    tell("drop it if it is there", lambda: op.drop_schema(schema, if_exists=True))


# ---- values ---------------------------------------------------------------------------------------------------------


def kinds():
    """The kinds, the type of a column for each, and values."""
    east = datetime.timezone(datetime.timedelta(hours=2))
    late = datetime.datetime(2026, 1, 31, 23, 59, 58)
    return [
        ("booleans", sa.Boolean, [True, False, None]),
        ("integers", sa.BigInteger, [0, 7, -7, -(2**63), 2**63 - 1]),
        ("integers beyond a double", sa.BigInteger, [9_007_199_254_740_993]),
        ("unsigned", sa.Numeric(20, 0), [2**64 - 1]),
        ("floats", sa.Double, [1.5, -0.125, 1234567.75]),
        ("a float that isn't a number", sa.Double, [float("nan")]),
        ("decimals", sa.Numeric(30, 10), [decimal.Decimal("-12.5000000000"), decimal.Decimal("1024.0625000000")]),
        # SQLite makes floats of them, and every language writes such large ones in another way.
        ("large decimals", sa.Numeric(30, 10), [decimal.Decimal("12345678901234567890.0123456789")]),
        ("texts", Text, ["", "it's “ünïcode” \U0001f600\n\\ %s ? $1 :a"]),
        ("a text with a zero", Text, ["a\0b"]),
        ("bytes", sa.LargeBinary, [b"", bytes(range(256))]),
        ("dates", sa.Date, [datetime.date(2026, 1, 31), datetime.date(1970, 1, 1)]),
        ("times", sa.Time(precision=6), [datetime.time(23, 59, 58), datetime.time(0, 0, 0, 123456)]),
        # With a fraction of one digit, which Python's own would write with six.
        ("timestamps", sa.DateTime(precision=6), [late, Exact("timestamp", "2026-01-31T23:59:58.5")]),
        (
            "timestamps with an offset",
            sa.DateTime(timezone=True, precision=6),
            [late.replace(tzinfo=datetime.timezone.utc), Exact("timestamp", "2026-01-31T23:59:58.25+02:00")],
        ),
        ("JSON", sa.JSON, [Json.parse('{"a":[1,null,"ü"]}')]),
        ("UUIDs", sa.Uuid, [uuid.UUID("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10")]),
        ("native values", sa.NativeType("inet"), [Native("inet", "10.0.0.1")]),
    ]


def values_both_ways():
    """Sends them, reads them, and looks for them."""
    for name, type_, values in kinds():
        if name == "large decimals" and context.dialect() == "sqlite":
            continue
        made = tell(f"a table of {name}", lambda it=type_: op.create_table("e_value", *numbered(Column("it", it))))
        if not made:
            continue
        tell(f"insert {name}", lambda its=values: rows("e_value").insert(enumerate(its), ["id", "it"]))
        tell(f"read {name}", lambda: listed(value(row[0]) for row in rows("e_value").columns("it")))
        tell(f"count {name}", lambda first=values[0]: rows("e_value").where("it", "=", first).count())
        op.drop_table("e_value")
    # One of each is left for whoever compares the rows.
    op.create_table(
        "e_values",
        *numbered(
            Column("an_integer", sa.BigInteger),
            Column("a_decimal", sa.Numeric(10, 2)),
            Column("a_text", Text),
            Column("some_bytes", sa.LargeBinary),
            Column("a_date", sa.Date),
        ),
    )
    names = ["id", "an_integer", "a_decimal", "a_text", "some_bytes", "a_date"]
    row = (1, -(2**63), decimal.Decimal("-0.50"), "ünïcode", b"\x00\xff", datetime.date(2026, 1, 31))
    nulls = (2, None, None, None, None, None)
    tell("insert one of each", lambda: rows("e_values").insert([row, nulls], names))


# ---- rows without SQL -----------------------------------------------------------------------------------------------

ROWS = "e_rows"


def rows_of_a_table():
    op.create_table(ROWS, *numbered(Column("name", String(20)), Column("age", Integer)))
    people = ((number, f"n{number:02}", number if number % 5 else None) for number in range(1, 26))
    tell("insert", lambda: rows(ROWS).batch(10).insert(people, ["id", "name", "age"]))
    counting()
    reading()
    changing()
    refused_rows()


def counting():
    tell("count", lambda: rows(ROWS).count())
    tell("equals", lambda: rows(ROWS).where(name="n03").count())
    tell("differs", lambda: rows(ROWS).where("age", "!=", 3).count())
    tell("less", lambda: rows(ROWS).where("id", "<", 4).count())
    tell("greater", lambda: rows(ROWS).where("id", ">", 20).count())
    tell("one of", lambda: rows(ROWS).where(id=[1, 2, 99]).count())
    tell("one of none", lambda: rows(ROWS).where(id=[]).count())
    tell("is null", lambda: rows(ROWS).where(age=None).count())
    tell("is not null", lambda: rows(ROWS).where("age", "is not", None).count())
    tell("several", lambda: rows(ROWS).where("id", ">", 4).where("id", "<", 11).where(age=None).count())


def reading():
    for batch in [1, 4, 25, 26, 10_000]:
        say(f"in batches of {batch}", listed(row.id for row in rows(ROWS).columns("id").batch(batch)))
    by_name = rows(ROWS).columns("name", "id").where("id", ">", 22).order_by("name").batch(2)
    say("by name", listed(row.name for row in by_name))
    # Changes behind the place read, while it is read.
    seen = 0
    for row in rows(ROWS).columns("id").batch(3):
        seen += rows(ROWS).where(id=row.id).count()
        rows(ROWS).where(id=row.id).update(age=100 + row.id)
    say("seen", seen)


def changing():
    by_key = [(1, "one", 11), (2, "two", None), (99, "nobody", 0)]
    tell("update by key", lambda: rows(ROWS).update_by("id", by_key, ["name", "age"]))
    tell("update where", lambda: rows(ROWS).where("id", "<", 6).update(name="few", age=0))
    tell("delete by key", lambda: rows(ROWS).delete_by(["id", "name"], [(1, "few"), (2, "many")]))
    tell("delete where", lambda: rows(ROWS).where("id", ">", 20).delete())
    tell("update all", lambda: rows(ROWS).update(age=1))
    tell("left", lambda: rows(ROWS).count())


def refused_rows():
    tell("a key twice", lambda: rows(ROWS).insert([(3, "again")], ["id", "name"]))
    tell("a row of another width", lambda: rows(ROWS).insert([(100,)], ["id", "name"]))
    tell("a column that isn't there", lambda: rows(ROWS).insert([(1,)], ["never"]))
    tell("a condition on no column", lambda: rows(ROWS).where(never=1).count())
    tell("a table that isn't there", lambda: rows("e_never").count())
    tell("a scan of no table", lambda: rows("e_never").first())
    tell("left after errors", lambda: rows(ROWS).count())


# ---- raw SQL --------------------------------------------------------------------------------------------------------


def marked(statement):
    """Parameters as the database writes them: each `?` with its number on PostgreSQL."""
    if context.dialect() != "postgresql":
        return statement
    first, *others = statement.split("?")
    return first + "".join(f"${number}{each}" for number, each in enumerate(others, 1))


def statements():
    def execute(what, statement, parameters=()):
        tell(what, lambda: sql.execute(marked(statement), parameters))

    execute("execute an insert", "INSERT INTO e_rows (id, name) VALUES (?, ?), (?, ?)", [101, "a", 102, "b"])
    execute("execute an update", "UPDATE e_rows SET name = upper(name) WHERE id > ?", [100])
    execute("execute an index", "CREATE INDEX ix_e_raw ON e_rows (name)")
    tell("has ix_e_raw", lambda: inspect().has_index("e_rows", "ix_e_raw"))
    tell("drop ix_e_raw", lambda: op.drop_index("ix_e_raw", "e_rows"))
    found = sql.query(marked("SELECT id, name AS label FROM e_rows WHERE id > ? ORDER BY id"), [100])
    say("the columns", listed(found[0].columns))
    for row in found:
        say("a row", f"{row.id} {row.label}")
    say("one value", sql.scalar("SELECT count(*) FROM e_rows"))
    none = sql.query_row(marked("SELECT id FROM e_rows WHERE id = ?"), [-1])
    say("no row", "none" if none is None else "one")
    for batch in [1, 7, 19, 50]:
        cursor = sql.cursor("SELECT id, id * id AS square FROM e_rows ORDER BY id", [], batch)
        say(f"a cursor in batches of {batch}", f"{listed(cursor.columns)} {sum(row.square for row in cursor)}")
    execute("a statement that is none", "SELEC 1")
    execute("a key twice by SQL", "INSERT INTO e_rows (id) VALUES (101)")
    execute("too few parameters", "DELETE FROM e_rows WHERE id = ?")
    for statement in ["COMMIT", "ROLLBACK", "BEGIN"]:
        execute(statement, statement)
    execute("execute a delete", "DELETE FROM e_rows WHERE id > ?", [100])
