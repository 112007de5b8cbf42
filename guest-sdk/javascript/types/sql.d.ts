// Raw SQL in the database's own dialect, one statement a call.
//
// A migration that uses it says so in a line of its own, and needs the grant for raw SQL:
//
//     // mighost: uses sql
//
// What `alterTable` and its kin and `rows` can do needs none, and runs on every database. Parameters are written as the database writes
// them: `?` or `?1` on SQLite, `$1` on PostgreSQL, `?` on MySQL.
import type { Row } from "./rows.js";
import type { Read, Value } from "./values.js";

/**
 * Runs one statement. The number of rows that it changed; 0 for what changes none.
 *
 * ```ts
 * sql.execute("update people set name = trim(name) where id > ?", [10]);
 * ```
 *
 * @throws {DeniedError} for transaction control, for attaching files and for loading code, however they are written; and where the
 *   migration doesn't say that it uses SQL.
 */
export function execute(statement: string, parameters?: readonly Value[]): number;
/** Runs one query and gives all its rows, by column, up to the step's limit. */
export function query<R extends object = Row>(statement: string, parameters?: readonly Value[]): R[];
/** Runs one query and gives its first row; undefined where there is none. */
export function queryRow<R extends object = Row>(statement: string, parameters?: readonly Value[]): R | undefined;
/** Runs one query and gives the first value of its first row; undefined where there is none. */
export function queryValue<V = Read>(statement: string, parameters?: readonly Value[]): V | undefined;
/** Runs one query and gives its rows as arrays, where columns have the same name. */
export function resultSet(statement: string, parameters?: readonly Value[]): ResultSet;
/** Runs one query and gives its rows as they are read, in batches of `batch` (1 to 10,000; without, 1,000). It can be read once. */
export function cursor<R extends object = Row>(statement: string, parameters?: readonly Value[], options?: { readonly batch?: number }): Cursor<R>;

/** What a query gave. */
export interface ResultSet {
  /** The columns' names. */
  readonly columns: string[];
  /** The rows. */
  readonly rows: Read[][];
}

/** The rows of a query, as they are read. */
export interface Cursor<R extends object = Row> extends Iterable<R> {
  /** The columns' names. */
  readonly columns: string[];
  /** The rows in batches. */
  batches(): Iterable<R[]>;
}
