// Names of tables and columns.
import { told } from "./values.js";

export function inSchema(schema, name) {
  return { schema, name };
}

/** `"people"` or `{ schema, name }` as the contract has it. */
export function lowerName(name) {
  if (typeof name === "string") {
    return { schema: undefined, name };
  }
  if (typeof name?.name === "string") {
    return { schema: name.schema ?? undefined, name: name.name };
  }
  throw new TypeError(`a name is a text or { schema, name }, not ${told(name)}`);
}

export function liftName({ schema, name }) {
  return schema === undefined ? name : { schema, name };
}

/** One name or several, as a list. */
export function list(names, what = "columns") {
  const all = typeof names === "string" ? [names] : names;
  if (!Array.isArray(all) || all.some((name) => typeof name !== "string")) {
    throw new TypeError(`${what}: a name or a list of names is wanted, not ${told(names)}`);
  }
  return all;
}

export function text(value, what) {
  if (typeof value !== "string") {
    throw new TypeError(`${what} is a text, not ${told(value)}`);
  }
  return value;
}

/** The name that SQLAlchemy, and so many an existing schema, gives an index. */
export function indexName(table, columns) {
  return ["ix", table, ...columns].join("_");
}

export function lowerSettings(settings = {}) {
  return Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));
}

export function liftSettings(settings) {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}

/** Without what is undefined, so that definitions compare and print well. */
export function compact(object) {
  for (const key of Object.keys(object)) {
    if (object[key] === undefined) {
      delete object[key];
    }
  }
  return object;
}

/** Refuses an option that there is none of: a typing error would else be silent. */
export function options(given, known, of) {
  for (const key of Object.keys(given ?? {})) {
    if (!known.includes(key)) {
      throw new TypeError(`${of} has no option ${key}; there are ${known.join(", ")}`);
    }
  }
  return given ?? {};
}
