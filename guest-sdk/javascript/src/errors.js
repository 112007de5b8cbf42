// What can go wrong, as classes, and the way to and from the contract's variant `error`.

/** What every error of the host is, and every refusal of a migration. */
export class MigrationError extends Error {
  /** The case of the contract's `error`, such as `database`. */
  kind;

  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }

  get name() {
    return this.constructor.name;
  }
}

export class DatabaseError extends MigrationError {
  constructor({ code, message, detail, hint, position, statement, constraint }) {
    super("database", message);
    this.code = code;
    this.detail = detail;
    this.hint = hint;
    this.position = position;
    this.statement = statement;
    this.constraint = constraint;
  }
}

export class DeniedError extends MigrationError {
  constructor(message) {
    super("denied", message);
  }
}

export class UnsupportedError extends MigrationError {
  constructor(message) {
    super("unsupported", message);
  }
}

export class InvalidError extends MigrationError {
  constructor(message) {
    super("invalid", message);
  }
}

export class LimitError extends MigrationError {
  constructor(message) {
    super("limit", message);
  }
}

export class VetoError extends MigrationError {
  constructor(message) {
    super("veto", message);
  }
}

export class OtherError extends MigrationError {
  constructor(message) {
    super("other", message);
  }
}

const CLASSES = {
  database: DatabaseError,
  denied: DeniedError,
  unsupported: UnsupportedError,
  invalid: InvalidError,
  limit: LimitError,
  veto: VetoError,
  other: OtherError,
};

export function veto(message) {
  throw new VetoError(message);
}

export function ensure(condition, message) {
  if (!condition) {
    throw new VetoError(typeof message === "function" ? message() : message);
  }
}

/** What the bindings threw, as an error of this module; what isn't the host's answer stays as it is. */
export function fromHost(thrown) {
  const payload = thrown !== null && typeof thrown === "object" && "payload" in thrown ? thrown.payload : thrown;
  const Class = CLASSES[payload?.tag];
  return Class === undefined ? thrown : new Class(payload.val);
}

/** An error of this module as the contract's `error`; undefined where it is another. */
export function toHost(error) {
  if (!(error instanceof MigrationError)) {
    return undefined;
  }
  if (error instanceof DatabaseError) {
    const { code, message, detail, hint, position, statement, constraint } = error;
    return { tag: "database", val: { code, message, detail, hint, position, statement, constraint } };
  }
  return { tag: error.kind, val: error.message };
}
