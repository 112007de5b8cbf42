// The lines of the report.
import {
  CalendarDate, DatabaseError, Decimal, Json, MigrationError, Native, report, TimeOfDay, Timestamp, Uuid, type Read,
} from "mighost";

/** An answer as every language writes it: nothing is `done`, a truth value `yes` or `no`. */
export type Answer = void | boolean | number | string;

/** Reports `WHAT: ANSWER`, or the kind of error instead, with the database's code where it has one. */
export function tell(what: string, action: () => Answer): boolean {
  let text: string;
  let answered = true;
  try {
    text = told(action());
  } catch (error) {
    text = kind(error);
    answered = false;
  }
  say(what, text);
  return answered;
}

/** Reports `WHAT: TEXT`. */
export function say(what: string, text: string): void {
  report.info(`${what}: ${text}`);
}

/** Joins names and numbers: `a, b`. */
export function list(items: readonly unknown[]): string {
  return items.join(", ");
}

function told(answer: Answer): string {
  if (typeof answer === "boolean") {
    return answer ? "yes" : "no";
  }
  return answer === undefined ? "done" : String(answer);
}

/** What isn't the host's answer is a mistake of this migration, and ends it. */
function kind(error: unknown): string {
  if (!(error instanceof MigrationError)) {
    throw error;
  }
  return error instanceof DatabaseError ? `database ${error.code}` : error.kind;
}

/**
 * A value by its kind and text: `integer 7`, `bytes 00ff`, `null`. Fractions of seconds are written without zeros at their end, an
 * offset of nothing as `+00:00`, JSON without spaces.
 */
export function value(it: Read): string {
  switch (typeof it) {
    case "boolean":
      return `boolean ${it}`;
    case "bigint":
      return `integer ${it}`;
    case "number":
      // None of the floats is whole.
      return `${Number.isInteger(it) ? "integer" : "float"} ${it}`;
    case "string":
      return `text ${it}`;
  }
  if (it === null) return "null";
  if (it instanceof Uint8Array) return `bytes ${[...it].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  if (it instanceof Decimal) return `decimal ${it}`;
  if (it instanceof CalendarDate) return `date ${it}`;
  if (it instanceof TimeOfDay) return `time ${moment(it.text)}`;
  if (it instanceof Timestamp) return `timestamp ${moment(it.text)}`;
  if (it instanceof Json) return `json ${it.text.replaceAll(" ", "")}`;
  if (it instanceof Uuid) return `uuid ${it}`;
  const { typeName, text } = it as Native;
  return `native ${typeName} ${text}`;
}

/** The date's own dashes stand before the ninth place. */
const MOMENT = /^(?<clock>.{8}.*?)(?<fraction>\.\d+)?(?<offset>Z|[+-]\d.*)?$/;

function moment(text: string): string {
  const { clock, fraction, offset = "" } = MOMENT.exec(text)!.groups!;
  const digits = (fraction ?? ".").replace(/0+$/, "");
  return `${clock}${digits === "." ? "" : digits}${offset === "Z" ? "+00:00" : offset}`;
}
