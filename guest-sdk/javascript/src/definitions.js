// Definitions of columns, constraints, indexes, tables and the rest, to the contract and back. What comes back is whole; what
// goes may leave out whatever has a usual value.
import { compact, liftName, liftSettings, list, lowerName, lowerSettings, text } from "./names.js";
import { liftType, lowerType } from "./types.js";
import { liftInteger, liftValue, lowerInteger, lowerValue, told } from "./values.js";

// ---- defaults and numbering ----------------------------------------------------------------------------

export const now = () => ({ kind: "current-timestamp" });
export const currentDate = () => ({ kind: "current-date" });
export const currentTime = () => ({ kind: "current-time" });
export const expression = (sql) => ({ kind: "expression", expression: text(sql, "an expression") });

const MOMENTS = ["current-timestamp", "current-date", "current-time"];

export function lowerDefault(value, place) {
  if (value === undefined) {
    return undefined;
  }
  if (MOMENTS.includes(value?.kind)) {
    return { tag: value.kind };
  }
  if (value?.kind === "expression") {
    return { tag: "expression", val: value.expression };
  }
  return { tag: "literal", val: lowerValue(value, place) };
}

function liftDefault(value) {
  switch (value?.tag) {
    case undefined:
      return undefined;
    case "literal":
      return liftValue(value.val);
    case "expression":
      return expression(value.val);
    default:
      return { kind: value.tag };
  }
}

const NUMBERS = ["start", "increment", "minValue", "maxValue", "cache"];

export function lowerIdentity(identity) {
  const { always = false, cycle = false } = identity;
  const lowered = { always, cycle };
  for (const key of NUMBERS) {
    lowered[key] = identity[key] === undefined ? undefined : lowerInteger(identity[key], key);
  }
  return lowered;
}

export function liftIdentity(identity) {
  const lifted = { always: identity.always, cycle: identity.cycle };
  for (const key of NUMBERS) {
    if (identity[key] !== undefined) {
      lifted[key] = liftInteger(identity[key]);
    }
  }
  return lifted;
}

export function lowerGenerated(generated) {
  return generated && { expression: text(generated.expression, "an expression"), stored: generated.stored ?? false };
}

// ---- columns -------------------------------------------------------------------------------------------

export function lowerColumn(column) {
  return {
    name: text(column.name, "a column's name"),
    columnType: lowerType(column.type),
    nullable: column.nullable ?? true,
    defaultValue: lowerDefault(column.default, `the default of ${column.name}`),
    generated: lowerGenerated(column.generated),
    identity: column.identity && lowerIdentity(column.identity),
    collation: column.collation,
    comment: column.comment,
    settings: lowerSettings(column.settings),
  };
}

export function liftColumn(column) {
  return compact({
    name: column.name,
    type: liftType(column.columnType),
    nullable: column.nullable,
    default: liftDefault(column.defaultValue),
    generated: column.generated && { ...column.generated },
    identity: column.identity && liftIdentity(column.identity),
    collation: column.collation,
    comment: column.comment,
    settings: liftSettings(column.settings),
  });
}

// ---- constraints ---------------------------------------------------------------------------------------

const TO_CONSTRAINT = {
  "primary-key": (it) => ({ columns: list(it.columns), settings: lowerSettings(it.settings) }),
  unique: (it) => ({
    columns: list(it.columns),
    nullsNotDistinct: it.nullsNotDistinct ?? false,
    deferral: it.deferral ?? "not-deferrable",
    settings: lowerSettings(it.settings),
  }),
  check: (it) => ({
    expression: text(it.expression, "a check's condition"),
    notValid: it.notValid ?? false,
    settings: lowerSettings(it.settings),
  }),
  "foreign-key": (it) => ({
    columns: list(it.columns),
    referredTable: lowerName(it.table),
    referredColumns: list(it.referredColumns ?? []),
    onDelete: it.onDelete ?? "no-action",
    onUpdate: it.onUpdate ?? "no-action",
    deferral: it.deferral ?? "not-deferrable",
    matchFull: it.matchFull ?? false,
    notValid: it.notValid ?? false,
    settings: lowerSettings(it.settings),
  }),
  exclusion: (it) => ({
    method: it.using,
    elements: it.elements.map(([what, operator]) => ({ expression: what, operator })),
    predicate: it.where,
    deferral: it.deferral ?? "not-deferrable",
  }),
};

