// What the author must change, said in one line: file, line, column, what, and what next.

export class Failure extends Error {}

/** A failure at a place in a file. `at` is an offset into its text. */
export function failureAt(file, text, at, message) {
  const before = text.slice(0, at).split("\n");
  return new Failure(`${file}:${before.length}:${before.at(-1).length + 1}: ${message}`);
}
