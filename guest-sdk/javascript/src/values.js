// Values, from JavaScript to the database and back.

/** A value that JavaScript has no type for: its text, exactly as the database has it. */
class TextValue {
  constructor(text) {
    if (typeof text !== "string") {
      throw new TypeError(`${article(this.constructor.kind)} is made of a text, not of ${told(text)}`);
    }
    this.text = text;
    Object.freeze(this);
  }

  toString() {
    return this.text;
  }

  toJSON() {
    return this.text;
  }
}

export class Decimal extends TextValue {
  static kind = "decimal";

  toNumber() {
    return Number(this.text);
  }
}

export class CalendarDate extends TextValue {
  static kind = "date";
}

export class TimeOfDay extends TextValue {
  static kind = "time";
}

export class Timestamp extends TextValue {
  static kind = "timestamp";

  toDate() {
    const text = this.text.replace(" ", "T");
    return new Date(/(Z|[+-]\d\d(:?\d\d)?)$/i.test(text) ? text : `${text}Z`);
  }
}

export class Json extends TextValue {
  static kind = "json";

  parse() {
    return JSON.parse(this.text);
  }
}

export class Uuid extends TextValue {
  static kind = "uuid";
}

export class Native {
  constructor(typeName, text) {
    this.typeName = text === undefined ? "" : typeName;
    this.text = text;
    if (typeof typeName !== "string" || typeof text !== "string") {
      throw new TypeError("a native value is made of the name of its type and its text");
    }
    Object.freeze(this);
  }

  toString() {
    return this.text;
  }

  toJSON() {
    return this.text;
  }
}

/** A number that goes as a float even where it is whole. */
export class Float {
  constructor(value) {
    if (typeof value !== "number") {
      throw new TypeError(`a float is made of a number, not of ${told(value)}`);
    }
    this.value = value;
    Object.freeze(this);
  }

  valueOf() {
    return this.value;
  }
}

/** An integer that goes as an unsigned one even where it would fit in a signed one. */
export class Unsigned {
  constructor(value) {
    const whole = typeof value === "bigint" || Number.isSafeInteger(value) ? BigInt(value) : -1n;
    if (whole < 0n || whole >= 2n ** 64n) {
      throw new RangeError(`${value} is no unsigned integer of 64 bits`);
    }
    this.value = whole;
    Object.freeze(this);
  }

  valueOf() {
    return this.value;
  }
}

export const decimal = (text) => new Decimal(typeof text === "bigint" ? String(text) : text);
export const date = (value) => new CalendarDate(value instanceof Date ? iso(value).slice(0, 10) : value);
export const time = (text) => new TimeOfDay(text);
export const timestamp = (value) => new Timestamp(value instanceof Date ? moment(value) : value);
export const uuid = (text) => new Uuid(text);
export const native = (typeName, text) => new Native(typeName, text);
export const float = (value) => new Float(value);
export const unsigned = (value) => new Unsigned(value);
export const jsonText = (text) => new Json(text);

export function json(value) {
  const text = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError(`JSON has no ${told(value)}`);
  }
  return new Json(text);
}

/**
 * A value as the contract has it.
 * @param {unknown} value What the migration gave.
 * @param {string} place What it was given for, for the error.
 * @param {number} [row] Which row it is in, from 1.
 */
export function lowerValue(value, place, row) {
  switch (typeof value) {
    case "boolean":
      return { tag: "boolean", val: value };
    case "string":
      return { tag: "text", val: value };
    case "number":
      return number(value, place, row);
    case "bigint":
      return integer(value, place, row);
    case "object":
      return value === null ? { tag: "null" } : object(value, place, row);
    default:
      throw new TypeError(`${where(place, row)} is ${told(value)}; next: give a value, or null for NULL`);
  }
}

function number(value, place, row) {
  if (!Number.isInteger(value) || Object.is(value, -0)) {
    return { tag: "float", val: value };
  }
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(
      `${where(place, row)} is ${value}: whole numbers beyond 2^53 aren't exact; next: say ${BigInt(value)}n or float(${value})`,
    );
  }
  return { tag: "integer", val: BigInt(value) };
}

function integer(value, place, row) {
  if (value >= -(2n ** 63n) && value < 2n ** 63n) {
    return { tag: "integer", val: value };
  }
  if (value > 0n && value < 2n ** 64n) {
    return { tag: "unsigned", val: value };
  }
  throw new RangeError(`${where(place, row)} is ${value}: no integer of 64 bits; next: say decimal("${value}")`);
}

function object(value, place, row) {
  if (value instanceof TextValue) {
    return { tag: value.constructor.kind, val: value.text };
  }
  if (value instanceof Date) {
    return { tag: "timestamp", val: moment(value) };
  }
  if (value instanceof Uint8Array) {
    return { tag: "bytes", val: value };
  }
  if (ArrayBuffer.isView(value)) {
    return { tag: "bytes", val: new Uint8Array(value.buffer, value.byteOffset, value.byteLength) };
  }
  if (value instanceof ArrayBuffer) {
    return { tag: "bytes", val: new Uint8Array(value) };
  }
  if (value instanceof Float) {
    return { tag: "float", val: value.value };
  }
  if (value instanceof Unsigned) {
    return { tag: "unsigned", val: value.value };
  }
  if (value instanceof Native) {
    return { tag: "native", val: { typeName: value.typeName, text: value.text } };
  }
  throw new TypeError(`${where(place, row)} is ${told(value)}; next: give a value, as JSON with json(…)`);
}

const where = (place, row) => (row === undefined ? place : `${place} of row ${row}`);

/** A value of the contract as JavaScript has it. */
export function liftValue({ tag, val }) {
  switch (tag) {
    case "null":
      return null;
    case "integer":
    case "unsigned":
      return val >= -MAX_SAFE && val <= MAX_SAFE ? Number(val) : val;
    case "decimal":
      return new Decimal(val);
    case "date":
      return new CalendarDate(val);
    case "time":
      return new TimeOfDay(val);
    case "timestamp":
      return new Timestamp(val);
    case "json":
      return new Json(val);
    case "uuid":
      return new Uuid(val);
    case "native":
      return new Native(val.typeName, val.text);
    case "bytes":
      // The engine runs the bindings in a world of their own, whose `Uint8Array` is another one than that of migrations.
      return val instanceof Uint8Array ? val : new Uint8Array(val);
    default:
      return val;
  }
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Whole numbers of a definition or a setting. */
export function lowerInteger(value, place) {
  if (typeof value === "bigint" || Number.isSafeInteger(value)) {
    return BigInt(value);
  }
  throw new TypeError(`${place} is ${told(value)}, not a whole number`);
}

export function liftInteger(value) {
  return value >= -MAX_SAFE && value <= MAX_SAFE ? Number(value) : value;
}

function moment(value) {
  return iso(value).replace("Z", "+00:00");
}

function iso(value) {
  if (Number.isNaN(value.getTime())) {
    throw new RangeError("a Date that is no date");
  }
  return value.toISOString();
}

/** What something is, for an error. */
export function told(value) {
  if (value === null) {
    return "null";
  }
  if (Array.isArray(value)) {
    return "an array";
  }
  return typeof value === "object" ? `an object (${value.constructor?.name ?? "Object"})` : article(typeof value);
}

function article(noun) {
  return noun === "undefined" ? noun : `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
