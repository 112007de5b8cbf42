// The columns of a table that is created or changed: `t.varchar("name", 200).notNull()`.
import { expression, now, parts } from "./definitions.js";
import { indexName, list, options } from "./names.js";
import { types } from "./types.js";
import { told } from "./values.js";

const UNIQUE = ["name", "nullsNotDistinct", "deferral", "settings"];
const CHECK = ["name", "notValid", "settings"];
const FOREIGN_KEY = ["name", "onDelete", "onUpdate", "deferral", "matchFull", "notValid", "settings"];
const EXCLUSION = ["name", "using", "where", "deferral"];
const INDEX = ["name", "unique", "using", "where", "include", "nullsNotDistinct", "comment", "settings"];

// ---- what constraints and indexes look like ------------------------------------------------------------

export const constraints = {
  primaryKey: (columns, given) => ({ kind: "primary-key", columns: list(columns), ...options(given, ["name", "settings"], "a primary key") }),
  unique: (columns, given) => ({ kind: "unique", columns: list(columns), ...options(given, UNIQUE, "a unique constraint") }),
  check: (condition, given) => ({ kind: "check", expression: condition, ...options(given, CHECK, "a check") }),
  foreignKey: (columns, table, referredColumns, given) => ({
    kind: "foreign-key",
    columns: list(columns),
    table,
    referredColumns: list(referredColumns ?? []),
    ...options(given, FOREIGN_KEY, "a foreign key"),
  }),
  exclusion: (elements, given) => ({ kind: "exclusion", elements, ...options(given, EXCLUSION, "an exclusion constraint") }),
};

/** An index over these parts; its name, where none is given, from the table's and the columns'. */
export function indexOver(table, over, given, more = []) {
  const index = { parts: parts(over), ...options(given, [...INDEX, ...more], "an index") };
  if (index.name === undefined) {
    const columns = index.parts.map((part) => (typeof part === "string" ? part : part?.column));
    if (columns.includes(undefined)) {
      throw new TypeError("an index over an expression has no name of its own; next: give one: { name: \"ix_…\" }");
    }
    index.name = indexName(typeof table === "string" ? table : table.name, columns);
  }
  return index;
}

// ---- a column ------------------------------------------------------------------------------------------

/** A column in the making. `owner` is the table that it stands in. */
export class ColumnBuilder {
  #owner;

  constructor(owner, name, type) {
    this.#owner = owner;
    this.definition = { name, type, nullable: true };
  }

  #set(key, value) {
    this.definition[key] = value;
    return this;
  }

  notNull() {
    return this.#set("nullable", false);
  }

  nullable() {
    return this.#set("nullable", true);
  }

  default(value) {
    if (value === undefined) {
      throw new TypeError(`the default of ${this.definition.name} is undefined; next: give a value, or null for NULL`);
    }
    return this.#set("default", value);
  }

  defaultNow() {
    return this.default(now());
  }

  defaultExpression(sql) {
    return this.default(expression(sql));
  }

  generatedAs(sql, { stored = false } = {}) {
    return this.#set("generated", { expression: sql, stored });
  }

  autoIncrement(identity = {}) {
    return this.#set("identity", identity);
  }

  collate(collation) {
    return this.#set("collation", collation);
  }

  comment(comment) {
    return this.#set("comment", comment);
  }

  setting(name, value = "") {
    return this.#set("settings", { ...this.definition.settings, [name]: value });
  }

  unsigned() {
    const { type } = this.definition;
    if (type.kind !== "integer") {
      throw new TypeError(`${this.definition.name} is no integer: ${type.kind} knows no unsigned`);
    }
    return this.#set("type", { ...type, unsigned: true });
  }

  primaryKey(given) {
    this.#owner.primaryKeyWith(this.definition.name, given);
    return this.notNull();
  }

  unique(given) {
    this.#owner.unique(this.definition.name, given);
    return this;
  }

  check(condition, given) {
    this.#owner.check(condition, given);
    return this;
  }

  references(table, columns, given) {
    this.#owner.foreignKey(this.definition.name, table, columns, given);
    return this;
  }

  index(given) {
    this.#owner.index(this.definition.name, given);
    return this;
  }
}

// ---- the columns of a table ----------------------------------------------------------------------------

/** What `createTable` and `alterTable` have in common: columns by their types, constraints, indexes. */
export class Columns {
  constructor(name) {
    this.name = name;
  }

  column(name, type) {
    if (typeof name !== "string" || name === "") {
      throw new TypeError(`a column has a name, which isn't ${told(name)}`);
    }
    return this.addColumn(name, type);
  }

  primaryKey(columns, given) {
    return this.addConstraint(constraints.primaryKey(columns, given));
  }

  unique(columns, given) {
    return this.addConstraint(constraints.unique(columns, given));
  }

  check(condition, given) {
    return this.addConstraint(constraints.check(condition, given));
  }

  foreignKey(columns, table, referredColumns, given) {
    return this.addConstraint(constraints.foreignKey(columns, table, referredColumns, given));
  }

  exclusion(elements, given) {
    return this.addConstraint(constraints.exclusion(elements, given));
  }
}

// The methods named after types: `t.varchar("name", 20)` is `t.column("name", types.varchar(20))`.
for (const [name, type] of Object.entries(types)) {
  Object.defineProperty(Columns.prototype, name, {
    value(column, ...about) {
      return this.column(column, type(...about));
    },
  });
}
