// Changing a table.
import { Columns, ColumnBuilder, constraints, indexOver } from "./column.js";
import { lowerColumn, lowerConstraint, lowerDefault, lowerGenerated, lowerIdentity, lowerIndex } from "./definitions.js";
import { call } from "./host.js";
import { list, lowerName, options, text } from "./names.js";
import { built } from "./table.js";
import { lowerType } from "./types.js";
import { told } from "./values.js";

/** A column to add, and where. */
class AddedColumn extends ColumnBuilder {
  position = { tag: "last" };
  missing = false;

  first() {
    this.position = { tag: "first" };
    return this;
  }

  after(column) {
    this.position = { tag: "after", val: text(column, "a column's name") };
    return this;
  }

  ifNotExists() {
    this.missing = true;
    return this;
  }
}

const ifExists = (given, what) => options(given, ["ifExists"], what).ifExists ?? false;
const optional = (value) => value ?? undefined;

/** Changes of a table, in the order in which they are said. */
export class AlterBuilder extends Columns {
  /** Each a function that gives the contract's `change`: a column to add is still being said when it is listed. */
  changes = [];

  #change(tag, val) {
    this.changes.push(() => ({ tag, val }));
    return this;
  }

  addColumn(name, type) {
    const column = new AddedColumn(this, name, type);
    this.changes.push(() => ({
      tag: "add-column",
      val: { column: lowerColumn(column.definition), position: column.position, ifNotExists: column.missing },
    }));
    return column;
  }

  dropColumn(name, given) {
    return this.#change("drop-column", { name, ifExists: ifExists(given, "dropColumn") });
  }

  renameColumn(from, to) {
    return this.#change("rename-column", { from, to });
  }

  setType(column, type, given) {
    const { using } = options(given, ["using"], "setType");
    return this.#change("set-type", { column, columnType: lowerType(type), using });
  }

  setNotNull(column) {
    return this.#change("set-nullable", { column, nullable: false });
  }

  setNullable(column) {
    return this.#change("set-nullable", { column, nullable: true });
  }

  setDefault(column, value) {
    if (value === undefined) {
      throw new TypeError(`the default of ${column} is undefined; next: give a value, null for NULL, or dropDefault`);
    }
    return this.#change("set-default", { column, defaultValue: lowerDefault(value, `the default of ${column}`) });
  }

  dropDefault(column) {
    return this.#change("set-default", { column, defaultValue: undefined });
  }

  setGenerated(column, expression, { stored = false } = {}) {
    return this.#change("set-generated", { column, generated: lowerGenerated({ expression, stored }) });
  }

  dropGenerated(column) {
    return this.#change("set-generated", { column, generated: undefined });
  }

  setIdentity(column, identity = {}) {
    return this.#change("set-identity", { column, identity: lowerIdentity(identity) });
  }

  dropIdentity(column) {
    return this.#change("set-identity", { column, identity: undefined });
  }

  setCollation(column, collation) {
    return this.#change("set-collation", { column, text: optional(collation) });
  }

  setColumnComment(column, comment) {
    return this.#change("set-column-comment", { column, text: optional(comment) });
  }

  moveFirst(column) {
    return this.#change("move-column", { column, position: { tag: "first" } });
  }

  moveLast(column) {
    return this.#change("move-column", { column, position: { tag: "last" } });
  }

  moveAfter(column, other) {
    return this.#change("move-column", { column, position: { tag: "after", val: other } });
  }

  addConstraint(constraint, given) {
    const { ifNotExists = false } = options(given, ["ifNotExists"], "addConstraint");
    return this.#change("add-constraint", { constraint: lowerConstraint(constraint), ifNotExists });
  }

  primaryKeyWith(column, given) {
    this.addConstraint(constraints.primaryKey(column, given));
  }

  #dropConstraint(key, given, what) {
    return this.#change("drop-constraint", { key, ifExists: ifExists(given, what) });
  }

  dropConstraint(name, given) {
    return this.#dropConstraint({ tag: "name", val: text(name, "a constraint's name") }, given, "dropConstraint");
  }

  dropPrimaryKey(given) {
    return this.#dropConstraint({ tag: "primary-key" }, given, "dropPrimaryKey");
  }

  dropUnique(columns, given) {
    return this.#dropConstraint({ tag: "unique", val: list(columns) }, given, "dropUnique");
  }

  dropForeignKey(columns, given) {
    return this.#dropConstraint({ tag: "foreign-key", val: list(columns) }, given, "dropForeignKey");
  }

  dropCheck(condition, given) {
    return this.#dropConstraint({ tag: "check", val: condition }, given, "dropCheck");
  }

  renameConstraint(from, to) {
    return this.#change("rename-constraint", { from, to });
  }

  validateConstraint(name) {
    return this.#change("validate-constraint", name);
  }

  index(over, given) {
    const { ifNotExists = false, ...about } = given ?? {};
    const index = lowerIndex(indexOver(this.name, over, about, ["ifNotExists"]));
    return this.#change("add-index", { index, ifNotExists });
  }

  dropIndex(name, given) {
    return this.#change("drop-index", { name, ifExists: ifExists(given, "dropIndex") });
  }

  comment(comment) {
    return this.#change("set-table-comment", optional(comment));
  }

  setting(name, value = "") {
    return this.#change("set-setting", { name, value: String(value) });
  }

  dropSetting(name) {
    return this.#change("drop-setting", name);
  }

  columnSetting(column, name, value = "") {
    return this.#change("set-column-setting", { column, name, value: String(value) });
  }

  dropColumnSetting(column, name) {
    return this.#change("set-column-setting", { column, name, value: undefined });
  }
}

export function alterTable(name, build) {
  if (typeof build !== "function") {
    throw new TypeError(`alterTable takes a function that says what changes, not ${told(build)}`);
  }
  const table = new AlterBuilder(name);
  built(build(table), "alterTable");
  if (table.changes.length > 0) {
    call("ddl", "alterTable", lowerName(name), table.changes.map((change) => change()));
  }
}
