// Reads the schema as it is now: what the step has changed is seen at once. mighost's own tables are never listed.
import type { Constraint, Enumeration, Index, Name, Sequence, Trigger, View, WholeColumn, WholeTable } from "./definitions.js";

/** The tables of a schema (without one: the default schema), by name. */
export function tables(schema?: string): Name[];
/** One table whole; undefined where it doesn't exist. */
export function table(name: Name): WholeTable | undefined;
/** Whether a table exists. */
export function hasTable(name: Name): boolean;
/** Whether a table exists and has that column. */
export function hasColumn(table: Name, column: string): boolean;
/** Whether a table exists and has an index of that name. */
export function hasIndex(table: Name, index: string): boolean;
/** Whether a table exists and has a constraint of that name. */
export function hasConstraint(table: Name, constraint: string): boolean;
/** The columns of a table. @throws {InvalidError} where it doesn't exist. */
export function columns(table: Name): WholeColumn[];
/** The indexes of a table. @throws {InvalidError} where it doesn't exist. */
export function indexes(table: Name): Index[];
/** The constraints of a table. @throws {InvalidError} where it doesn't exist. */
export function constraints(table: Name): Constraint[];
/** The triggers of a table or view. @throws {InvalidError} where it doesn't exist. */
export function triggers(table: Name): Trigger[];
/** The views of a schema, by name, materialized ones too. */
export function views(schema?: string): Name[];
/** One view; undefined where it doesn't exist. */
export function view(name: Name): View | undefined;
/** The sequences of a schema, by name. Empty where the database has none. */
export function sequences(schema?: string): Name[];
/** One sequence; undefined where it doesn't exist. */
export function sequence(name: Name): Sequence | undefined;
/** The enumeration types of a schema, by name. Empty where the database has none. */
export function enumerations(schema?: string): Enumeration[];
/** The schemas, by name, without the database's own. On SQLite: `main`. */
export function schemas(): string[];
