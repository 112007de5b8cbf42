/**
 * Write database migrations for mighost in JavaScript and TypeScript.
 *
 * A migration is one module. It says what it is with `revision`, and does its work in `upgrade` and `downgrade`:
 *
 * ```ts
 * import { alterTable, createTable, dropTable, inspect, type Revision } from "mighost";
 *
 * export const revision: Revision = { id: "20260105_145517", revises: "20260105_000000", message: "Add people" };
 *
 * export function upgrade() {
 *   createTable("people", (t) => {
 *     t.integer("id").primaryKey().autoIncrement();
 *     t.varchar("name", 200).notNull();
 *   });
 * }
 *
 * export function downgrade() {
 *   dropTable("people");
 * }
 * ```
 *
 * Every call is made at once and answers at once: nothing here is async. What a step has changed, its next call sees. An error that
 * leaves `upgrade` or `downgrade` rolls the whole step back.
 *
 * There are no files, no network, no timers and no environment where a migration runs; the clock stands at 1970 and `Math.random`
 * always gives the same numbers. `console` writes to the operator's log.
 *
 * @packageDocumentation
 */
export * from "./alter.js";
export * from "./context.js";
export * from "./definitions.js";
export * from "./errors.js";
export * as inspect from "./inspect.js";
export * as report from "./report.js";
export * from "./revision.js";
export * from "./rows.js";
export * from "./schema.js";
export * as sql from "./sql.js";
export type { Cursor, ResultSet } from "./sql.js";
export * from "./table.js";
export * from "./values.js";
