// Every kind of value, there and back: as a parameter, as a row, as a condition.
import {
  createTable, date, decimal, float, json, jsonText, native, rows, sql, time, timestamp, unsigned, uuid, veto, type Read, type Value,
} from "mighost";
import { holds, invalid, mistaken, same, shown } from "./check.ts";

/** Each value and what SQLite gives back for it. */
function kinds(): [Value, Read][] {
  const text = "it's “ünïcode” \u{1F600}\n";
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  return [
    [null, null],
    [true, 1],
    [false, 0],
    [0, 0],
    [-(2n ** 63n), -(2n ** 63n)],
    [2n ** 63n - 1n, 2n ** 63n - 1n],
    [unsigned(7n), 7],
    [1.5, 1.5],
    [-0.1, -0.1],
    [float(Number.MAX_VALUE), Number.MAX_VALUE],
    [Infinity, Infinity],
    [decimal("-12.50"), "-12.50"],
    ["", ""],
    [text, text],
    ["with a\0zero", "with a\0zero"],
    [new Uint8Array(), new Uint8Array()],
    [bytes, bytes],
    [date("2026-01-31"), "2026-01-31"],
    [time("23:59:58.5"), "23:59:58.5"],
    [timestamp("2026-01-31T23:59:58.5"), "2026-01-31 23:59:58.5"],
    [timestamp("2026-01-31T23:59:58+02:00"), "2026-01-31 23:59:58+02:00"],
    [jsonText('{"a": [1, null]}'), '{"a": [1, null]}'],
    [uuid("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10"), "0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10"],
    [native("inet", "10.0.0.1"), "10.0.0.1"],
  ];
}

/** Sends them and looks at what comes back. */
export function bothWays(): void {
  for (const [sent, expected] of kinds()) {
    same("a value", sql.queryRow("SELECT ?1 AS echo", [sent]), { echo: expected });
  }
  invalid("an integer that is too large", () => sql.query("SELECT ?1", [2n ** 64n - 1n]));
  invalid("a float that isn't a number", () => sql.query("SELECT ?1", [NaN]));
  others();

  // A column without an affinity keeps values as they are.
  createTable("c_values", (t) => {
    t.integer("id").notNull();
    t.blob("value");
    t.primaryKey("id");
  });
  same("the rows inserted", rows("c_values").insert(["id", "value"], kinds().map(([sent], id) => [id, sent])), kinds().length);
  const read = rows("c_values").select("value").all().map(({ value }) => value);
  same("the values read", read, kinds().map(([, expected]) => expected));
  kinds().forEach(([sent, expected], id) => {
    if (sent !== null) {
      const found = rows("c_values").where("value", sent).where("id", id).count();
      same(`the rows equal to ${shown(expected)}`, found, 1);
    }
  });

  // A column with an affinity makes of them what the database makes of them.
  const columns = ["a_decimal", "a_boolean", "a_double", "a_varchar"];
  rows("c_types").insert(columns, [[decimal("12.50"), true, 2, 5]]);
  const row = rows("c_types").select(columns).whereNotNull("a_decimal").orderBy("a_decimal").first() ?? veto("the row isn't there");
  same("a decimal", Number(row["a_decimal"]), 12.5);
  holds("a truth value", Boolean(row["a_boolean"]));
  same("a float", row["a_double"], 2);
  same("a text", row["a_varchar"], "5");
}

/** What only this language has. */
function others(): void {
  same("a moment", sql.queryValue("SELECT ?1", [new Date(Date.UTC(2026, 0, 31, 23, 59, 58, 500))]), "2026-01-31 23:59:58.500+00:00");
  same("JSON", sql.queryValue("SELECT ?1", [json({ a: [1, null] })]), '{"a":[1,null]}');
  same("a whole float", sql.queryValue("SELECT typeof(?1)", [float(2)]), "real");
  same("the largest exact number", sql.queryValue("SELECT ?1", [2 ** 53 - 1]), 2 ** 53 - 1);
  same("the next one", sql.queryValue("SELECT ?1", [2n ** 53n]), 2n ** 53n);
  mistaken("a number that isn't exact", () => sql.query("SELECT ?1", [2 ** 53]));
  mistaken("an integer of more than 64 bits", () => sql.query("SELECT ?1", [2n ** 64n]));
  mistaken("nothing", () => sql.query("SELECT ?1", [undefined as unknown as Value]));
}
