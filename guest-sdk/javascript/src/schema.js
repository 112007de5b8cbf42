// Indexes on their own, views, enumeration types, sequences and schemas.
import { indexOver } from "./column.js";
import { lowerIdentity, lowerIndex } from "./definitions.js";
import { call } from "./host.js";
import { list, lowerName, options, text } from "./names.js";
import { drop } from "./table.js";

const optional = (value) => value ?? undefined;

// ---- indexes -------------------------------------------------------------------------------------------

export function createIndex(table, over, given) {
  const { ifNotExists = false, concurrently = false, ...about } = given ?? {};
  const index = lowerIndex(indexOver(table, over, about, ["ifNotExists", "concurrently"]));
  return call("ddl", "createIndex", lowerName(table), index, { ifNeeded: ifNotExists, concurrently });
}

export function dropIndex(table, name, given) {
  const { ifExists = false, concurrently = false } = options(given, ["ifExists", "concurrently"], "dropIndex");
  return call("ddl", "dropIndex", lowerName(table), text(name, "an index's name"), { ifNeeded: ifExists, concurrently });
}

export function renameIndex(table, from, to) {
  call("ddl", "renameIndex", lowerName(table), from, to);
}

export function setIndexComment(table, index, comment) {
  call("ddl", "setIndexComment", lowerName(table), index, optional(comment));
}

// ---- views ---------------------------------------------------------------------------------------------

export function createView(name, query, given) {
  const { columns = [], materialized = false, comment, orReplace = false } =
    options(given, ["columns", "materialized", "comment", "orReplace"], "createView");
  const view = { name: lowerName(name), columns: list(columns), query: text(query, "a view's query"), materialized, comment };
  call("ddl", "createView", view, orReplace);
}

export const dropView = (name, given) => drop("dropView", lowerName(name), given);

export function renameView(from, to) {
  call("ddl", "renameView", lowerName(from), lowerName(to));
}

export function refreshView(name, given) {
  const { concurrently = false } = options(given, ["concurrently"], "refreshView");
  call("ddl", "refreshView", lowerName(name), concurrently);
}

export function setViewComment(name, comment) {
  call("ddl", "setViewComment", lowerName(name), optional(comment));
}

// ---- enumeration types ---------------------------------------------------------------------------------

export function createEnumeration(name, labels, given) {
  const { ifNotExists = false } = options(given, ["ifNotExists"], "createEnumeration");
  return call("ddl", "createEnumeration", { name: lowerName(name), labels: list(labels, "labels") }, ifNotExists);
}

export function addLabel(name, label, given) {
  const { before, after, ifNotExists = false } = options(given, ["before", "after", "ifNotExists"], "addLabel");
  if (before !== undefined && after !== undefined) {
    throw new TypeError("a label is added before another or after one, not both");
  }
  let position = { tag: "last" };
  if (before !== undefined) {
    position = { tag: "before", val: before };
  } else if (after !== undefined) {
    position = { tag: "after", val: after };
  }
  return call("ddl", "addLabel", lowerName(name), label, position, ifNotExists);
}

export function renameLabel(name, from, to) {
  call("ddl", "renameLabel", lowerName(name), from, to);
}

export function renameEnumeration(from, to) {
  call("ddl", "renameEnumeration", lowerName(from), lowerName(to));
}

export const dropEnumeration = (name, given) => drop("dropEnumeration", lowerName(name), given);

// ---- sequences -----------------------------------------------------------------------------------------

export function createSequence(name, numbers = {}) {
  const { ifNotExists = false, ...identity } = numbers;
  return call("ddl", "createSequence", { name: lowerName(name), numbers: lowerIdentity(identity) }, ifNotExists);
}

export function alterSequence(name, numbers) {
  call("ddl", "alterSequence", { name: lowerName(name), numbers: lowerIdentity(numbers) });
}

export function renameSequence(from, to) {
  call("ddl", "renameSequence", lowerName(from), lowerName(to));
}

export const dropSequence = (name, given) => drop("dropSequence", lowerName(name), given);

// ---- schemas -------------------------------------------------------------------------------------------

export function createSchema(name, given) {
  const { ifNotExists = false } = options(given, ["ifNotExists"], "createSchema");
  return call("ddl", "createSchema", text(name, "a schema's name"), ifNotExists);
}

export const dropSchema = (name, given) => drop("dropSchema", text(name, "a schema's name"), given);
