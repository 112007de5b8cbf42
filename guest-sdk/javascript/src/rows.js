// Rows of a table, read and changed without SQL.
import { attempt, call } from "./host.js";
import { list, lowerName, options } from "./names.js";
import { columns as columnsOf } from "./inspect.js";
import { liftValue, lowerInteger, lowerValue, told } from "./values.js";

/**
 * How many rows cross to the host and back at a time unless `batch` says otherwise: large enough that the crossing costs little,
 * small enough for rows of tens of kilobytes.
 */
const BATCH = 1000;

/** Frees what the host holds for a cursor; where the engine has no `Symbol.dispose`, the bindings have this one. */
const dispose = Symbol.dispose ?? Symbol.for("dispose");

/** The rows of a cursor of the host, a batch at a time, each batch made by `lift`. */
export function* batches(cursor, size, lift) {
  try {
    for (;;) {
      const rows = attempt(() => cursor.next(size));
      if (rows.length === 0) {
        return;
      }
      yield rows.map(lift);
    }
  } finally {
    cursor[dispose]?.();
  }
}

/** Makes an object of a row. */
export function byName(columns) {
  return (row) => {
    const object = {};
    for (let at = 0; at < columns.length; at += 1) {
      object[columns[at]] = liftValue(row[at]);
    }
    return object;
  };
}

export function size(batch) {
  if (Number.isInteger(batch) && batch >= 0 && batch < 2 ** 32) {
    return batch;
  }
  throw new TypeError(`a batch is a number of rows from 1 to 10,000, not ${typeof batch === "number" ? batch : told(batch)}`);
}

const CONDITIONS = { "=": "equals", "!=": "differs", "<": "less", ">": "greater", in: "one-of" };

function condition(column, operator, value) {
  if (value === null && (operator === "=" || operator === "!=")) {
    return { column, condition: { tag: operator === "=" ? "is-null" : "is-not-null" } };
  }
  const tag = CONDITIONS[operator];
  if (tag === undefined) {
    throw new TypeError(`there is no condition ${operator}; there are ${Object.keys(CONDITIONS).join(" ")}`);
  }
  if (tag === "one-of") {
    return { column, condition: { tag, val: [...value].map((one) => lowerValue(one, column)) } };
  }
  return { column, condition: { tag, val: lowerValue(value, column) } };
}

class Rows {
  #table;
  #columns = [];
  #filters = [];
  #orderBy = [];
  #batch = BATCH;

  constructor(table) {
    this.#table = lowerName(table);
  }

  /** Another one with something more: one that is kept in a variable isn't changed by what is made of it. */
  #with(change) {
    const next = new Rows(this.#table);
    next.#columns = this.#columns;
    next.#filters = this.#filters;
    next.#orderBy = this.#orderBy;
    next.#batch = this.#batch;
    change(next);
    return next;
  }

