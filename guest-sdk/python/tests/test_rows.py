"""Rows without SQL, raw SQL, and SQLAlchemy's statements as far as they go."""

from support import Cursor, Err, HostCase, data, raw, wit

import mighost as sa
from mighost import Integer, String, column, op, rows, select, sql, table, text

INT, TEXT = wit.Value_Integer, wit.Value_Text


class Rows(HostCase):
    def test_conditions_say_what_python_says(self):
        found = rows("people").where(name="Ada", theme=None, team=[1, 2]).where("age", ">", 30).where("x", "is not", None)
        found.count()
        self.assertEqual(self.only("data.count"), [
            wit.ObjectName(None, "people"),
            [
                data.Filter("name", data.Condition_Equals(TEXT("Ada"))),
                data.Filter("theme", data.Condition_IsNull()),
                data.Filter("team", data.Condition_OneOf([INT(1), INT(2)])),
                data.Filter("age", data.Condition_Greater(INT(30))),
                data.Filter("x", data.Condition_IsNotNull()),
            ],
        ])  # fmt: skip
        with self.assertRaisesRegex(sa.Invalid, "no operator 'like'"):
            rows("people").where("name", "like", "A%")

    def test_narrowing_leaves_the_wider_rows_as_they_were(self):
        everyone = rows("people")
        everyone.where(id=1)
        everyone.count()
        self.assertEqual(self.only("data.count")[1], [])

    def test_reading_pages_through_a_cursor_and_closes_it(self):
        cursor = Cursor([[INT(n), TEXT(f"n{n}")] for n in range(5)])
        self.answers["data.scan"] = cursor
        read = [(row.id, row["name"]) for row in rows("people").columns("id", "name").batch(2)]
        self.assertEqual(read, [(n, f"n{n}") for n in range(5)])
        self.assertTrue(cursor.closed)

    def test_the_names_of_all_columns_are_asked_for_where_they_are_needed(self):
        self.answers["data.scan"] = lambda _: Cursor([[INT(1), TEXT("Ada")]])
        made = sa.Column("id", Integer)._lower(), sa.Column("name", String)._lower()
        self.answers["inspect.columns"] = list(made)
        self.assertEqual([tuple(row) for row in rows("people")], [(1, "Ada")])
        self.assertEqual([name for name, *_ in self.calls], ["data.scan"])
        self.assertEqual([row.name for row in rows("people")], ["Ada"])

    def test_rows_are_inserted_in_batches_of_the_same_columns(self):
        given = [{"id": 1, "name": "a"}, {"name": "b", "id": 2}, {"id": 3}]
        self.assertEqual(rows("people").insert(given), 3)
        sent = [arguments for name, *arguments in self.calls if name == "data.insert"]
        self.assertEqual([(columns, len(batch)) for _, columns, batch in sent],
                         [(["id", "name"], 1), (["name", "id"], 1), (["id"], 1)])  # fmt: skip
        self.calls.clear()
        self.assertEqual(rows("people").batch(2).insert(((n,) for n in range(5)), "id"), 5)
        self.assertEqual([len(batch) for _, _, _, batch in self.calls], [2, 2, 1])
        self.assertEqual(rows("people").insert([]), 0)

    def test_updates_by_key_put_the_key_first(self):
        rows("people").update_by("id", [{"name": "Ada", "id": 1}])
        _, key, columns, batch = self.only("data.update")
        self.assertEqual((key, columns, batch), (["id"], ["name"], [[INT(1), TEXT("Ada")]]))
        rows("people").delete_by("id", [1, 2])
        self.assertEqual(self.only("data.delete")[2], [[INT(1)], [INT(2)]])
        with self.assertRaisesRegex(sa.Invalid, "conditions would be ignored"):
            rows("people").where(id=1).update_by("id", [])

    def test_bulk_insert_sends_json_into_json_columns(self):
        people = table("people", column("id", Integer), column("tags", sa.JSON))
        op.bulk_insert(people, [{"id": 1, "tags": ["a"]}, {"id": 2, "tags": None}])
        self.assertEqual(self.only("data.insert")[2],
                         [[INT(1), wit.Value_Json('["a"]')], [INT(2), wit.Value_Null()]])  # fmt: skip

    def test_simple_statements_need_no_sql(self):
        people = table("people", column("id", Integer), column("theme", String))
        op.execute(people.update().where(people.c.theme == None).values(theme="plain"))  # noqa: E711
        op.execute(people.delete().where(sa.and_(people.c.id > 3, people.c.theme.in_(["a"]))))
        op.execute(people.insert().values(id=1, theme="x"))
        self.answers["data.scan"] = Cursor([[INT(7)]])
        found = op.get_bind().execute(select(people.c.id).where(people.c.theme == "plain").order_by(people.c.id))
        self.assertEqual(found.scalar(), 7)
        self.assertEqual([name for name, *_ in self.calls],
                         ["data.update_where", "data.delete_where", "data.insert", "data.scan"])  # fmt: skip
        for wrong in (lambda: people.c.id >= 3, lambda: (people.c.id == 3) | (people.c.id == 4)):
            with self.assertRaisesRegex(sa.Unsupported, "raw SQL"):
                wrong()


