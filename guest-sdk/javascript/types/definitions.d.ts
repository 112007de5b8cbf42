// What tables, columns and the rest are: what `inspect` gives, and what may be given. What may be left out has a `?`.
import type { Value } from "./values.js";

/** A name: a plain text in the connection's default schema, or one in a schema of its own. Names are plain: the host quotes them. */
export type Name = string | QualifiedName;

/** A name in a schema. */
export interface QualifiedName {
  /** The schema. On SQLite `main`; on MySQL a database. */
  readonly schema: string;
  /** The name. */
  readonly name: string;
}

/** A name in a schema of its own: `inSchema("billing", "invoices")`. */
export function inSchema(schema: string, name: string): QualifiedName;

/** One name or several. */
export type Names = string | readonly string[];

/**
 * What only some databases have, by its name; `""` for what is just there: `{ strict: "" }`.
 *
 * SQLite: `strict`, `without-rowid`, `on-conflict`. MySQL: `engine`, `charset`, `row-format`, `on-update`. PostgreSQL: `tablespace`,
 * `fillfactor`, `unlogged`, `partition-by`.
 */
export type Settings = Readonly<Record<string, string>>;

// ---- column types --------------------------------------------------------------------------------------

/** The size of a long text or of long bytes, which MySQL tells apart: 255 bytes, 64 KiB, 16 MiB, 4 GiB. */
export type TextSize = "tiny" | "normal" | "medium" | "long";

/** The type of a column. {@link types} makes them. */
export type ColumnType =
  | { readonly kind: "boolean" | "real" | "double" | "date" | "interval" | "json" | "jsonb" | "uuid" }
  | { readonly kind: "integer"; readonly width: "tiny" | "small" | "medium" | "normal" | "big"; readonly unsigned: boolean }
  | { readonly kind: "decimal"; readonly precision?: number; readonly scale?: number }
  | { readonly kind: "char" | "binary" | "varbinary" | "bit"; readonly length: number }
  | { readonly kind: "varchar" | "varbit"; readonly length?: number }
  | { readonly kind: "text" | "blob"; readonly size: TextSize }
  | { readonly kind: "time" | "timestamp"; readonly precision?: number; readonly withZone: boolean }
  | { readonly kind: "enumeration"; readonly type?: Name; readonly labels: readonly string[] }
  | { readonly kind: "set"; readonly labels: readonly string[] }
  | { readonly kind: "array"; readonly element: string; readonly dimensions: number }
  | { readonly kind: "native"; readonly definition: string };

/** What a time or timestamp may say about itself. */
export interface TimeOptions {
  /** Digits of the fraction of a second, 0 to 6. */
  readonly precision?: number;
  /** Whether it knows the time zone. On MySQL, TIMESTAMP does and DATETIME doesn't. */
  readonly withZone?: boolean;
}

/** What an integer may say about itself. */
export interface IntegerOptions {
  /** Without a sign (MySQL, MariaDB). */
  readonly unsigned?: boolean;
}

/** Types of columns: `t.setType("age", types.bigint())`. */
export declare const types: Types;

/** The makers of column types. */
export interface Types {
  /** A truth value. */
  boolean(): ColumnType;
  /** An 8-bit integer (SMALLINT on PostgreSQL). */
  tinyint(options?: IntegerOptions): ColumnType;
  /** A 16-bit integer. */
  smallint(options?: IntegerOptions): ColumnType;
  /** A 24-bit integer (MySQL; INTEGER elsewhere). */
  mediumint(options?: IntegerOptions): ColumnType;
  /** A 32-bit integer. */
  integer(options?: IntegerOptions): ColumnType;
  /** A 64-bit integer. */
  bigint(options?: IntegerOptions): ColumnType;
  /** An exact decimal of `precision` digits in all, `scale` of them behind the point; without, the database's own. */
  decimal(precision?: number, scale?: number): ColumnType;
  /** A 32-bit float. */
  real(): ColumnType;
  /** A 64-bit float. */
  double(): ColumnType;
  /** Text of a fixed length in characters. */
  char(length: number): ColumnType;
  /** Text up to a length in characters; without a length, which MySQL refuses, of any. */
  varchar(length?: number): ColumnType;
  /** Long text. */
  text(size?: TextSize): ColumnType;
  /** Bytes of a fixed length. */
  binary(length: number): ColumnType;
  /** Bytes up to a length. */
  varbinary(length: number): ColumnType;
  /** Long bytes. */
  blob(size?: TextSize): ColumnType;
  /** A calendar date. */
  date(): ColumnType;
  /** A time of day. */
  time(options?: TimeOptions): ColumnType;
  /** A date and time (DATETIME on SQLite and MySQL). */
  timestamp(options?: TimeOptions): ColumnType;
  /** A span of time (PostgreSQL). */
  interval(): ColumnType;
  /** A JSON text. */
  json(): ColumnType;
  /** PostgreSQL's binary JSON; JSON elsewhere. */
  jsonb(): ColumnType;
  /** A UUID. */
  uuid(): ColumnType;
  /**
   * One of some labels; a text with a check on SQLite. With `type` a type of its own on PostgreSQL, created where it doesn't exist; with
   * `type` and no labels one that exists.
   */
  enumeration(labels: Names, options?: { readonly type?: Name }): ColumnType;
  /** Any of some labels (MySQL, MariaDB). */
  set(labels: Names): ColumnType;
  /** A string of bits of a fixed length. */
  bit(length: number): ColumnType;
  /** A string of bits up to a length (PostgreSQL); without a length, of any. */
  varbit(length?: number): ColumnType;
  /** An array (PostgreSQL), its element as the database writes it: `types.array("varchar(20)")`. */
  array(element: string, options?: { readonly dimensions?: number }): ColumnType;
  /** Any other type, as the database writes it: `types.native("POINT")`. */
  native(definition: string): ColumnType;
}

