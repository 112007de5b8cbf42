// The types of columns.
import { compact, liftName, list, lowerName, text as textOf } from "./names.js";
import { told } from "./values.js";

const plain = (kind) => Object.freeze({ kind });
const integerOf = (width) => ({ unsigned = false } = {}) => ({ kind: "integer", width, unsigned });
const moment = (kind) => ({ precision, withZone = false } = {}) => compact({ kind, precision, withZone });

export const types = Object.freeze({
  boolean: () => plain("boolean"),
  tinyint: integerOf("tiny"),
  smallint: integerOf("small"),
  mediumint: integerOf("medium"),
  integer: integerOf("normal"),
  bigint: integerOf("big"),
  decimal: (precision, scale) => compact({ kind: "decimal", precision, scale }),
  real: () => plain("real"),
  double: () => plain("double"),
  char: (length) => ({ kind: "char", length }),
  varchar: (length) => compact({ kind: "varchar", length }),
  text: (size = "normal") => ({ kind: "text", size }),
  binary: (length) => ({ kind: "binary", length }),
  varbinary: (length) => ({ kind: "varbinary", length }),
  blob: (size = "normal") => ({ kind: "blob", size }),
  date: () => plain("date"),
  time: moment("time"),
  timestamp: moment("timestamp"),
  interval: () => plain("interval"),
  json: () => plain("json"),
  jsonb: () => plain("jsonb"),
  uuid: () => plain("uuid"),
  enumeration: (labels, { type } = {}) => compact({ kind: "enumeration", type, labels: list(labels, "labels") }),
  set: (labels) => ({ kind: "set", labels: list(labels, "labels") }),
  bit: (length) => ({ kind: "bit", length }),
  varbit: (length) => compact({ kind: "varbit", length }),
  array: (element, { dimensions = 1 } = {}) => ({ kind: "array", element, dimensions }),
  native: (definition) => ({ kind: "native", definition }),
});

/** How each kind's case looks in the contract: undefined where it holds nothing. */
const CASES = {
  boolean: undefined,
  integer: ({ width = "normal", unsigned = false }) => ({ width, unsigned }),
  decimal: ({ precision, scale }) => ({ precision, scale }),
  real: undefined,
  double: undefined,
  char: ({ length }) => whole(length, "char"),
  varchar: ({ length }) => (length === undefined ? undefined : whole(length, "varchar")),
  text: ({ size = "normal" }) => size,
  binary: ({ length }) => whole(length, "binary"),
  varbinary: ({ length }) => whole(length, "varbinary"),
  blob: ({ size = "normal" }) => size,
  date: undefined,
  time: ({ precision, withZone = false }) => ({ precision, withZone }),
  timestamp: ({ precision, withZone = false }) => ({ precision, withZone }),
  interval: undefined,
  json: undefined,
  jsonb: undefined,
  uuid: undefined,
  enumeration: ({ type, labels = [] }) => ({ name: type === undefined ? undefined : lowerName(type), labels }),
  set: ({ labels }) => list(labels, "labels"),
  bit: ({ length }) => whole(length, "bit"),
  varbit: ({ length }) => (length === undefined ? undefined : whole(length, "varbit")),
  array: ({ element, dimensions = 1 }) => ({ element: textOf(element, "an array's element"), dimensions }),
  native: ({ definition }) => textOf(definition, "a native type"),
};

/** A number of characters, bytes or bits: 32 bits in the contract. */
function whole(length, kind) {
  if (Number.isInteger(length) && length >= 0 && length < 2 ** 32) {
    return length;
  }
  throw new TypeError(`the length of ${kind} is a whole number, not ${typeof length === "number" ? length : told(length)}`);
}

export function lowerType(type) {
  if (!Object.hasOwn(CASES, type?.kind ?? "")) {
    throw new TypeError(`a column's type is made by types.…, such as types.varchar(20), not ${told(type)}`);
  }
  const of = CASES[type.kind];
  return of === undefined ? { tag: type.kind } : { tag: type.kind, val: of(type) };
}

export function liftType({ tag, val }) {
  switch (tag) {
    case "char":
    case "varchar":
    case "binary":
    case "varbinary":
    case "bit":
    case "varbit":
      return compact({ kind: tag, length: val });
    case "text":
    case "blob":
      return { kind: tag, size: val };
    case "set":
      return { kind: tag, labels: val };
    case "native":
      return { kind: tag, definition: val };
    case "enumeration":
      return compact({ kind: tag, type: val.name && liftName(val.name), labels: val.labels });
    default:
      return compact({ kind: tag, ...val });
  }
}
