// Every type of a column, in a table of its own.
import { createTable, dropEnumeration, dropTable, inspect, types } from "mighost";
import { say, tell } from "./tell.ts";

/** Makes a table for each type, reads the type back and drops the table. */
export function all(): void {
  const columns = {
    boolean: types.boolean(),
    tinyint: types.tinyint(),
    smallint: types.smallint(),
    mediumint: types.mediumint(),
    integer: types.integer(),
    bigint: types.bigint(),
    "unsigned integer": types.integer({ unsigned: true }),
    decimal: types.decimal(10, 2),
    numeric: types.decimal(),
    real: types.real(),
    double: types.double(),
    char: types.char(3),
    varchar: types.varchar(20),
    "unbounded varchar": types.varchar(),
    text: types.text(),
    "long text": types.text("long"),
    binary: types.binary(16),
    varbinary: types.varbinary(32),
    blob: types.blob(),
    "tiny blob": types.blob("tiny"),
    date: types.date(),
    time: types.time(),
    "time of milliseconds": types.time({ precision: 3 }),
    "time with zone": types.time({ withZone: true }),
    timestamp: types.timestamp(),
    "timestamp of microseconds": types.timestamp({ precision: 6 }),
    "timestamp with zone": types.timestamp({ withZone: true }),
    interval: types.interval(),
    json: types.json(),
    jsonb: types.jsonb(),
    uuid: types.uuid(),
    enumeration: types.enumeration(["red", "green"]),
    "named enumeration": types.enumeration(["red", "green"], { type: "e_colour" }),
    "enumeration that isn't there": types.enumeration([], { type: "e_never" }),
    set: types.set(["x", "y"]),
    bits: types.bit(3),
    "varying bits": types.varbit(5),
    array: types.array("integer"),
    native: types.native("POINT"),
  };
  for (const [name, type] of Object.entries(columns)) {
    const there = tell(`type ${name}`, () => createTable("e_type", (t) => {
      t.integer("id").notNull();
      t.column("it", type);
      t.primaryKey("id");
    }));
    if (there) {
      const read = inspect.table("e_type")?.columns[1]?.type;
      say(`type ${name} read`, JSON.stringify(read) === JSON.stringify(type) ? "the same" : "another");
      dropTable("e_type");
    }
  }
  // What stood for it on PostgreSQL, the only one where the type is left.
  tell("drop enumeration e_colour", () => dropEnumeration("e_colour", { ifExists: true }));
}
