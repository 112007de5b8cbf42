// Indexes on their own, views, enumeration types, sequences and schemas.
import type { Identity, IndexOptions, IndexPart, Name, Names } from "./definitions.js";
import type { DropOptions } from "./table.js";

/** Without stopping writers (PostgreSQL's CONCURRENTLY). Only in a revision whose `transaction` is `"none"`. */
export interface Concurrently {
  /** Whether writers go on meanwhile. */
  readonly concurrently?: boolean;
}

/** Do nothing where it is there already. */
export interface IfNotExists {
  /** Whether one that is there already will do. */
  readonly ifNotExists?: boolean;
}

/**
 * Builds an index on its own, named `ix_<table>_<column>…` where it isn't given a name. True where it was built. Several changes of one
 * table are better one `alterTable`.
 */
export function createIndex(table: Name, parts: IndexPart | readonly IndexPart[], options?: IndexOptions & IfNotExists & Concurrently): boolean;
/** Drops an index on its own. True where it was there. */
export function dropIndex(table: Name, name: string, options?: { readonly ifExists?: boolean } & Concurrently): boolean;
/** Renames an index of a table. */
export function renameIndex(table: Name, from: string, to: string): void;
/** Sets the comment of an index (PostgreSQL); `null` drops it. */
export function setIndexComment(table: Name, index: string, comment: string | null): void;

/** What a view may say about itself. */
export interface ViewOptions {
  /** Its columns' names; without, those of the query. */
  readonly columns?: Names;
  /** Stored, and refreshed on demand (PostgreSQL). */
  readonly materialized?: boolean;
  /** A comment. */
  readonly comment?: string;
  /** In the place of one that stands. */
  readonly orReplace?: boolean;
}

/** Creates a view; the query is written as the database writes it. */
export function createView(name: Name, query: string, options?: ViewOptions): void;
/** Drops a view, materialized or not. True where it was there. */
export function dropView(name: Name, options?: DropOptions): boolean;
/** Renames a view (not on SQLite). */
export function renameView(from: Name, to: Name): void;
/** Fills a materialized view anew (PostgreSQL), with `concurrently` without stopping readers. */
export function refreshView(name: Name, options?: Concurrently): void;
/** Sets the comment of a view (PostgreSQL); `null` drops it. */
export function setViewComment(name: Name, comment: string | null): void;

/** Creates an enumeration type (PostgreSQL). True where it was created. */
export function createEnumeration(name: Name, labels: Names, options?: IfNotExists): boolean;
/** Adds a label to an enumeration type: behind the last, or `before` or `after` another. True where it was added. */
export function addLabel(name: Name, label: string, options?: { readonly before?: string; readonly after?: string } & IfNotExists): boolean;
/** Renames a label of an enumeration type. */
export function renameLabel(name: Name, from: string, to: string): void;
/** Renames an enumeration type. */
export function renameEnumeration(from: Name, to: Name): void;
/** Drops an enumeration type. True where it was there. */
export function dropEnumeration(name: Name, options?: DropOptions): boolean;

/** Creates a sequence (PostgreSQL, MariaDB): `createSequence("numbers", { start: 10, increment: 2 })`. True where it was created. */
export function createSequence(name: Name, numbers?: Identity & IfNotExists): boolean;
/** Changes a sequence's numbers: what isn't given stays. */
export function alterSequence(name: Name, numbers: Identity): void;
/** Renames a sequence. */
export function renameSequence(from: Name, to: Name): void;
/** Drops a sequence. True where it was there. */
export function dropSequence(name: Name, options?: DropOptions): boolean;

/** Creates a schema (PostgreSQL; a database on MySQL). True where it was created. */
export function createSchema(name: string, options?: IfNotExists): boolean;
/** Drops a schema. True where it was there. */
export function dropSchema(name: string, options?: DropOptions): boolean;
