"""Alembic's operations as the host gets them."""

import enum

from support import HostCase, ddl, wit

import mighost as sa
from mighost import Column, Integer, String, func, op, text
from mighost.dialects import mysql, postgresql


def name(table, schema=None):
    return wit.ObjectName(schema, table)


class Tables(HostCase):
    def test_a_table_is_made_with_all_that_stands_in_it(self):
        made = op.create_table(
            "people",
            Column("id", Integer, primary_key=True),
            Column("team_id", Integer, sa.ForeignKey("org.team.id", ondelete="CASCADE", name="fk_team"), index=True),
            Column("mail", String(200), unique=True),
            Column("nick", String(20), unique=True, index=True),
            sa.CheckConstraint("id > 0", name="ck"),
            schema="app",
            comment="who",
            mysql_engine="InnoDB",
        )
        self.assertTrue(made.created)
        table, if_not_exists = self.only("ddl.create_table")
        self.assertEqual((table.name, if_not_exists, table.comment), (name("people", "app"), False, "who"))
        self.assertEqual([(c.name, c.nullable) for c in table.columns],
                         [("id", False), ("team_id", True), ("mail", True), ("nick", True)])  # fmt: skip
        kinds = [type(constraint).__name__.removeprefix("Constraint_") for constraint in table.constraints]
        self.assertEqual(kinds, ["PrimaryKey", "ForeignKey", "Unique", "Check"])
        key = table.constraints[1].value
        self.assertEqual((key.referred_table, key.referred_columns), (name("team", "org"), ["id"]))
        self.assertEqual(key.on_delete, wit.ForeignKeyAction.CASCADE)
        self.assertEqual([(i.name, i.unique) for i in table.indexes],
                         [("ix_people_team_id", False), ("ix_people_nick", True)])  # fmt: skip
        self.assertEqual(table.settings, [wit.Setting("engine", "InnoDB")])

    def test_a_key_named_in_the_table_makes_its_columns_not_null(self):
        op.create_table("t", Column("a", Integer), Column("b", Integer), sa.PrimaryKeyConstraint("a", "b", name="pk"))
        table, _ = self.only("ddl.create_table")
        self.assertEqual([column.nullable for column in table.columns], [False, False])

    def test_sqlite_numbers_a_key_by_itself_and_others_are_told_to(self):
        for dialect, numbered in (("Sqlite", False), ("Postgresql", True), ("Mysql", True)):
            self.answers["context.dialect"] = getattr(wit, "Dialect_" + dialect)()
            self.calls.clear()
            op.create_table("t", Column("id", Integer, primary_key=True))
            table, _ = self.only("ddl.create_table")
            self.assertEqual(table.columns[0].identity is not None, numbered, dialect)

    def test_a_table_that_was_read_is_made_again_as_it_was(self):
        column = wit.Column("id", wit.ColumnType_Integer(wit.IntegerType(wit.IntegerWidth.BIG, False)), False, None, None,
                            None, None, None, [])  # fmt: skip
        key = wit.Constraint_PrimaryKey(wit.PrimaryKey("pk", ["id"], []))
        index = wit.Index("ix", [wit.IndexPart(wit.IndexKey_Expression("lower(a)"), True, wit.NullsOrder.LAST, "C", "ops", 3)],
                          True, "gin", "id > 1", ["id"], True, "c", [])  # fmt: skip
        read = wit.Table(name("t", "s"), [column], [key], [index], "c", [wit.Setting("strict", "")])
        self.answers["inspect.table"] = read
        self.answers["context.dialect"] = wit.Dialect_Postgresql()
        op.create_table(sa.inspect().table("t"))
        self.assertEqual(self.only("ddl.create_table")[0], read)

    def test_defaults_are_constants_in_the_columns_own_type(self):
        defaults = [
            (sa.Boolean(), "0", wit.ColumnDefault_Literal(wit.Value_Boolean(False))),
            (sa.Boolean(), sa.true(), wit.ColumnDefault_Literal(wit.Value_Boolean(True))),
            (sa.Boolean(), text("false"), wit.ColumnDefault_Literal(wit.Value_Boolean(False))),
            (sa.Boolean(), text("1"), wit.ColumnDefault_Literal(wit.Value_Boolean(True))),
            (Integer(), "0", wit.ColumnDefault_Literal(wit.Value_Integer(0))),
            (Integer(), text("(1)"), wit.ColumnDefault_Literal(wit.Value_Integer(1))),
            (String(9), "pending", wit.ColumnDefault_Literal(wit.Value_Text("pending"))),
            (String(9), text("'it''s'"), wit.ColumnDefault_Literal(wit.Value_Text("it's"))),
            (sa.DateTime(), func.now(), wit.ColumnDefault_CurrentTimestamp()),
            (sa.DateTime(), text("CURRENT_TIMESTAMP"), wit.ColumnDefault_CurrentTimestamp()),
            (sa.Date(), func.current_date(), wit.ColumnDefault_CurrentDate()),
            (sa.Uuid(), text("gen_random_uuid()"), wit.ColumnDefault_Expression("gen_random_uuid()")),
        ]
        for type_, default, expected in defaults:
            with self.subTest(default=default):
                self.assertEqual(Column("a", type_, server_default=default)._lower().default_value, expected)

    def test_every_type_comes_back_as_it_went(self):
        types = [
            sa.Boolean(), sa.TinyInteger(), sa.SmallInteger(), sa.MediumInteger(), Integer(unsigned=True), sa.BigInteger(),
            sa.Numeric(10, 2), sa.Numeric(), sa.REAL(), sa.Double(), sa.CHAR(3), String(20), String(), sa.Text("long"),
            sa.BINARY(16), sa.VARBINARY(32), sa.LargeBinary("tiny"), sa.Date(), sa.Time(True, 3), sa.DateTime(False, 6),
            sa.Interval(), sa.JSON(), sa.JSONB(), sa.Uuid(), sa.Enum("a", "b", name="kind", schema="s"), sa.SET("x"),
            sa.BIT(3), sa.BIT(None, varying=True), sa.ARRAY(sa.Numeric(4, 1), dimensions=2), sa.NativeType("point"),
        ]  # fmt: skip
        for type_ in types:
            with self.subTest(type=type_):
                self.assertEqual(sa.types.lift_type(type_._lower()), type_)

    def test_types_of_dialects_have_their_names(self):
        self.assertEqual(postgresql.UUID(as_uuid=True), sa.Uuid())
        self.assertEqual(postgresql.JSONB(astext_type=sa.Text()), sa.JSONB())
        self.assertEqual(postgresql.INET(), sa.NativeType("inet"))
        self.assertEqual(mysql.TINYINT(1), sa.Boolean())
        self.assertEqual(mysql.LONGTEXT(), sa.Text("long"))
        self.assertEqual(mysql.DATETIME(fsp=6), sa.DateTime(precision=6))

    def test_an_enumeration_takes_a_class_and_is_created_on_postgresql_alone(self):
        class Kind(enum.Enum):
            ONE = 1
            TWO = 2

        kind = sa.Enum(Kind)
        self.assertEqual((kind.name, kind.enums), ("kind", ["ONE", "TWO"]))
        kind.create(op.get_bind(), checkfirst=True)
        self.assertEqual(self.calls, [])
        self.answers["context.dialect"] = wit.Dialect_Postgresql()
        kind.create(op.get_bind(), checkfirst=True)
        self.assertEqual(self.only("ddl.create_enumeration"), [wit.Enumeration(name("kind"), ["ONE", "TWO"]), True])

    def test_another_type_on_one_database(self):
        type_ = sa.BigInteger().with_variant(Integer(), "sqlite")
        self.assertEqual(type_._lower().value.width, wit.IntegerWidth.NORMAL)
        self.answers["context.dialect"] = wit.Dialect_Postgresql()
        self.assertEqual(type_._lower().value.width, wit.IntegerWidth.BIG)

    def test_what_isnt_known_is_named(self):
        for make in (
            lambda: op.create_table("t", Column("a", Integer), oracle_x=1),
            lambda: Column("a", Integer, "x"),
            lambda: op.alter_column("t", "a", nulable=True),
            lambda: op.create_index("ix", "t", ["a"], uniqe=True),
            lambda: Column("a", dict),
            lambda: sa.ForeignKey("nowhere").over("a"),
        ):
            with self.assertRaises(sa.Invalid):
                make()
        self.assertEqual([call for call in self.calls if call[0].startswith("ddl")], [])