// ---- columns -------------------------------------------------------------------------------------------

/** A default that is computed. {@link now}, {@link currentDate}, {@link currentTime} and {@link expression} make them. */
export type ComputedDefault =
  | { readonly kind: "current-timestamp" | "current-date" | "current-time" }
  | Expression;

/** An expression, as the database writes it. */
export interface Expression {
  /** Tells it from a value. */
  readonly kind: "expression";
  /** The expression. */
  readonly expression: string;
}

/** The current date and time, as a default: `t.setDefault("at", now())`. */
export function now(): ComputedDefault;
/** The current date, as a default. */
export function currentDate(): ComputedDefault;
/** The current time of day, as a default. */
export function currentTime(): ComputedDefault;
/** An expression as the database writes it, as a default or as a part of an index: `t.index(expression("lower(name)"), { name: "ix_lower" })`. */
export function expression(sql: string): Expression;

/** How a column numbers its rows. */
export interface Identity {
  /** Inserts may not give a value (PostgreSQL's `generated always`). */
  readonly always?: boolean;
  /** The first number. */
  readonly start?: number | bigint;
  /** The step between numbers. */
  readonly increment?: number | bigint;
  /** The least number. */
  readonly minValue?: number | bigint;
  /** The greatest number. */
  readonly maxValue?: number | bigint;
  /** Begin again after the last. */
  readonly cycle?: boolean;
  /** How many numbers a session takes at a time. */
  readonly cache?: number | bigint;
}

/** A column. */
export interface Column {
  /** Its name. */
  readonly name: string;
  /** Its type. */
  readonly type: ColumnType;
  /** Whether it may be NULL. It may, where nothing is said. */
  readonly nullable?: boolean;
  /** What it holds where an insert doesn't say; `null` is NULL, and nothing is no default. */
  readonly default?: Value | ComputedDefault;
  /** How it is computed from other columns: on disk where `stored`, else when it is read. */
  readonly generated?: { readonly expression: string; readonly stored?: boolean };
  /** How it numbers its rows. */
  readonly identity?: Identity;
  /** Its collation, such as `NOCASE`. */
  readonly collation?: string;
  /** Its comment; SQLite keeps none. */
  readonly comment?: string;
  /** What only some databases have. */
  readonly settings?: Settings;
}

// ---- constraints ---------------------------------------------------------------------------------------

/** When a constraint is checked: at once; at once unless the transaction asks otherwise; when the transaction commits. */
export type Deferral = "not-deferrable" | "initially-immediate" | "initially-deferred";

/** What happens to a row whose referenced row is deleted or changed. */
export type ForeignKeyAction = "no-action" | "restrict" | "cascade" | "set-null" | "set-default";

/** What a primary key may say about itself. */
export interface PrimaryKeyOptions {
  /** Its name. */
  readonly name?: string;
  /** What only some databases have. */
  readonly settings?: Settings;
}

/** What a unique constraint may say about itself. */
export interface UniqueOptions extends PrimaryKeyOptions {
  /** NULLs count as equal (PostgreSQL 15 and newer). */
  readonly nullsNotDistinct?: boolean;
  /** When it is checked. */
  readonly deferral?: Deferral;
}

/** What a check may say about itself. */
export interface CheckOptions extends PrimaryKeyOptions {
  /** Checked for new rows only, until it is validated (PostgreSQL). */
  readonly notValid?: boolean;
}