  #filter(...filters) {
    return this.#with((next) => {
      next.#filters = [...next.#filters, ...filters];
    });
  }

  // ---- which rows --------------------------------------------------------------------------------------

  where(column, operator, value) {
    if (typeof column === "object" && column !== null) {
      return this.#filter(...Object.entries(column).map(([name, wanted]) => condition(name, "=", wanted)));
    }
    return arguments.length < 3 ? this.#filter(condition(column, "=", operator)) : this.#filter(condition(column, operator, value));
  }

  whereIn(column, values) {
    return this.#filter(condition(column, "in", values));
  }

  whereNull(column) {
    return this.#filter(condition(column, "=", null));
  }

  whereNotNull(column) {
    return this.#filter(condition(column, "!=", null));
  }

  // ---- reading -----------------------------------------------------------------------------------------

  select(...columns) {
    return this.#with((next) => {
      next.#columns = list(columns.flat());
    });
  }

  orderBy(...columns) {
    return this.#with((next) => {
      next.#orderBy = list(columns.flat());
    });
  }

  batch(rows) {
    return this.#with((next) => {
      next.#batch = size(rows);
    });
  }

  batches() {
    const { columns, cursor } = this.#scan();
    return batches(cursor, this.#batch, byName(columns));
  }

  *[Symbol.iterator]() {
    for (const batch of this.batches()) {
      yield* batch;
    }
  }

  #scan() {
    const [table, columns] = [this.#table, this.#columns];
    const cursor = call("data", "scan", { table, columns, filters: this.#filters, orderBy: this.#orderBy });
    // A cursor doesn't say what its columns are called.
    return { columns: columns.length > 0 ? columns : columnsOf(table).map(({ name }) => name), cursor };
  }

  all() {
    return [...this];
  }

  first() {
    for (const row of this.batch(1)) {
      return row;
    }
    return undefined;
  }

  count() {
    return Number(call("data", "count", this.#table, this.#filters));
  }

  // ---- changing ----------------------------------------------------------------------------------------

  insert(columnsOrRows, rows) {
    if (rows === undefined) {
      return this.#send("insert", [], [], isPlain(columnsOrRows) ? [columnsOrRows] : columnsOrRows);
    }
    return this.#send("insert", [], list(columnsOrRows), rows);
  }

  updateByKey(key, columnsOrRows, rows) {
    return rows === undefined
      ? this.#send("update", list(key), [], columnsOrRows)
      : this.#send("update", list(key), list(columnsOrRows), rows);
  }

  deleteByKey(key, rows) {
    return this.#send("delete", list(key), undefined, rows);
  }

  update(values) {
    if (!isPlain(values)) {
      throw new TypeError(`update takes the new values by column, such as { theme: "plain" }, not ${told(values)}`);
    }
    const entries = Object.entries(values);
    const row = entries.map(([column, value]) => lowerValue(value, column));
    return Number(call("data", "updateWhere", this.#table, entries.map(([column]) => column), row, this.#filters));
  }

  delete() {
    return Number(call("data", "deleteWhere", this.#table, this.#filters));
  }

  /** Hands rows to the host, a batch at a time. `columns`: empty, they are those of the first row; undefined, there are none. */
  #send(functionName, key, columns, rows) {
    if (typeof rows?.[Symbol.iterator] !== "function" || typeof rows === "string") {
      throw new TypeError(`rows are an array, or another iterable, not ${told(rows)}`);
    }
    if (this.#filters.length > 0) {
      throw new TypeError(`${functionName === "insert" ? "insert" : `${functionName}ByKey`} takes no conditions: its rows say which they are`);
    }
    const names = functionName === "delete" ? [] : [columns];
    const before = functionName === "insert" ? [] : [key];
    let wanted = columns;
    let done = 0;
    let batch = [];
    let number = 0;
    const flush = () => {
      const lists = names.map(() => wanted);
      done += Number(call("data", functionName, this.#table, ...before, ...lists, batch));
      batch = [];
    };
    for (const row of rows) {
      number += 1;
      if (wanted?.length === 0 && isPlain(row)) {
        wanted = Object.keys(row).filter((column) => !key.includes(column));
      }
      batch.push(lowerRow(row, [...key, ...(wanted ?? [])], number));
      if (batch.length >= this.#batch) {
        flush();
      }
    }
    if (batch.length > 0) {
      flush();
    }
    return done;
  }
}

/** A row as an array, as an object by column, or as its only value. */
function lowerRow(row, columns, number) {
  if (Array.isArray(row)) {
    return row.map((value, at) => lowerValue(value, columns[at] ?? `value ${at + 1}`, number));
  }
  if (!isPlain(row)) {
    if (columns.length === 1) {
      return [lowerValue(row, columns[0], number)];
    }
    throw new TypeError(`row ${number} is ${told(row)}, not an object or an array`);
  }
  for (const column of Object.keys(row)) {
    if (!columns.includes(column)) {
      throw new TypeError(`row ${number} has ${column}, which the rows before don't have; next: give every row the same columns`);
    }
  }
  return columns.map((column) => lowerValue(row[column], column, number));
}

/** Whether something is an object of columns, and not a value such as a `Date`. */
function isPlain(value) {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function rows(table) {
  return new Rows(table);
}
