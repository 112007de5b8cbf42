// Rows without SQL.
import { createTable, rows, type Value } from "mighost";
import { list, say, tell } from "./tell.ts";

const TABLE = "e_rows";

interface Person { id: number; name: string; age: number | null }

/** Inserts, reads, changes and deletes them. */
export function rowsOfATable(): void {
  createTable(TABLE, (t) => {
    t.integer("id").notNull();
    t.varchar("name", 20);
    t.integer("age");
    t.primaryKey("id");
  });
  tell("insert", () => rows(TABLE).batch(10).insert(["id", "name", "age"], people()));
  counting();
  reading();
  changing();
  refused();
}

function* people(): Iterable<Value[]> {
  for (let id = 1; id <= 25; id += 1) {
    yield [id, `n${String(id).padStart(2, "0")}`, id % 5 === 0 ? null : id];
  }
}

function counting(): void {
  tell("count", () => rows(TABLE).count());
  tell("equals", () => rows(TABLE).where("name", "n03").count());
  tell("differs", () => rows(TABLE).where("age", "!=", 3).count());
  tell("less", () => rows(TABLE).where("id", "<", 4).count());
  tell("greater", () => rows(TABLE).where("id", ">", 20).count());
  tell("one of", () => rows(TABLE).whereIn("id", [1, 2, 99]).count());
  tell("one of none", () => rows(TABLE).whereIn("id", []).count());
  tell("is null", () => rows(TABLE).whereNull("age").count());
  tell("is not null", () => rows(TABLE).whereNotNull("age").count());
  tell("several", () => rows(TABLE).where("id", ">", 4).where("id", "<", 11).whereNull("age").count());
}

function reading(): void {
  for (const batch of [1, 4, 25, 26, 10_000]) {
    const read = [...rows<Person>(TABLE).select("id").batch(batch)].map(({ id }) => id);
    say(`in batches of ${batch}`, list(read));
  }
  const byName = rows<Person>(TABLE).select("name", "id").where("id", ">", 22).orderBy("name").batch(2);
  say("by name", list([...byName].map(({ name }) => name)));
  // Changes behind the place read, while it is read.
  let seen = 0;
  for (const { id } of rows<Person>(TABLE).select("id").batch(3)) {
    seen += rows(TABLE).where("id", id).count();
    rows(TABLE).where("id", id).update({ age: 100 + id });
  }
  say("seen", String(seen));
}

function changing(): void {
  const byKey = [[1, "one", 11], [2, "two", null], [99, "nobody", 0]];
  tell("update by key", () => rows(TABLE).updateByKey("id", ["name", "age"], byKey));
  tell("update where", () => rows(TABLE).where("id", "<", 6).update({ name: "few", age: 0 }));
  tell("delete by key", () => rows(TABLE).deleteByKey(["id", "name"], [[1, "few"], [2, "many"]]));
  tell("delete where", () => rows(TABLE).where("id", ">", 20).delete());
  tell("update all", () => rows(TABLE).update({ age: 1 }));
  tell("left", () => rows(TABLE).count());
}

function refused(): void {
  tell("a key twice", () => rows(TABLE).insert({ id: 3, name: "again" }));
  tell("a row of another width", () => rows(TABLE).insert(["id", "name"], [[100]]));
  tell("a column that isn't there", () => rows(TABLE).insert({ never: 1 }));
  tell("a condition on no column", () => rows(TABLE).where("never", 1).count());
  tell("a table that isn't there", () => rows("e_never").count());
  tell("a scan of no table", () => list(rows("e_never").all()));
  tell("left after errors", () => rows(TABLE).count());
}
