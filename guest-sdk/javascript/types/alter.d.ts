// Changing a table.
import type {
  ColumnType, ComputedDefault, Constraint, Identity, IndexOptions, IndexPart, Name, Names,
} from "./definitions.js";
import type { ColumnBuilder, Columns } from "./table.js";
import type { Value } from "./values.js";

/**
 * Changes a table. All changes of one call are made in one go and in their order: SQLite rebuilds the table at most once, MySQL alters
 * it once. Nothing asks for what stands there already: the host looks it up.
 *
 * ```ts
 * alterTable("people", (t) => {
 *   t.varchar("email", 150).notNull().default("");   // adds a column
 *   t.renameColumn("name", "full_name");
 *   t.setNotNull("full_name");
 *   t.index("email");
 * });
 * ```
 *
 * @throws {InvalidError} where the table isn't as a change assumes. Then none of the changes is made.
 */
export function alterTable(name: Name, build: (table: AlterBuilder) => void): void;

/** A column to add. */
export interface AddedColumn extends ColumnBuilder {
  /** Before the first (SQLite, MySQL). */
  first(): this;
  /** Behind another one (SQLite, MySQL). */
  after(column: string): this;
  /** Only where there is none of that name. */
  ifNotExists(): this;
}

/** Only where it is there. */
export interface IfExists {
  /** Do nothing where it doesn't exist. */
  readonly ifExists?: boolean;
}

/** Changes of a table. A method named after a type adds a column: `t.varchar("email", 150)`. */
export interface AlterBuilder extends Columns<AddedColumn> {
  /** Drops a column, with the indexes and constraints that stand on it alone. */
  dropColumn(name: string, options?: IfExists): this;
  /** Renames a column everywhere it is named. */
  renameColumn(from: string, to: string): this;
  /**
   * Changes a column's type: `t.setType("age", types.bigint())`. Without `using` the values are converted as the database does it, and
   * one that doesn't convert is an error; with it they are computed by an expression, as the database writes it.
   */
  setType(column: string, type: ColumnType, options?: { readonly using?: string }): this;
  /** Forbids NULL in a column. */
  setNotNull(column: string): this;
  /** Allows NULL in a column. */
  setNullable(column: string): this;
  /** Sets a column's default: a value, or one of `now()`, `currentDate()`, `currentTime()`, `expression(…)`. */
  setDefault(column: string, value: Value | ComputedDefault): this;
  /** Drops a column's default. */
  dropDefault(column: string): this;
  /** Makes a column one that is computed from others. */
  setGenerated(column: string, sql: string, options?: { readonly stored?: boolean }): this;
  /** Makes a computed column an ordinary one that keeps its values. */
  dropGenerated(column: string): this;
  /** Makes a column number its rows. */
  setIdentity(column: string, identity?: Identity): this;
  /** Makes a column that numbers its rows an ordinary one. */
  dropIdentity(column: string): this;
  /** Sets a column's collation; `null` is the database's default. */
  setCollation(column: string, collation: string | null): this;
  /** Sets a column's comment; `null` drops it. */
  setColumnComment(column: string, comment: string | null): this;
  /** Moves a column before the first (SQLite, MySQL). */
  moveFirst(column: string): this;
  /** Moves a column behind the last (SQLite, MySQL). */
  moveLast(column: string): this;
  /** Moves a column behind another one (SQLite, MySQL). */
  moveAfter(column: string, other: string): this;

  /** Adds a constraint of any kind; with `ifNotExists` only where none of its name stands. */
  addConstraint(constraint: Constraint, options?: { readonly ifNotExists?: boolean }): this;
  /** Drops the constraint of this name. */
  dropConstraint(name: string, options?: IfExists): this;
  /** Drops the primary key. */
  dropPrimaryKey(options?: IfExists): this;
  /** Drops the unique constraint over exactly these columns. */
  dropUnique(columns: Names, options?: IfExists): this;
  /** Drops the foreign key of exactly these columns. */
  dropForeignKey(columns: Names, options?: IfExists): this;
  /** Drops the check with exactly this condition. */
  dropCheck(condition: string, options?: IfExists): this;
  /** Renames a constraint. */
  renameConstraint(from: string, to: string): this;
  /** Checks the rows that a constraint added as `notValid` passed over (PostgreSQL). */
  validateConstraint(name: string): this;

  /** Adds an index over these parts, named `ix_<table>_<column>…` where it isn't given a name. */
  index(parts: IndexPart | readonly IndexPart[], options?: IndexOptions & { readonly ifNotExists?: boolean }): this;
  /** Drops an index. */
  dropIndex(name: string, options?: IfExists): this;

  /** Sets the table's comment; `null` drops it. */
  comment(comment: string | null): this;
  /** Sets a setting of the table that only some databases have: `t.setting("strict")`. */
  setting(name: string, value?: string): this;
  /** Drops a setting of the table. */
  dropSetting(name: string): this;
  /** Sets a setting of a column: on MySQL `t.columnSetting("changed", "on-update", "current_timestamp")` writes each update's moment. */
  columnSetting(column: string, name: string, value?: string): this;
  /** Drops a setting of a column. */
  dropColumnSetting(column: string, name: string): this;
}
