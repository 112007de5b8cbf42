// Where an error comes from, in the author's own files.
import { ownLine } from "./script.js";

/** A frame as SpiderMonkey writes it (`name@file:line:column`), and as V8 does (`at name (file:line:column)`). */
const FRAMES = [/^(?<name>.*?)@(?<file>.+?):(?<line>\d+):(?<column>\d+)$/, /^\s*at (?:(?<name>.+?) \()?(?<file>.+?):(?<line>\d+):(?<column>\d+)\)?$/];

/** More would be of a recursion, and tell nothing. */
const MOST_FRAMES = 20;

/** The author's frames of an error, the innermost first: `upgrade (20260105_people.ts:12:5)`. */
export function frames(error) {
  const own = [];
  for (const line of String(error?.stack ?? "").split("\n")) {
    const frame = FRAMES.map((pattern) => pattern.exec(line)?.groups).find((groups) => groups !== undefined);
    const at = frame && ownLine(frame.file, Number(frame.line));
    if (at !== undefined) {
      const place = `${at.name}:${at.line}:${frame.column}`;
      const name = frame.name?.replace(/^.*[/<.]/, "");
      own.push(name ? `${name} (${place})` : place);
    }
  }
  return own.slice(0, MOST_FRAMES);
}

/** What was thrown, with where, and what it was caused by. */
export function told(thrown) {
  const lines = [];
  const seen = new Set();
  let error = thrown;
  for (let prefix = ""; error !== undefined && !seen.has(error); prefix = "caused by: ") {
    seen.add(error);
    lines.push(prefix + title(error), ...frames(error).map((frame) => `    at ${frame}`));
    error = isError(error) ? error.cause : undefined;
  }
  return lines.join("\n");
}

/** Whether something is an error, of another world too: the bindings have one of their own, and so has a script that is being built. */
function isError(it) {
  return it instanceof Error || Object.prototype.toString.call(it) === "[object Error]";
}

function title(error) {
  if (isError(error)) {
    return error.message === "" ? error.name : `${error.name}: ${error.message}`;
  }
  try {
    return `thrown: ${typeof error === "object" ? JSON.stringify(error) : String(error)}`;
  } catch {
    return "thrown: something that can't be told";
  }
}