/** What a foreign key may say about itself. */
export interface ForeignKeyOptions extends CheckOptions {
  /** When the referred row is deleted. */
  readonly onDelete?: ForeignKeyAction;
  /** When the referred row's key changes. */
  readonly onUpdate?: ForeignKeyAction;
  /** When it is checked. */
  readonly deferral?: Deferral;
  /** `MATCH FULL` instead of `MATCH SIMPLE` (PostgreSQL). */
  readonly matchFull?: boolean;
}

/** What an exclusion constraint may say about itself. */
export interface ExclusionOptions {
  /** Its name. */
  readonly name?: string;
  /** The index method, such as `gist`. */
  readonly using?: string;
  /** The rows that it holds for. */
  readonly where?: string;
  /** When it is checked. */
  readonly deferral?: Deferral;
}

/** A constraint of a table. */
export type Constraint =
  | ({ readonly kind: "primary-key"; readonly columns: readonly string[] } & PrimaryKeyOptions)
  | ({ readonly kind: "unique"; readonly columns: readonly string[] } & UniqueOptions)
  | ({ readonly kind: "check"; readonly expression: string } & CheckOptions)
  | ({ readonly kind: "foreign-key"; readonly columns: readonly string[]; readonly table: Name; readonly referredColumns?: readonly string[] } & ForeignKeyOptions)
  | ({ readonly kind: "exclusion"; readonly elements: readonly (readonly [expression: string, operator: string])[] } & ExclusionOptions);

// ---- indexes -------------------------------------------------------------------------------------------

/** How a part of an index is ordered. */
export interface Order {
  /** Downwards. */
  readonly descending?: boolean;
  /** Where NULLs sort (PostgreSQL). */
  readonly nulls?: "default" | "first" | "last";
  /** Its collation. */
  readonly collation?: string;
  /** Its operator class (PostgreSQL). */
  readonly operatorClass?: string;
  /** How many characters count (MySQL). */
  readonly prefix?: number;
}

/** A part of an index: a column's name, or more about it; {@link expression}, or more about it. */
export type IndexPart =
  | string
  | ({ readonly column: string; readonly expression?: never } & Order)
  | ({ readonly expression: string; readonly column?: never } & Order)
  | Expression;

/** What an index may say about itself. */
export interface IndexOptions {
  /** Its name; without, `ix_<table>_<column>…`. */
  readonly name?: string;
  /** No two rows alike. */
  readonly unique?: boolean;
  /** The method, such as `gin`, `hash`, `fulltext`, `spatial`. */
  readonly using?: string;
  /** The rows that it holds (a partial index). */
  readonly where?: string;
  /** Columns carried along (PostgreSQL). */
  readonly include?: Names;
  /** NULLs count as equal in a unique index (PostgreSQL 15 and newer). */
  readonly nullsNotDistinct?: boolean;
  /** A comment. */
  readonly comment?: string;
  /** What only some databases have. */
  readonly settings?: Settings;
}

/** An index. */
export interface Index extends IndexOptions {
  readonly name: string;
  /** Its parts in order. */
  readonly parts: readonly IndexPart[];
}

// ---- tables and the rest -------------------------------------------------------------------------------

/** A table, whole. */
export interface Table {
  /** Its name. */
  readonly name: Name;
  /** Its columns in order. */
  readonly columns: readonly Column[];
  /** Its constraints, the primary key among them. */
  readonly constraints?: readonly Constraint[];
  /** Its indexes, without those that a constraint makes by itself. */
  readonly indexes?: readonly Index[];
  /** A comment; SQLite keeps none. */
  readonly comment?: string;
  /** What only some databases have. */
  readonly settings?: Settings;
}

/** What `inspect` gives always has all that it can have. */
export interface WholeTable extends Table {
  readonly columns: readonly WholeColumn[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
  readonly settings: Settings;
}

/** A column as `inspect` gives it. */
export interface WholeColumn extends Column {
  readonly nullable: boolean;
  readonly settings: Settings;
}

/** A view. */
export interface View {
  /** Its name. */
  readonly name: Name;
  /** Its columns' names. */
  readonly columns: readonly string[];
  /** The query, as the database writes it. */
  readonly query: string;
  /** Stored and refreshed on demand (PostgreSQL). */
  readonly materialized: boolean;
  /** A comment. */
  readonly comment?: string;
}

/** A trigger. Triggers are made by raw SQL; this is for reading. */
export interface Trigger {
  /** Its name. */
  readonly name: string;
  /** The table or view that it stands on. */
  readonly table: Name;
  /** Its text, as the database keeps it. */
  readonly definition: string;
}

/** A sequence, and its numbers. */
export interface Sequence extends Identity {
  /** Its name. */
  readonly name: Name;
}

/** An enumeration type of its own (PostgreSQL). */
export interface Enumeration {
  /** Its name. */
  readonly name: Name;
  /** Its labels in order. */
  readonly labels: readonly string[];
}
