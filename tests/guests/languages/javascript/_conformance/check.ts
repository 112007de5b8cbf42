// How a difference is said.
import { DatabaseError, inspect, InvalidError, UnsupportedError, veto, type Name, type WholeColumn, type WholeTable } from "mighost";

/** Refuses to run where two things differ. */
export function same(what: string, is: unknown, should: unknown): void {
  const [left, right] = [shown(is), shown(should)];
  if (left !== right) {
    veto(`${what} is ${left}, not ${right}`);
  }
}

/** A text that only equal things have: keys in order, nothing of what is undefined, each kind of value for itself. */
export function shown(it: unknown): string {
  if (Array.isArray(it)) {
    return `[${it.map(shown).join(", ")}]`;
  }
  if (it instanceof Uint8Array) {
    return `bytes ${[...it].join(" ")}`;
  }
  if (typeof it === "bigint") {
    return `${it}n`;
  }
  if (typeof it !== "object" || it === null) {
    return Object.is(it, -0) ? "-0" : typeof it === "number" ? String(it) : JSON.stringify(it) ?? "undefined";
  }
  const kind = it.constructor === Object ? "" : it.constructor.name;
  const entries = Object.entries(it).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${kind}{${entries.map(([key, value]) => `${key}: ${shown(value)}`).join(", ")}}`;
}

/** Refuses to run where something doesn't hold. */
export function holds(what: string, holds: boolean): void {
  if (!holds) {
    veto(`this doesn't hold: ${what}`);
  }
}

function thrown(action: () => unknown): unknown {
  try {
    return { gave: action() };
  } catch (error) {
    return error;
  }
}

/** Refuses to run where a call wasn't refused as unsupported. */
export function unsupported(what: string, action: () => unknown): void {
  const error = thrown(action);
  if (!(error instanceof UnsupportedError && error.message !== "")) {
    veto(`${what} gave ${shown(error)}, not unsupported`);
  }
}

/** Refuses to run where a call wasn't refused as invalid. */
export function invalid(what: string, action: () => unknown): void {
  const error = thrown(action);
  if (!(error instanceof InvalidError && error.message !== "")) {
    veto(`${what} gave ${shown(error)}, not invalid`);
  }
}

/** Refuses to run where the database itself didn't refuse with this code. */
export function database(what: string, code: string, action: () => unknown): void {
  const error = thrown(action);
  if (!(error instanceof DatabaseError && error.code === code && error.message !== "")) {
    veto(`${what} gave ${shown(error)}, not the database's ${code}`);
  }
}

/** Refuses to run where the SDK itself didn't refuse a value or a word of ours. */
export function mistaken(what: string, action: () => unknown): void {
  const error = thrown(action);
  if (!(error instanceof TypeError || error instanceof RangeError)) {
    veto(`${what} gave ${shown(error)}, not a mistake of the caller's`);
  }
}

/** A table that must be there. */
export function table(name: string): WholeTable {
  return inspect.table(name) ?? veto(`there is no table ${name}`);
}

/** A column that must be there. */
export function columnOf(tableName: string, column: string): WholeColumn {
  const found = table(tableName).columns.find(({ name }) => name === column);
  return found ?? veto(`there is no column ${column} in ${tableName}`);
}

/** A name without its schema. */
export function nameOf(name: Name): string {
  return typeof name === "string" ? name : name.name;
}
