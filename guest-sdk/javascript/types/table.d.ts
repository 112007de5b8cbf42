// Creating, dropping and renaming tables.
import type {
  CheckOptions, ColumnType, ComputedDefault, Constraint, ExclusionOptions, ForeignKeyOptions, Identity, IndexOptions, IndexPart,
  IntegerOptions, Name, Names, PrimaryKeyOptions, Table, TextSize, TimeOptions, UniqueOptions,
} from "./definitions.js";
import type { Value } from "./values.js";

/**
 * Creates a table with its columns, constraints and indexes. True where it was created.
 *
 * ```ts
 * createTable("people", (t) => {
 *   t.integer("id").primaryKey().autoIncrement();
 *   t.varchar("name", 200).notNull();
 *   t.integer("team_id").references("team", "id", { onDelete: "set-null" });
 *   t.timestamp("created").notNull().defaultNow();
 *   t.check("length(name) > 0", { name: "people_have_names" });
 *   t.index("team_id");
 * });
 * ```
 *
 * @param name Its name.
 * @param build Says what is in it.
 * @param options With `ifNotExists`, nothing is done where a table of that name exists, and the answer is false.
 * @throws {InvalidError} where it exists, has no column, or one twice.
 */
export function createTable(name: Name, build: (table: TableBuilder) => void, options?: { readonly ifNotExists?: boolean }): boolean;
/**
 * Creates a table of a definition, such as one that `inspect.table` gave:
 * `createTable({ ...inspect.table("people"), name: "people_2026", indexes: [] })`.
 */
export function createTable(table: Table, options?: { readonly ifNotExists?: boolean }): boolean;

/** How something is dropped. */
export interface DropOptions {
  /** Do nothing where it doesn't exist. */
  readonly ifExists?: boolean;
  /** Drop what stands on it too. Without, the database refuses where something does. */
  readonly cascade?: boolean;
}

/** Drops a table and its indexes. True where it was there. */
export function dropTable(name: Name, options?: DropOptions): boolean;

/** Renames a table; what refers to it follows. A target in another schema moves it (not on SQLite). */
export function renameTable(from: Name, to: Name): void;

/** A column in the making. It may be NULL, unless it is said otherwise. */
export interface ColumnBuilder {
  /** It may not be NULL. */
  notNull(): this;
  /** It may be NULL, as it may where nothing is said. */
  nullable(): this;
  /** What it holds where an insert doesn't say: a value, or one of `now()`, `currentDate()`, `currentTime()`, `expression(…)`. */
  default(value: Value | ComputedDefault): this;
  /** The current date and time where an insert doesn't say. */
  defaultNow(): this;
  /** An expression where an insert doesn't say, as the database writes it. */
  defaultExpression(sql: string): this;
  /** It is computed from other columns: when it is read, or with `stored` when a row is written. */
  generatedAs(sql: string, options?: { readonly stored?: boolean }): this;
  /** It numbers its rows: AUTOINCREMENT on SQLite, AUTO_INCREMENT on MySQL, an identity column on PostgreSQL. */
  autoIncrement(identity?: Identity): this;
  /** Its collation, such as `NOCASE`. */
  collate(collation: string): this;
  /** Its comment. SQLite keeps none. */
  comment(comment: string): this;
  /** Without a sign (MySQL, MariaDB). */
  unsigned(): this;
  /** A setting that only some databases have, such as `on-update` on MySQL. */
  setting(name: string, value?: string): this;
  /** It is the primary key, and may not be NULL. Several columns that say this are one key together. */
  primaryKey(options?: PrimaryKeyOptions): this;
  /** No two rows have the same. */
  unique(options?: UniqueOptions): this;
  /** A condition on the table, as the database writes it. */
  check(condition: string, options?: CheckOptions): this;
  /** It refers to a column of another table; without columns, to that table's primary key. */
  references(table: Name, columns?: Names, options?: ForeignKeyOptions): this;
  /** An index over it, named `ix_<table>_<column>`. */
  index(options?: IndexOptions): this;
}