class Changes(HostCase):
    def kinds(self):
        return [type(change).__name__.removeprefix("Change_") for change in self.changes()]

    def test_a_column_is_added_with_its_key_and_index_in_one_change(self):
        op.add_column("people", Column("team_id", Integer, sa.ForeignKey("team.id"), index=True))
        self.assertEqual(self.kinds(), ["AddColumn", "AddConstraint", "AddIndex"])

    def test_a_batch_is_one_change_at_its_end(self):
        with op.batch_alter_table("people", schema=None, recreate="always") as batch_op:
            batch_op.add_column(Column("a", Integer), insert_after="id")
            batch_op.alter_column("b", existing_type=String(20), type_=String(40), nullable=False, server_default="x",
                                  new_column_name="c")  # fmt: skip
            batch_op.drop_constraint("uq", type_="unique")
            self.assertEqual(self.calls, [])
        self.assertEqual(self.kinds(), ["AddColumn", "SetType", "SetNullable", "SetDefault", "RenameColumn", "DropConstraint"])
        self.assertEqual(self.changes()[0].value.position, ddl.Position_After("id"))

    def test_a_batch_that_fails_changes_nothing(self):
        with self.assertRaises(ZeroDivisionError), op.batch_alter_table("people") as batch_op:
            batch_op.drop_column("a")
            raise ZeroDivisionError
        self.assertEqual(self.calls, [])

    def test_false_is_not_given_and_none_removes(self):
        op.alter_column("people", "a", server_default=None, comment=None, existing_nullable=True)
        self.assertEqual(self.changes(), [
            ddl.Change_SetDefault(ddl.SetDefault("a", None)),
            ddl.Change_SetColumnComment(ddl.SetText("a", None)),
        ])  # fmt: skip

    def test_a_constraint_without_a_name_is_dropped_by_what_it_is(self):
        with op.alter_table("people") as people:
            people.drop_unique(["a", "b"])
            people.drop_foreign_key("team_id")
            people.drop_check("a > 0")
            people.drop_primary_key()
        keys = [change.value.key for change in self.changes()]
        self.assertEqual(keys, [
            wit.ConstraintKey_Unique(["a", "b"]), wit.ConstraintKey_ForeignKey(["team_id"]),
            wit.ConstraintKey_Check("a > 0"), wit.ConstraintKey_PrimaryKey(),
        ])  # fmt: skip
        with self.assertRaisesRegex(sa.Invalid, "drop_unique"):
            op.drop_constraint(None, "people", type_="unique")

    def test_a_column_that_stands_brings_nothing_with_it(self):
        self.answers["inspect.has_column"] = True
        op.add_column("people", Column("team_id", Integer, sa.ForeignKey("team.id"), index=True), if_not_exists=True)
        self.assertEqual(self.kinds(), ["AddColumn"])

    def test_an_index_takes_what_alembic_takes(self):
        op.create_index(op.f("ix"), "people", ["name", text("lower(mail) DESC NULLS LAST"), sa.desc("born")], unique=True,
                        postgresql_where=text("born > 0"), postgresql_using="btree", postgresql_concurrently=True)  # fmt: skip
        table, index, mode = self.only("ddl.create_index")
        self.assertEqual((table, index.name, index.unique, index.method), (name("people"), "ix", True, "btree"))
        self.assertEqual([(p.key, p.descending, p.nulls) for p in index.parts], [
            (wit.IndexKey_Column("name"), False, wit.NullsOrder.DEFAULT),
            (wit.IndexKey_Expression("lower(mail)"), True, wit.NullsOrder.LAST),
            (wit.IndexKey_Column("born"), True, wit.NullsOrder.DEFAULT),
        ])  # fmt: skip
        # The condition is PostgreSQL's, and this is SQLite.
        self.assertIsNone(index.predicate)
        self.assertTrue(mode.concurrently)

    def test_an_index_is_dropped_without_its_table(self):
        self.answers["inspect.tables"] = [name("a"), name("b")]
        self.answers["inspect.has_index"] = lambda table, index: table.name == "b"
        op.drop_index("ix")
        self.assertEqual(self.only("ddl.drop_index")[0], name("b"))
        self.answers["inspect.has_index"] = False
        self.assertFalse(op.drop_index("ix", if_exists=True))
        with self.assertRaisesRegex(sa.Invalid, "no table has an index ix"):
            op.drop_index("ix")

    def test_an_autocommit_block_says_what_to_say_instead(self):
        with self.assertRaisesRegex(sa.Unsupported, 'transaction = "none"'), op.get_context().autocommit_block():
            pass
        with self.assertRaisesRegex(sa.Unsupported, "no migration commits"):
            op.get_bind().commit()
