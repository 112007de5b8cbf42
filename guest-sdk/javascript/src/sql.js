// Raw SQL.
import { attempt, call } from "./host.js";
import { text } from "./names.js";
import { batches, byName, size } from "./rows.js";
import { liftValue, lowerValue, told } from "./values.js";

/** How many rows of a cursor cross at a time, as of `rows`. */
const BATCH = 1000;

function lowered(parameters = []) {
  if (!Array.isArray(parameters)) {
    throw new TypeError(`parameters are an array, not ${told(parameters)}`);
  }
  return parameters.map((value, at) => lowerValue(value, `parameter ${at + 1}`));
}

export function execute(statement, parameters) {
  return Number(call("sql", "execute", text(statement, "a statement"), lowered(parameters)));
}

export function resultSet(statement, parameters) {
  const { columns, rows } = call("sql", "query", text(statement, "a statement"), lowered(parameters));
  return { columns, rows: rows.map((row) => row.map(liftValue)) };
}

export function query(statement, parameters) {
  const { columns, rows } = call("sql", "query", text(statement, "a statement"), lowered(parameters));
  return rows.map(byName(columns));
}

export function queryRow(statement, parameters) {
  return query(statement, parameters)[0];
}

export function queryValue(statement, parameters) {
  return resultSet(statement, parameters).rows[0]?.[0];
}

export function cursor(statement, parameters, { batch = BATCH } = {}) {
  const open = call("sql", "openCursor", text(statement, "a statement"), lowered(parameters));
  const columns = attempt(() => open.columns());
  const rows = batches(open, size(batch), byName(columns));
  return {
    columns,
    batches: () => rows,
    *[Symbol.iterator]() {
      for (const some of rows) {
        yield* some;
      }
    },
  };
}
