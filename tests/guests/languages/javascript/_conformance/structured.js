// Rows without SQL: every condition, batches that page, changes while reading.
import { createTable, rows } from "mighost";
import { database, holds, invalid, same } from "./check.ts";

const TABLE = "c_rows";

/** Reads and changes them. */
export function rowsOfATable() {
  createTable(TABLE, (t) => {
    t.integer("id").notNull();
    t.varchar("name", 20);
    t.integer("age");
    t.primaryKey("id");
  });
  same("the rows inserted", rows(TABLE).batch(4).insert(["id", "name", "age"], people()), 25);
  conditions();
  reading();
  changing();
  refused();
}

function* people() {
  for (let id = 1; id <= 25; id += 1) {
    yield [id, `n${String(id).padStart(2, "0")}`, id % 5 === 0 ? null : id];
  }
}

function conditions() {
  same("all", rows(TABLE).count(), 25);
  same("equal", rows(TABLE).where("name", "n07").count(), 1);
  same("different and not NULL", rows(TABLE).where("age", "!=", 7).count(), 19);
  same("less", rows(TABLE).where("id", "<", 3).count(), 2);
  same("greater", rows(TABLE).where("id", ">", 23).count(), 2);
  same("one of", rows(TABLE).whereIn("id", [1, 2, 99]).count(), 2);
  same("one of none", rows(TABLE).where("id", "in", []).count(), 0);
  same("NULL", rows(TABLE).where({ age: null }).count(), 5);
  same("not NULL", rows(TABLE).whereNotNull("age").count(), 20);
  same("several at once", rows(TABLE).where("id", ">", 4).where("id", "<", 11).whereNull("age").count(), 2);
}

function reading() {
  const ids = Array.from({ length: 25 }, (_, at) => at + 1);
  // Batches that end with the rows, within them and behind them.
  for (const batch of [1, 4, 5, 25, 26, 10_000]) {
    same("the ids in batches", [...rows(TABLE).select("id").batch(batch)].map(({ id }) => id), ids);
  }
  const all = rows(TABLE).where("id", 1)[Symbol.iterator]();
  same("a row with all its columns", all.next().value, { id: 1, name: "n01", age: 1 });
  holds("a scan ends", all.next().done && all.next().done);
  const byName = rows(TABLE).select("name", "id").where("id", ">", 22).orderBy("name").batch(2);
  same("the names in order", byName.all().map(({ name }) => name), ["n23", "n24", "n25"]);
  // Two scans at once, and changes behind and before the place read.
  let seen = 0;
  for (const { id } of rows(TABLE).select("id").batch(3)) {
    seen += rows(TABLE).where({ id }).count();
    rows(TABLE).where({ id }).update({ age: 100 + id });
  }
  same("the rows seen while they were changed", [seen, rows(TABLE).where("age", ">", 100).count()], [25, 25]);
}

function changing() {
  const byKey = [[1, "one", 11], [2, "two", null], [99, "nobody", 0]];
  same("rows changed by key", rows(TABLE).updateByKey("id", ["name", "age"], byKey), 2);
  same("a row changed", rows(TABLE).where({ id: 2, name: "two", age: null }).count(), 1);
  same("rows set", rows(TABLE).where("id", "<", 6).update({ name: "few", age: 0 }), 5);
  same("rows set so", rows(TABLE).where({ name: "few", age: 0 }).count(), 5);
  same("rows deleted by key", rows(TABLE).deleteByKey(["id", "name"], [[1, "few"], [2, "many"]]), 1);
  same("rows deleted", rows(TABLE).where("id", ">", 20).delete(), 5);
  same("rows left", rows(TABLE).count(), 19);
  same("every row changed", rows(TABLE).update({ age: 1 }), 19);
}

function refused() {
  database("a key twice", "SQLITE_CONSTRAINT_PRIMARYKEY", () => rows(TABLE).insert({ id: 3, name: "again" }));
  invalid("a row of another width", () => rows(TABLE).insert(["id", "name"], [[100]]));
  invalid("a column that isn't there", () => rows(TABLE).insert({ never: 1 }));
  invalid("a condition on no column", () => rows(TABLE).where("never", 1).count());
  invalid("a table that isn't there", () => rows("c_never").count());
  invalid("a scan of no table", () => rows("c_never").select("id").all());
  invalid("a batch of none", () => rows(TABLE).batch(0).all());
  same("rows inserted from nothing", rows(TABLE).insert("id", []), 0);
  same("the rows", rows(TABLE).count(), 19);
  same("every row deleted", rows(TABLE).delete(), 19);
}
