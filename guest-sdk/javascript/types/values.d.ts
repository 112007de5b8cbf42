// Values, there and back.

/**
 * What can be written to a database.
 *
 * | JavaScript | is written as |
 * |---|---|
 * | `null` | NULL; `undefined` is an error |
 * | `true`, `false` | a truth value |
 * | a whole `number` up to 2^53 | an integer; a larger one is an error, since it may not be exact: say a `bigint` or `float(…)` |
 * | another `number` | a float, `NaN` and the infinities too |
 * | a `bigint` | an integer of 64 bits, unsigned from 2^63; one beyond 2^64 is an error |
 * | a `string` | text |
 * | `Uint8Array` and its like, `ArrayBuffer` | bytes |
 * | `Date` | a moment, in UTC with its offset: `2026-01-31T23:59:58.500+00:00` |
 * | {@link decimal}, {@link date}, {@link time}, {@link timestamp}, {@link json}, {@link uuid}, {@link native} | what they say |
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | ArrayBufferView | ArrayBuffer | Date | Decimal
  | CalendarDate | TimeOfDay | Timestamp | Json | Uuid | Native | Float | Unsigned;

/**
 * What is read from a database.
 *
 * Integers come as a `number` where that is exact, to 2^53, and else as a `bigint`. What JavaScript has no type for comes as an object of
 * its class, which has its `text` exactly as the database has it, prints as that text, and can be written again as it is. SQLite has
 * no types of its own for truth values, decimals, dates, times, JSON and UUIDs, and gives back what it keeps: numbers and texts.
 */
export type Read = null | boolean | number | bigint | string | Uint8Array | Decimal | CalendarDate | TimeOfDay | Timestamp | Json
  | Uuid | Native;

/** A value that JavaScript has no type for. */
interface TextValue {
  /** The value, exactly as the database has it. */
  readonly text: string;
  /** The same text. */
  toString(): string;
  /** The same text. */
  toJSON(): string;
}

/** An exact decimal. */
export interface Decimal extends TextValue {
  /** The nearest number: not always the same. */
  toNumber(): number;
}
/** A calendar date. */
export interface CalendarDate extends TextValue {
  /** Only a {@link CalendarDate} has it. */
  readonly [kind]: "date";
}
/** A time of day. */
export interface TimeOfDay extends TextValue {
  /** Only a {@link TimeOfDay} has it. */
  readonly [kind]: "time";
}
/** A date and time, with an offset where it knows the time zone. */
export interface Timestamp extends TextValue {
  /** The moment, to the millisecond. Where there is no offset, it is read as UTC. */
  toDate(): Date;
}
/** A JSON text. */
export interface Json extends TextValue {
  /** The value that it stands for. */
  parse(): unknown;
}
/** A UUID in its 36-character form. */
export interface Uuid extends TextValue {
  /** Only a {@link Uuid} has it. */
  readonly [kind]: "uuid";
}
/** A value of a type that nothing else here holds. */
export interface Native extends TextValue {
  /** The database's name for the type, such as `inet`. */
  readonly typeName: string;
}
/** A number that is written as a float, even where it is whole. */
export interface Float {
  /** The number. */
  readonly value: number;
}
/** An integer that is written as an unsigned one. */
export interface Unsigned {
  /** The number. */
  readonly value: bigint;
}

declare const kind: unique symbol;

/** Tells decimals: `value instanceof Decimal`. They are made by {@link decimal}. */
export declare const Decimal: { prototype: Decimal; [Symbol.hasInstance](value: unknown): value is Decimal };
/** Tells dates. They are made by {@link date}. */
export declare const CalendarDate: { prototype: CalendarDate; [Symbol.hasInstance](value: unknown): value is CalendarDate };
/** Tells times of day. They are made by {@link time}. */
export declare const TimeOfDay: { prototype: TimeOfDay; [Symbol.hasInstance](value: unknown): value is TimeOfDay };
/** Tells dates with a time. They are made by {@link timestamp}. */
export declare const Timestamp: { prototype: Timestamp; [Symbol.hasInstance](value: unknown): value is Timestamp };
/** Tells JSON. It is made by {@link json}. */
export declare const Json: { prototype: Json; [Symbol.hasInstance](value: unknown): value is Json };
/** Tells UUIDs. They are made by {@link uuid}. */
export declare const Uuid: { prototype: Uuid; [Symbol.hasInstance](value: unknown): value is Uuid };
/** Tells native values. They are made by {@link native}. */
export declare const Native: { prototype: Native; [Symbol.hasInstance](value: unknown): value is Native };
/** Tells numbers that are written as floats. They are made by {@link float}. */
export declare const Float: { prototype: Float; [Symbol.hasInstance](value: unknown): value is Float };
/** Tells integers that are written as unsigned ones. They are made by {@link unsigned}. */
export declare const Unsigned: { prototype: Unsigned; [Symbol.hasInstance](value: unknown): value is Unsigned };

/** An exact decimal: `decimal("-12.50")`. */
export function decimal(value: string | bigint): Decimal;
/** A date: `date("2026-01-31")`; of a `Date` the day in UTC. */
export function date(value: string | Date): CalendarDate;
/** A time of day: `time("23:59:58.5")`. */
export function time(text: string): TimeOfDay;
/** A date and time: `timestamp("2026-01-31T23:59:58.5")`, with an offset `timestamp("2026-01-31T23:59:58+02:00")`. */
export function timestamp(value: string | Date): Timestamp;
/** A value as JSON: `json({ theme: "plain" })`. A text that is JSON already goes through {@link jsonText}. */
export function json(value: unknown): Json;
/** A JSON text as it stands: `jsonText('{"theme": "plain"}')`. */
export function jsonText(text: string): Json;
/** A UUID: `uuid("0b6f2c9e-7c3b-4a53-9a51-3f2f4f6f8a10")`. */
export function uuid(text: string): Uuid;
/** A value of a type that nothing else here holds, in the database's own text form: `native("inet", "10.0.0.1")`. */
export function native(typeName: string, text: string): Native;
/** A number that goes as a float even where it is whole: `float(2)`. */
export function float(value: number): Float;
/** An integer that goes as an unsigned one even where a signed one would hold it: `unsigned(7n)`. */
export function unsigned(value: bigint | number): Unsigned;

// Without this line all of the above would be exported, also what doesn't say so.
export {};