/** What stands in a table, by methods named after types: `t.varchar("name", 200)`. */
export interface Columns<C extends ColumnBuilder> {
  /** A column of any type. */
  column(name: string, type: ColumnType): C;
  /** A truth value. */
  boolean(name: string): C;
  /** An 8-bit integer (SMALLINT on PostgreSQL). */
  tinyint(name: string, options?: IntegerOptions): C;
  /** A 16-bit integer. */
  smallint(name: string, options?: IntegerOptions): C;
  /** A 24-bit integer (MySQL; INTEGER elsewhere). */
  mediumint(name: string, options?: IntegerOptions): C;
  /** A 32-bit integer. */
  integer(name: string, options?: IntegerOptions): C;
  /** A 64-bit integer. */
  bigint(name: string, options?: IntegerOptions): C;
  /** An exact decimal of `precision` digits in all, `scale` of them behind the point; without, the database's own. */
  decimal(name: string, precision?: number, scale?: number): C;
  /** A 32-bit float. */
  real(name: string): C;
  /** A 64-bit float. */
  double(name: string): C;
  /** Text of a fixed length in characters. */
  char(name: string, length: number): C;
  /** Text up to a length in characters; without a length, which MySQL refuses, of any. */
  varchar(name: string, length?: number): C;
  /** Long text. */
  text(name: string, size?: TextSize): C;
  /** Bytes of a fixed length. */
  binary(name: string, length: number): C;
  /** Bytes up to a length. */
  varbinary(name: string, length: number): C;
  /** Long bytes. */
  blob(name: string, size?: TextSize): C;
  /** A calendar date. */
  date(name: string): C;
  /** A time of day. */
  time(name: string, options?: TimeOptions): C;
  /** A date and time (DATETIME on SQLite and MySQL). */
  timestamp(name: string, options?: TimeOptions): C;
  /** A span of time (PostgreSQL). */
  interval(name: string): C;
  /** A JSON text. */
  json(name: string): C;
  /** PostgreSQL's binary JSON; JSON elsewhere. */
  jsonb(name: string): C;
  /** A UUID. */
  uuid(name: string): C;
  /** One of some labels; with `type`, as a type of its own (PostgreSQL). */
  enumeration(name: string, labels: Names, options?: { readonly type?: Name }): C;
  /** Any of some labels (MySQL, MariaDB). */
  set(name: string, labels: Names): C;
  /** A string of bits of a fixed length. */
  bit(name: string, length: number): C;
  /** A string of bits up to a length (PostgreSQL). */
  varbit(name: string, length?: number): C;
  /** An array (PostgreSQL), its element as the database writes it. */
  array(name: string, element: string, options?: { readonly dimensions?: number }): C;
  /** Any other type, as the database writes it. */
  native(name: string, definition: string): C;

  /** A primary key over these columns. */
  primaryKey(columns: Names, options?: PrimaryKeyOptions): this;
  /** No two rows have the same in these columns. */
  unique(columns: Names, options?: UniqueOptions): this;
  /** A condition that every row meets, as the database writes it. */
  check(condition: string, options?: CheckOptions): this;
  /** These columns refer to those of another table; without `referredColumns`, to its primary key. */
  foreignKey(columns: Names, table: Name, referredColumns?: Names, options?: ForeignKeyOptions): this;
  /** No two rows satisfy all of these operators (PostgreSQL): `t.exclusion([["room", "="], ["span", "&&"]], { using: "gist" })`. */
  exclusion(elements: readonly (readonly [expression: string, operator: string])[], options?: ExclusionOptions): this;
}

/** A table in the making. */
export interface TableBuilder extends Columns<ColumnBuilder> {
  /** A constraint of any kind. */
  addConstraint(constraint: Constraint): this;
  /** An index over these parts, named `ix_<table>_<column>…` where it isn't given a name. */
  index(parts: IndexPart | readonly IndexPart[], options?: IndexOptions): this;
  /** The table's comment. SQLite keeps none. */
  comment(comment: string): this;
  /** A setting that only some databases have: `t.setting("strict")`, `t.setting("engine", "InnoDB")`. */
  setting(name: string, value?: string): this;
  /** The table as it will be created. */
  readonly definition: Table;
}