export function lowerConstraint(constraint) {
  const make = TO_CONSTRAINT[constraint?.kind];
  if (make === undefined) {
    throw new TypeError(`a constraint has a kind (${Object.keys(TO_CONSTRAINT).join(", ")}), unlike ${told(constraint)}`);
  }
  return { tag: constraint.kind, val: { name: constraint.name, ...make(constraint) } };
}

export function liftConstraint({ tag: kind, val }) {
  const { name, settings } = val;
  switch (kind) {
    case "foreign-key": {
      const { columns, referredTable, referredColumns, onDelete, onUpdate, deferral, matchFull, notValid } = val;
      const table = liftName(referredTable);
      return compact({
        kind, name, columns, table, referredColumns, onDelete, onUpdate, deferral, matchFull, notValid,
        settings: liftSettings(settings),
      });
    }
    case "exclusion": {
      const elements = val.elements.map((element) => [element.expression, element.operator]);
      return compact({ kind, name, using: val.method, elements, where: val.predicate, deferral: val.deferral });
    }
    default:
      return compact({ kind, ...val, settings: liftSettings(settings) });
  }
}

// ---- indexes -------------------------------------------------------------------------------------------

/** A part of an index: a column's name, `expression(…)`, or either with more about it. */
function lowerPart(part) {
  const it = typeof part === "string" ? { column: part } : part;
  if (typeof it?.column !== "string" && typeof it?.expression !== "string") {
    throw new TypeError(`an index is over columns or expressions, not ${told(part)}`);
  }
  return {
    key: it.column === undefined ? { tag: "expression", val: it.expression } : { tag: "column", val: it.column },
    descending: it.descending ?? false,
    nulls: it.nulls ?? "default",
    collation: it.collation,
    operatorClass: it.operatorClass,
    prefixLength: it.prefix,
  };
}

/** One part of an index or several, as a list. */
export function parts(given) {
  return Array.isArray(given) ? given : [given];
}

export function lowerIndex(index) {
  return {
    name: text(index.name, "an index's name"),
    parts: parts(index.parts).map(lowerPart),
    unique: index.unique ?? false,
    method: index.using,
    predicate: index.where,
    include: list(index.include ?? []),
    nullsNotDistinct: index.nullsNotDistinct ?? false,
    comment: index.comment,
    settings: lowerSettings(index.settings),
  };
}

export function liftIndex(index) {
  return compact({
    name: index.name,
    parts: index.parts.map(({ key, descending, nulls, collation, operatorClass, prefixLength }) =>
      compact({ [key.tag]: key.val, descending, nulls, collation, operatorClass, prefix: prefixLength })),
    unique: index.unique,
    using: index.method,
    where: index.predicate,
    include: index.include,
    nullsNotDistinct: index.nullsNotDistinct,
    comment: index.comment,
    settings: liftSettings(index.settings),
  });
}

// ---- tables and the rest -------------------------------------------------------------------------------

export function lowerTable(table) {
  return {
    name: lowerName(table.name),
    columns: (table.columns ?? []).map(lowerColumn),
    constraints: (table.constraints ?? []).map(lowerConstraint),
    indexes: (table.indexes ?? []).map(lowerIndex),
    comment: table.comment,
    settings: lowerSettings(table.settings),
  };
}

export function liftTable(table) {
  return compact({
    name: liftName(table.name),
    columns: table.columns.map(liftColumn),
    constraints: table.constraints.map(liftConstraint),
    indexes: table.indexes.map(liftIndex),
    comment: table.comment,
    settings: liftSettings(table.settings),
  });
}

export function liftView({ name, columns, query, materialized, comment }) {
  return compact({ name: liftName(name), columns, query, materialized, comment });
}

export function liftTrigger({ name, table, definition }) {
  return { name, table: liftName(table), definition };
}

export function liftSequence({ name, numbers }) {
  return { name: liftName(name), ...liftIdentity(numbers) };
}

export function liftEnumeration({ name, labels }) {
  return { name: liftName(name), labels };
}
