// Rows of a table, read and changed without SQL.
import type { Name, Names } from "./definitions.js";
import type { Read, Value } from "./values.js";

/** A row that was read: its values by column. */
export type Row = Record<string, Read>;

/** A row to write: its values by column. */
export type NewRow = Readonly<Record<string, Value>>;

/** How a column compares: equal (to `null`: is NULL), different and not NULL (from `null`: is not NULL), less, greater, one of. */
export type Operator = "=" | "!=" | "<" | ">" | "in";

/**
 * The rows of a table: to read, count, insert, update or delete without SQL. Names are plain, values are bound.
 *
 * Without a condition it is every row; several conditions must all hold. Rows cross to the host and back a batch at a time, so that a table
 * of any size can be read; the table may be changed meanwhile.
 *
 * ```ts
 * rows("people").insert([{ id: 1, name: "Ada" }, { id: 2, name: "Grace" }]);
 * rows("people").whereNull("theme").update({ theme: "plain" });
 * for (const { id, name } of rows<{ id: number; name: string }>("people").select("id", "name")) {
 *   report.info(`${id}: ${name}`);
 * }
 * rows("people").where("id", "<", 2).delete();
 * ```
 *
 * @typeParam R What a row looks like. It is believed, not checked.
 */
export function rows<R extends object = Row>(table: Name): Rows<R>;

/** Some rows of a table. Each method that says which gives another one, and leaves this as it is. */
export interface Rows<R extends object = Row> extends Iterable<R> {
  /** Those whose columns equal these values, or are NULL where the value is `null`: `where({ theme: null, team: 3 })`. */
  where(values: NewRow): Rows<R>;
  /** Those whose column equals this value, or is NULL where the value is `null`. */
  where(column: string, value: Value): Rows<R>;
  /** Those whose column is one of these values. */
  where(column: string, operator: "in", values: Iterable<Value>): Rows<R>;
  /** Those whose column compares so. */
  where(column: string, operator: Exclude<Operator, "in">, value: Value): Rows<R>;
  /** Those whose column is one of these values. */
  whereIn(column: string, values: Iterable<Value>): Rows<R>;
  /** Those whose column is NULL. */
  whereNull(column: string): Rows<R>;
  /** Those whose column is not NULL. */
  whereNotNull(column: string): Rows<R>;

  /** The columns wanted, in this order; without, all in the table's order. */
  select<K extends keyof R & string>(...columns: readonly (K | readonly K[])[]): Rows<Pick<R, K>>;
  /** The columns to order by and to page by: their values together must be unique. Without, the primary key. */
  orderBy(...columns: readonly Names[]): Rows<R>;
  /** How many rows cross to the host and back at a time, 1 to 10,000; without, 1,000. */
  batch(rows: number): Rows<R>;
  /** Reads the rows in batches: `for (const people of rows("people").batches()) { … }`. */
  batches(): Iterable<R[]>;
  /** Reads all rows at once. For a large table, read them one by one or in batches. */
  all(): R[];
  /** The first row; undefined where there is none. */
  first(): R | undefined;
  /** How many rows there are. */
  count(): number;

  /**
   * Inserts rows by column, each with the same columns: `insert([{ id: 1, name: "Ada" }])`. The number of rows inserted. Takes any
   * iterable, a generator too, and hands a batch at a time to the host.
   */
  insert(rows: NewRow | Iterable<NewRow>): number;
  /** Inserts rows, each with a value for each of these columns: `insert(["id", "name"], [[1, "Ada"], [2, "Grace"]])`. */
  insert(columns: Names, rows: Iterable<readonly Value[] | NewRow>): number;
  /** Updates by key: `updateByKey("id", [{ id: 1, name: "Ada" }])`. The number of rows changed. */
  updateByKey(key: Names, rows: Iterable<NewRow>): number;
  /** Updates by key: each row has the key's values first, then the new ones: `updateByKey("id", "name", [[1, "Ada"]])`. */
  updateByKey(key: Names, columns: Names, rows: Iterable<readonly Value[] | NewRow>): number;
  /** Deletes by key: `deleteByKey("id", [1, 2])`, or the key's values by column or in an array. The number of rows deleted. */
  deleteByKey(key: Names, rows: Iterable<Value | readonly Value[] | NewRow>): number;
  /** Gives the rows these values. The number of rows changed. */
  update(values: NewRow): number;
  /** Deletes the rows; every row of the table where there is no condition. The number of rows deleted. */
  delete(): number;
}