class RawSql(HostCase):
    def test_it_must_be_declared(self):
        with self.assertRaisesRegex(sa.Invalid, "add this line to the script: # mighost: uses sql"):
            op.execute("DELETE FROM people")
        self.assertEqual(self.calls, [])

    def test_names_become_what_the_database_writes(self):
        self.uses_sql()
        statement = text("UPDATE t SET a = :a, b = ':no', c = b::text /* :no */ WHERE a <> :a AND d IN :d -- :no")
        op.get_bind().execute(statement, {"a": 1, "d": [2, 3]})
        self.assertEqual(self.only("sql.execute"), [
            "UPDATE t SET a = ?, b = ':no', c = b::text /* :no */ WHERE a <> ? AND d IN (?, ?) -- :no",
            [INT(1), INT(1), INT(2), INT(3)],
        ])  # fmt: skip
        self.calls.clear()
        self.answers["context.dialect"] = wit.Dialect_Postgresql()
        op.get_bind().execute(statement, {"a": 1, "d": [2, 3]})
        self.assertEqual(self.only("sql.execute")[0][:20], "UPDATE t SET a = $1,")
        self.assertEqual(len(self.only("sql.execute")[1]), 3)
        with self.assertRaisesRegex(sa.Invalid, "parameter :x"):
            op.execute("UPDATE t SET a = :x")

    def test_what_gives_rows_gives_rows(self):
        self.uses_sql()
        self.answers["sql.query"] = raw.ResultSet(["id", "name"], [[INT(1), TEXT("a")], [INT(2), TEXT("b")]])
        bind = op.get_bind()
        self.assertEqual(bind.execute(text("SELECT id, name FROM t")).fetchall(), [(1, "a"), (2, "b")])
        self.assertEqual(bind.execute(text("-- why\n SELECT 1")).scalar(), 1)
        self.assertEqual(bind.execute(text("DELETE FROM t RETURNING id")).scalars().all(), [1, 2])
        self.assertEqual(bind.execute("SELECT 1").mappings().first(), {"id": 1, "name": "a"})
        self.assertEqual(sql.query_row("SELECT 1").name, "a")
        result = bind.execute(text("SELECT 1"))
        self.assertEqual([result.fetchone().id, result.fetchone().id, result.fetchone()], [1, 2, None])
        with self.assertRaises(sa.Invalid):
            bind.execute(text("SELECT 1")).one()

    def test_a_cursor_gives_batches(self):
        self.uses_sql()
        self.answers["sql.open_cursor"] = lambda *_: Cursor([[INT(n)] for n in range(5)], ["n"])
        self.assertEqual([row.n for row in sql.cursor("SELECT n", batch=2)], [0, 1, 2, 3, 4])
        self.assertEqual([len(batch) for batch in sql.cursor("SELECT n", batch=2).batches()], [2, 2, 1])

    def test_errors_keep_what_the_database_said(self):
        self.uses_sql()
        said = wit.DatabaseError("23505", "duplicate key", "Key (id)=(1)", None, 3, "INSERT", "people_pkey")
        self.answers["sql.execute"] = Err(wit.Error_Database(said))
        with self.assertRaises(sa.exc.IntegrityError) as caught:
            sql.execute("INSERT")
        error = caught.exception
        self.assertEqual((error.code, error.detail, error.constraint), ("23505", "Key (id)=(1)", "people_pkey"))
        self.assertEqual(sa._host.lower_error(error), wit.Error_Database(said))
        for kind, make in (("Denied", sa.Denied), ("Unsupported", sa.Unsupported), ("Invalid", sa.Invalid),
                           ("Limit", sa.LimitReached), ("Veto", sa.Veto), ("Other", sa.Other)):  # fmt: skip
            said = getattr(wit, "Error_" + kind)("why")
            self.answers["sql.execute"] = Err(said)
            with self.assertRaises(make) as caught:
                sql.execute("X")
            self.assertEqual(sa._host.lower_error(caught.exception), said)
