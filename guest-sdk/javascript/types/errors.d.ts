/**
 * What every call throws where it fails. Catch it to go on: only {@link LimitError} ends the step in any case.
 *
 * One that isn't caught rolls the whole step back, and reaches the operator as it is.
 *
 * ```ts
 * try {
 *   rows("people").insert([{ id: 1, name: "Ada" }]);
 * } catch (error) {
 *   if (!(error instanceof DatabaseError && error.code === "23505")) throw error;
 * }
 * ```
 */
export class MigrationError extends Error {
  protected constructor(kind: string, message: string);
  /** What kind of error it is. */
  readonly kind: "database" | "denied" | "unsupported" | "invalid" | "limit" | "veto" | "other";
}

/** What a {@link DatabaseError} is made of. */
export interface DatabaseErrorFields {
  /** The database's own code: SQLSTATE on PostgreSQL (`23505`), the number on MySQL (`1062`), the name on SQLite (`SQLITE_CONSTRAINT_UNIQUE`). */
  readonly code: string;
  /** The database's message. */
  readonly message: string;
  /** More about it, where the database says more. */
  readonly detail?: string | undefined;
  /** The database's own advice. */
  readonly hint?: string | undefined;
  /** Where in the statement, in characters from 1. */
  readonly position?: number | undefined;
  /** The statement that failed. */
  readonly statement?: string | undefined;
  /** The constraint that was broken, where the database names it. */
  readonly constraint?: string | undefined;
}

/** The database refused. */
export class DatabaseError extends MigrationError implements DatabaseErrorFields {
  /** For tests of migrations. */
  constructor(fields: DatabaseErrorFields);
  readonly kind: "database";
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly position?: number;
  readonly statement?: string;
  readonly constraint?: string;
}

/** The policy refused: what was asked for isn't granted. */
export class DeniedError extends MigrationError {
  constructor(message: string);
  readonly kind: "denied";
}

/** This database can't do that; the message says what it can do instead. */
export class UnsupportedError extends MigrationError {
  constructor(message: string);
  readonly kind: "unsupported";
}

/** The request makes no sense here: an unknown table, a column that exists, a row of the wrong width. */
export class InvalidError extends MigrationError {
  constructor(message: string);
  readonly kind: "invalid";
}

/** A limit of the step was reached. */
export class LimitError extends MigrationError {
  constructor(message: string);
  readonly kind: "limit";
}

/** The migration itself refuses to run. See {@link veto}. */
export class VetoError extends MigrationError {
  constructor(message: string);
  readonly kind: "veto";
}

/** Anything else that the host answered. */
export class OtherError extends MigrationError {
  constructor(message: string);
  readonly kind: "other";
}

/** Refuses to run, with the reason: `veto("some people have no name; give them one first")`. */
export function veto(reason: string): never;

/** Refuses to run unless a condition holds: ``ensure(nameless === 0, `${nameless} people have no name`)``. */
export function ensure(condition: unknown, reason: string | (() => string)): asserts condition;
