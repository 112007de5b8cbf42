// Every kind of value, there and back.
import {
  context, createTable, date, decimal, dropTable, jsonText, native, rows, time, timestamp, types, uuid, type ColumnType, type Read,
  type Value,
} from "mighost";
import { list, tell, value } from "./tell.ts";

/** The kinds, the type of a column for each, and values. */
function kinds(): [string, ColumnType, Value[]][] {
  const text = "it's “ünïcode” \u{1F600}\n\\ %s ? $1 :a";
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  return [
    ["booleans", types.boolean(), [true, false, null]],
    ["integers", types.bigint(), [0, 7, -7, -(2n ** 63n), 2n ** 63n - 1n]],
    ["integers beyond a double", types.bigint(), [9_007_199_254_740_993n]],
    ["unsigned", types.decimal(20, 0), [2n ** 64n - 1n]],
    ["floats", types.double(), [1.5, -0.125, 1234567.75]],
    ["a float that isn't a number", types.double(), [NaN]],
    ["decimals", types.decimal(30, 10), [decimal("-12.5000000000"), decimal("1024.0625000000")]],
    // SQLite makes floats of them, and every language writes such large ones in another way.
    ["large decimals", types.decimal(30, 10), [decimal("12345678901234567890.0123456789")]],
    ["texts", types.text(), ["", text]],
    ["a text with a zero", types.text(), ["a\0b"]],
    ["bytes", types.blob(), [new Uint8Array(), bytes]],
    ["dates", types.date(), [date("2026-01-31"), date("1970-01-01")]],
    ["times", types.time({ precision: 6 }), [time("23:59:58"), time("00:00:00.123456")]],
    ["timestamps", types.timestamp({ precision: 6 }), [timestamp("2026-01-31T23:59:58"), timestamp("2026-01-31T23:59:58.5")]],
    [
      "timestamps with an offset",
      types.timestamp({ precision: 6, withZone: true }),
      [timestamp("2026-01-31T23:59:58+00:00"), timestamp("2026-01-31T23:59:58.25+02:00")],
    ],
    ["JSON", types.json(), [jsonText('{"a":[1,null,"ü"]}')]],
    ["UUIDs", types.uuid(), [uuid("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10")]],
    ["native values", types.native("inet"), [native("inet", "10.0.0.1")]],
  ];
}

/** Sends them, reads them, and looks for them. */
export function bothWays(): void {
  for (const [name, type, values] of kinds()) {
    if (name === "large decimals" && context.dialect === "sqlite") continue;
    const there = tell(`a table of ${name}`, () => createTable("e_value", (t) => {
      t.integer("id").notNull();
      t.column("it", type);
      t.primaryKey("id");
    }));
    if (!there) continue;
    tell(`insert ${name}`, () => rows("e_value").insert(["id", "it"], values.map((it, id) => [id, it])));
    tell(`read ${name}`, () => list([...rows<{ it: Read }>("e_value").select("it")].map(({ it }) => value(it))));
    tell(`count ${name}`, () => rows("e_value").where("it", values[0]!).count());
    dropTable("e_value");
  }
  // One of each is left for whoever compares the rows.
  createTable("e_values", (t) => {
    t.integer("id").notNull();
    t.bigint("an_integer");
    t.decimal("a_decimal", 10, 2);
    t.text("a_text");
    t.blob("some_bytes");
    t.date("a_date");
    t.primaryKey("id");
  });
  const columns = ["id", "an_integer", "a_decimal", "a_text", "some_bytes", "a_date"];
  const row = [1, -(2n ** 63n), decimal("-0.50"), "ünïcode", Uint8Array.of(0, 255), date("2026-01-31")];
  tell("insert one of each", () => rows("e_values").insert(columns, [row, [2, null, null, null, null, null]]));
}
