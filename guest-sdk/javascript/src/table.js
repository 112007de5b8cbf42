// Creating, dropping and renaming tables.
import { Columns, ColumnBuilder, indexOver } from "./column.js";
import { lowerTable } from "./definitions.js";
import { call } from "./host.js";
import { lowerName, options } from "./names.js";
import { told } from "./values.js";

/** A table in the making. */
export class TableBuilder extends Columns {
  constructor(name) {
    super(name);
    this.definition = { name, columns: [], constraints: [], indexes: [], settings: {} };
  }

  addColumn(name, type) {
    const column = new ColumnBuilder(this, name, type);
    this.definition.columns.push(column.definition);
    return column;
  }

  addConstraint(constraint) {
    this.definition.constraints.push(constraint);
    return this;
  }

  /** Several columns that each say `primaryKey()` are one key together. */
  primaryKeyWith(column, given) {
    const key = this.definition.constraints.find(({ kind }) => kind === "primary-key");
    if (key === undefined) {
      this.primaryKey(column, given);
    } else {
      key.columns = [...key.columns, column];
      Object.assign(key, given);
    }
  }

  index(over, given) {
    this.definition.indexes.push(indexOver(this.name, over, given));
    return this;
  }

  comment(comment) {
    this.definition.comment = comment;
    return this;
  }

  setting(name, value = "") {
    this.definition.settings[name] = value;
    return this;
  }
}

export function createTable(name, build, given) {
  const whole = typeof name === "object" && typeof build !== "function";
  const { ifNotExists = false } = options(whole ? build : given, ["ifNotExists"], "createTable");
  if (whole) {
    return call("ddl", "createTable", lowerTable(name), ifNotExists);
  }
  if (typeof build !== "function") {
    throw new TypeError(`createTable takes a function that says what is in the table, not ${told(build)}`);
  }
  const table = new TableBuilder(name);
  built(build(table), "createTable");
  return call("ddl", "createTable", lowerTable(table.definition), ifNotExists);
}

/** Refuses a function that isn't finished when it returns. */
export function built(answer, what) {
  if (typeof answer?.then === "function") {
    throw new TypeError(`the function given to ${what} is async; next: make it a plain one, nothing here waits`);
  }
}

/** Every kind of drop. */
export function drop(functionName, name, given) {
  const { ifExists = false, cascade = false } = options(given, ["ifExists", "cascade"], functionName);
  return call("ddl", functionName, name, { ifExists, cascade });
}

export const dropTable = (name, given) => drop("dropTable", lowerName(name), given);

export function renameTable(from, to) {
  call("ddl", "renameTable", lowerName(from), lowerName(to));
}
