// What the types must take and what they must refuse: `tsc` runs it, nothing else does.
import {
  alterTable, createTable, DatabaseError, Decimal, inspect, rows, sql, types, veto, type Read, type Revision, type Row, type Value,
} from "mighost";
import { recorder, withHost } from "mighost/testing";

/** Fails to compile where two types differ. */
function is<A, B>(same: (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false): void {
  void same;
}

export function accepted(): void {
  const revision = { id: "1", revises: ["0", "00"], transaction: "none" } satisfies Revision;
  void revision;
  createTable("people", (t) => {
    t.integer("id").primaryKey().autoIncrement({ start: 10n });
    t.enumeration("colour", ["red"]).default("red").index({ unique: true });
    t.foreignKey(["a"], { schema: "s", name: "b" }).check("a > 0").unique("a");
  });
  alterTable("people", (t) => {
    t.varchar("email", 150).notNull().after("name").ifNotExists();
    t.setType("age", types.bigint(), { using: "age * 12" });
  });
  const untyped: Row[] = rows("people").all();
  for (const { id, name } of rows<{ id: number; name: string; age: number }>("people").where("id", "in", [1, 2n]).select("id", "name")) {
    is<typeof id, number>(true);
    is<typeof name, string>(true);
  }
  const value = untyped[0]?.["price"];
  if (value instanceof Decimal) {
    is<typeof value, Decimal>(true);
  }
  const back: Value = value as Read;
  rows("people").insert(["a", "b"], [[back, new Date()], [null, new Uint8Array()]]);
  rows("people").insert([{ a: 1n, b: true }]);
  const count = sql.queryValue<number>("select 1");
  is<typeof count, number | undefined>(true);
  const length = inspect.table("people")?.columns[0]?.type;
  if (length?.kind === "varchar") {
    is<typeof length.length, number | undefined>(true);
  }
  const { calls, interfaces } = recorder({ "ddl.createTable": () => true });
  withHost(interfaces, accepted);
  void calls;
}

export function refused(error: unknown): never {
  // @ts-expect-error: an id is needed
  const revision: Revision = { message: "no id" };
  void revision;
  createTable("people", (t) => {
    // @ts-expect-error: there is no such type
    t.varchr("name");
    // @ts-expect-error: a length is a number
    t.varchar("name", "20");
    // @ts-expect-error: only a column that is added has a place
    t.integer("id").first();
    // @ts-expect-error: there is no such action
    t.integer("team").references("team", "id", { onDelete: "delete" });
  });
  // @ts-expect-error: an object is no value; json(…) makes one of it
  rows("people").where("a", { b: 1 });
  // @ts-expect-error: a misspelt option
  createTable("people", () => {}, { ifNotExist: true });
  // @ts-expect-error: the rows have no such column
  rows<{ id: number }>("people").select("name");
  // @ts-expect-error: nothing may be made by hand that is told by its class
  new Decimal("1");
  if (error instanceof DatabaseError) {
    is<typeof error.code, string>(true);
  }
  veto("never");
}
